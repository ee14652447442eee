"""Where people go when they have signed in."""

import re

from flask import current_app, url_for

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.localisation.languages import LANGUAGES

PLACES = (
    (Permission.ADMIN_ENTER, "admin.home"),
    (Permission.OFFICE_ENTER, "office.dashboard"),
    (Permission.STUDIO_USE, "studio.home"),
)
INSIDE = re.compile(r"/(?![/\\])[^\x00-\x20\\\x7f]*")


def landing(user: User, wanted: str = "") -> str:
    """The page she wanted, if it is one of ours, or that of her work; in her language."""
    if inside(wanted):
        return _in_her_language(wanted, user.locale)
    for permission, endpoint in PLACES:
        if user.may(permission) and endpoint in current_app.view_functions:
            return url_for(endpoint, lang=user.locale)
    return url_for("accounts.profile", lang=user.locale)


def inside(address: str) -> bool:
    """Whether it is a path on this site, however a browser may read it."""
    return bool(INSIDE.fullmatch(address)) and len(address) < 2000


def _in_her_language(path: str, locale: str) -> str:
    first, slash, rest = path[1:].partition("/")
    return f"/{locale}{slash}{rest}" if first in LANGUAGES and locale in LANGUAGES else path
