"""Signing in, made slow for whoever guesses.

An attempt is written down as a failure before the password is looked at, and taken back when it was
right: many at once are counted as many. After some free tries each one doubles the wait, for the
account and for the network address it comes from, up to a few minutes. A browser that has signed in
to the account before is counted by itself, and a link by mail opens every door, so that strangers
can make nobody wait for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from math import ceil

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select, text

from marketplace.accounts import queries
from marketplace.accounts.errors import TooSoon
from marketplace.accounts.models import Session, SignInFailure, User
from marketplace.accounts.passwords import hashed, matches, outdated
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.digits import to_language
from marketplace.core.errors import Forbidden, Invalid

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)
SESSIONS_KEPT = timedelta(days=180)
FREE_FOR_ACCOUNT = 5
FREE_FOR_ADDRESS = 30
LONGEST_WAIT = 300


@dataclass(frozen=True)
class Attempt:
    """Who wants in, from where; `device` is a browser's mark of an earlier sign-in, or empty."""

    email: str
    address: str
    device: str = ""

    @property
    def account_key(self) -> str:
        return _key("account", self.email.strip().lower(), self.device)

    @property
    def address_key(self) -> str:
        return _key("address", self.address)


def admit(attempt: Attempt) -> None:
    """Write the attempt down, unless it comes too soon after others. Raises TooSoon."""
    limits = ((attempt.account_key, FREE_FOR_ACCOUNT), (attempt.address_key, FREE_FOR_ADDRESS))
    for key, _free in sorted(limits):
        db.session.execute(text("select pg_advisory_xact_lock(hashtext(:key))"), {"key": key})
    seconds = max(_wait(key, free) for key, free in limits)
    if seconds:
        raise TooSoon(
            ngettext(
                "Too many tries. Wait %(n)s second, then try again.",
                "Too many tries. Wait %(n)s seconds, then try again.",
                seconds,
                n=to_language(str(seconds), str(get_locale())),
            ),
            seconds,
        )
    db.session.execute(insert(SignInFailure), [{"key": key} for key, _free in limits])


def try_to_sign_in(attempt: Attempt, password: str) -> User:
    """Who it is. Raises Invalid if e-mail and password do not go together, Forbidden if they do
    and she may not come in all the same."""
    user = queries.user_by_email(attempt.email)
    if not matches(user.password_hash if user else None, password) or user is None:
        raise Invalid(_("That e-mail and password do not go together."), "password")
    if not user.is_active:
        raise Forbidden(_("This account is closed. Write to us if that is a mistake."))
    if user.password_hash and outdated(user.password_hash):
        user.password_hash = hashed(password)
    taken_back(attempt)
    return user


def taken_back(attempt: Attempt) -> None:
    """It was a right one: the account begins anew, the network address has one failure less."""
    forget_failures([attempt.account_key])
    _take_back_one(attempt.address_key)


def forget_failures(keys: Sequence[str]) -> None:
    db.session.execute(delete(SignInFailure).where(SignInFailure.key.in_(keys)))


def sweep() -> None:
    """Drop what no longer slows anybody down, and sessions that ended long ago."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < now() - KEPT))
    db.session.execute(delete(Session).where(Session.seen_at < now() - SESSIONS_KEPT))
    db.session.execute(delete(Session).where(Session.half, Session.seen_at < now() - KEPT))


def _wait(key: str, free: int) -> int:
    """How many seconds the next attempt has to wait."""
    count, last = db.session.execute(
        select(func.count(), func.max(SignInFailure.at)).where(
            SignInFailure.key == key, SignInFailure.at > now() - WINDOW
        )
    ).one()
    if count < free:
        return 0
    pause: int = min(2 ** min(count - free, 20), LONGEST_WAIT)
    return max(0, ceil(pause - (now() - last).total_seconds()))


def _take_back_one(key: str) -> None:
    newest = select(func.max(SignInFailure.id)).where(SignInFailure.key == key).scalar_subquery()
    db.session.execute(delete(SignInFailure).where(SignInFailure.id == newest))


def _key(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
