"""Signed links: what they say can be read by anyone who has one, and made up by nobody."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from marketplace.accounts.errors import BadLink, ExpiredLink


def sign(purpose: str, payload: Any) -> str:
    """A token for an address. `payload` is JSON; `purpose` keeps it from serving for anything else."""
    return str(_serializer(purpose).dumps(payload))


def read(purpose: str, token: str, max_age: int | None = None) -> Any:
    """What was signed for this purpose, at most `max_age` seconds ago. Raises BadLink, ExpiredLink."""
    try:
        return _serializer(purpose).loads(token, max_age=max_age)
    except SignatureExpired:
        raise ExpiredLink(_("This link has run out.")) from None
    except (BadData, ValueError):
        raise BadLink(_("This link is not whole. Copy all of it from the mail.")) from None


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=f"link: {purpose}")
