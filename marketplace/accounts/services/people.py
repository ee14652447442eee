"""Making accounts and changing what belongs to their owners."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit, queries, sessions
from marketplace.accounts.errors import AddressTaken
from marketplace.accounts.events import PasswordChanged, SignedUp, SignedUpAgain
from marketplace.accounts.models import (
    Calendar,
    User,
    usual_calendar,
)
from marketplace.accounts.passwords import hashed, matches
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.events import announce


@dataclass(frozen=True)
class NewAccount:
    email: str
    name: str
    password: str
    locale: str


def create_user(email: str, name: str, password: str | None, locale: str) -> User:
    """A new account, its address not yet confirmed. Raises AddressTaken."""
    return _insert(email, name, hashed(password) if password else None, locale)


def sign_up(wish: NewAccount) -> None:
    """Make the account and ask its address to confirm it.

    For whoever asks, all goes the same way in the same time whether or not the address is known:
    its owner gets another mail, that is all. An account that nobody has confirmed yet belongs to
    nobody, so the latest wish counts; its earlier links no longer work.
    """
    password_hash = hashed(wish.password)
    user = queries.user_by_email(wish.email)
    if user is None:
        try:
            user = _insert(wish.email, wish.name, password_hash, wish.locale)
        except AddressTaken:
            return
    elif user.email_confirmed_at or user.grants or not user.is_active:
        announce(SignedUpAgain(user.id))
        return
    user.name, user.locale, user.password_hash = wish.name, wish.locale, password_hash
    db.session.flush()
    announce(SignedUp(user.id))


def confirm_address(user: User) -> None:
    user.email_confirmed_at = user.email_confirmed_at or now()


def choose_password(user: User, password: str) -> None:
    """Set a new password by a link that came to her address. All her sessions end."""
    user.password_hash = hashed(password)
    confirm_address(user)
    audit.record(user, "password.chosen", user)
    sessions.close_all_sessions(user)
    announce(PasswordChanged(user.id))


def change_password(user: User, old: str, new: str) -> None:
    """Change it, knowing the old one; she stays signed in here only. Raises Invalid."""
    if not matches(user.password_hash, old):
        raise Invalid(_("This is not your present password. Capital letters count."), "present")
    user.password_hash = hashed(new)
    audit.record(user, "password.changed", user)
    sessions.close_all_sessions(user, but_this=True)
    announce(PasswordChanged(user.id))


def prefer(user: User, locale: str, calendar: Calendar) -> None:
    user.locale, user.calendar = locale, calendar


def _insert(email: str, name: str, password_hash: str | None, locale: str) -> User:
    """The database says whether the address is free: two at once do not both get it."""
    made = db.session.scalar(
        insert(User)
        .values(
            email=email.strip().lower(),
            name=name,
            password_hash=password_hash,
            locale=locale,
            calendar=usual_calendar(locale),
        )
        .on_conflict_do_nothing(index_elements=[User.email])
        .returning(User.id)
    )
    if made is None:
        raise AddressTaken(_("There is an account with this address already."))
    return db.session.get_one(User, made)
