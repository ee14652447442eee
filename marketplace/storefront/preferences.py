"""What a visitor wishes without an account: the currency she looks at prices in."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import public
from marketplace.core import cookies
from marketplace.core.errors import Invalid
from marketplace.core.security import without_token
from marketplace.localisation import rates
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("preferences", __name__)

YEAR = 365 * 24 * 3600


@bp.post(f"{LANGUAGE_PREFIX}/preferences/currency")
@public
@without_token
def currency() -> ResponseReturnValue:
    """Keeps the choice in a cookie; pages that are the same for everyone carry no token."""
    wanted = request.form.get("currency", "")
    if wanted not in rates.SHOWN_CURRENCIES:
        raise Invalid(_("Choose one of the currencies in the list."), field="currency")
    answer = redirect(_inside(request.form.get("next", "")))
    cookies.keep(answer, rates.COOKIE, wanted, YEAR)
    return answer


def _inside(address: str) -> str:
    """The address when it is a path of this site, else the front page."""
    parts = urlsplit(address.replace("\\", "/"))
    plain = address.startswith("/") and not address.startswith("//") and address.isprintable()
    if plain and not parts.scheme and not parts.netloc:
        return address
    return url_for("storefront.home")
