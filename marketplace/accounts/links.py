"""What the links say that are sent to people about their account. Each works once: it is bound to
what it changes, so that doing it makes the link an old one."""

from hashlib import sha256
from typing import Any

from flask_babel import gettext as _

from marketplace.accounts import queries, tokens
from marketplace.accounts.errors import ExpiredLink
from marketplace.accounts.models import EmailChange, User
from marketplace.accounts.services import address
from marketplace.core.db import db

CONFIRM = "confirm"
RESET = "reset"
CONFIRM_SECONDS = 7 * 24 * 3600
RESET_SECONDS = 3600


def payload_of(user: User) -> dict[str, Any]:
    """Names her, her address and her password of now, without telling anything of them."""
    return {"user": user.id, "stamp": _stamp(user)}


def confirming(token: str) -> User:
    """Whose address the link confirms. Raises BadLink, ExpiredLink."""
    user = _user_of(CONFIRM, token, CONFIRM_SECONDS)
    if user.email_confirmed_at:
        raise ExpiredLink(_("This address is confirmed already. You can sign in."))
    return user


def resetting(token: str) -> User:
    """Who may choose a new password by this link. Raises BadLink, ExpiredLink."""
    return _user_of(RESET, token, RESET_SECONDS)


def changing(token: str) -> tuple[EmailChange, User]:
    """Whose address becomes another by this link. Raises BadLink, ExpiredLink."""
    change, user = _change_of(address.CONFIRM, token, int(address.CONFIRM_FOR.total_seconds()))
    if change.confirmed_at or change.undone_at or user.email != change.old:
        raise ExpiredLink(_("This link has been used, or a newer one took its place."))
    return change, user


def undoing(token: str) -> tuple[EmailChange, User]:
    """Who gets her old address back by this link. Raises BadLink, ExpiredLink."""
    change, user = _change_of(address.UNDO, token, int(address.UNDO_FOR.total_seconds()))
    if change.undone_at or not change.confirmed_at:
        raise ExpiredLink(_("This link has been used, or a newer one took its place."))
    return change, user


def _change_of(purpose: str, token: str, seconds: int) -> tuple[EmailChange, User]:
    change = db.session.get(EmailChange, tokens.read(purpose, token, seconds)["change"])
    user = queries.user(change.user_id) if change else None
    if change is None or user is None or user.erased_at:
        raise ExpiredLink(_("This link has been used, or a newer one took its place."))
    return change, user


def _user_of(purpose: str, token: str, seconds: int) -> User:
    payload = tokens.read(purpose, token, seconds)
    user = queries.user(payload["user"])
    if user is None or payload["stamp"] != _stamp(user):
        raise ExpiredLink(_("This link has been used, or a newer one took its place."))
    return user


def _stamp(user: User) -> str:
    return sha256(f"{user.email} {user.password_hash}".encode()).hexdigest()[:20]
