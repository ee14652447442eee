"""Where people are signed in: a row for each place, found by the token in the signed cookie."""

import re
import secrets
from datetime import timedelta
from hashlib import sha256

from flask import g, request, session
from flask_login import login_user, logout_user
from sqlalchemy import ColumnElement, and_, select, update

from marketplace.accounts.models import Session, User
from marketplace.config import settings
from marketplace.core.clock import now
from marketplace.core.db import db

TOKEN = "place"  # noqa: S105 - the name of a cookie value
WANTED = "next"
"""The page a visitor wants to come back to once she has an account; the cookie keeps it."""

COUNTRY = re.compile("(?!XX|T1)[A-Z]{2}")
SEEN_EVERY = timedelta(minutes=10)
MARK_LENGTH = 24
HALF_FOR = timedelta(minutes=10)


def open_session(user: User, *, keep: bool = True) -> None:
    """Sign her in here, with a fresh cookie that ends with the browser unless it is to `keep`.
    Call it inside a transaction."""
    _end(Session.token_hash == _here())
    _begin(user, keep=keep, half=False)
    login_user(user)


def open_half(user: User, *, keep: bool, wanted: str) -> None:
    """Note that her password was right and the second step is still to come. It opens nothing.
    `wanted` is the page she is on her way to."""
    _begin(user, keep=keep, half=True)
    session[WANTED] = wanted


def half_open() -> User | None:
    """Who has begun to sign in here a moment ago and owes us the second step."""
    found: User | None = db.session.scalar(
        select(User)
        .join(Session, Session.user_id == User.id)
        .where(
            Session.token_hash == _here(),
            Session.half.is_(True),
            Session.ended_at.is_(None),
            Session.created_at > now() - HALF_FOR,
            User.disabled_at.is_(None),
        )
    )
    return found


def _begin(user: User, *, keep: bool, half: bool) -> None:
    token = secrets.token_urlsafe(32)
    db.session.add(
        Session(
            token_hash=_hash(token),
            user_id=user.id,
            half=half,
            agent=(request.user_agent.string or "")[:300],
            address=request.remote_addr or "",
            country=_country(),
        )
    )
    session.clear()
    session[TOKEN] = token
    session.permanent = keep


def close_session() -> None:
    """Sign out here."""
    _end(Session.token_hash == _here())
    logout_user()
    session.clear()


def close_all_sessions(user: User, *, but_this: bool = False) -> None:
    """Sign her out everywhere, as after a change of password."""
    clause = Session.user_id == user.id
    if but_this:
        clause = clause & (Session.token_hash != _here())
    _end(clause)


def load_user(user_id: str) -> User | None:
    """Flask-Login asks who the cookie speaks of: nobody, unless her session is still open."""
    row = db.session.execute(
        select(User, Session)
        .join(Session, Session.user_id == User.id)
        .where(
            Session.token_hash == _here(),
            Session.half.is_(False),
            is_open(),
            User.id == int(user_id),
            User.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    g.seen_at, g.confirmed_at = row[1].seen_at, row[1].confirmed_at
    user: User = row[0]
    return user


def is_open() -> ColumnElement[bool]:
    """Not ended, not left alone for too long, and not older than any sign-in may become."""
    return and_(
        Session.ended_at.is_(None),
        Session.seen_at > now() - timedelta(days=settings().session_days),
        Session.created_at > now() - timedelta(days=settings().session_max_days),
    )


def seen_long_ago() -> bool:
    """Whether it is time to note that she is still here."""
    return "seen_at" in g and g.seen_at < now() - SEEN_EVERY


def note_seen() -> None:
    """Two requests at once write it once."""
    db.session.execute(
        update(Session)
        .where(
            Session.token_hash == _here(),
            Session.seen_at < now() - SEEN_EVERY,
        )
        .values(seen_at=now(), address=request.remote_addr or "", country=_country())
    )
    g.pop("seen_at", None)


def confirmed_lately() -> bool:
    """Whether she has just proved here who she is: by signing in or by confirming it."""
    fresh = timedelta(minutes=settings().fresh_minutes)
    return "confirmed_at" in g and g.confirmed_at > now() - fresh


def note_confirmed() -> None:
    """She has proved once more who she is."""
    db.session.execute(
        update(Session).where(Session.token_hash == _here()).values(confirmed_at=now())
    )
    g.confirmed_at = now()


def close_one(user: User, mark: str) -> None:
    """Sign her out in one place; `mark` is what `mark_of` says of it."""
    _end((Session.user_id == user.id) & Session.token_hash.startswith(mark, autoescape=True))


def mark_of(place: Session) -> str:
    """What one of her places is called in an address."""
    return place.token_hash[:MARK_LENGTH]


def is_this_one(place: Session) -> bool:
    """Whether it is the session of this request."""
    return place.token_hash == _here()


def _end(clause: object) -> None:
    db.session.execute(
        update(Session).where(Session.ended_at.is_(None), clause).values(ended_at=now())  # type: ignore[arg-type]
    )


def _here() -> str:
    return _hash(str(session.get(TOKEN, "")))


def _country() -> str:
    """Where the request comes from, if whoever stands before us says so."""
    header = settings().country_header
    told = request.headers.get(header, "") if header else ""
    return told.upper() if COUNTRY.fullmatch(told.upper()) else ""


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
