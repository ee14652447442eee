"""Where people are signed in: a row for each place, found by the token in the signed cookie."""

import secrets
from datetime import timedelta
from hashlib import sha256

from flask import g, request, session
from flask_login import login_user, logout_user
from sqlalchemy import select, update

from marketplace.accounts.models import Session, User
from marketplace.config import settings
from marketplace.core.clock import now
from marketplace.core.db import db

TOKEN = "place"  # noqa: S105 - the name of a cookie value
WANTED = "next"
"""The page a visitor wants to come back to once she has an account; the cookie keeps it."""

SEEN_EVERY = timedelta(minutes=10)


def open_session(user: User, *, keep: bool = True) -> None:
    """Sign her in here, with a fresh cookie that ends with the browser unless it is to `keep`.
    Call it inside a transaction."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        Session(
            token_hash=_hash(token),
            user_id=user.id,
            agent=(request.user_agent.string or "")[:300],
            address=request.remote_addr or "",
        )
    )
    session.clear()
    session[TOKEN] = token
    session.permanent = keep
    login_user(user)


def close_session() -> None:
    """Sign out here."""
    _end(Session.token_hash == _hash(str(session.get(TOKEN, ""))))
    logout_user()
    session.clear()


def close_all_sessions(user: User, *, but_this: bool = False) -> None:
    """Sign her out everywhere, as after a change of password."""
    clause = Session.user_id == user.id
    if but_this:
        clause = clause & (Session.token_hash != _hash(str(session.get(TOKEN, ""))))
    _end(clause)


def load_user(user_id: str) -> User | None:
    """Flask-Login asks who the cookie speaks of: nobody, unless her session is still open."""
    row = db.session.execute(
        select(User, Session)
        .join(Session, Session.user_id == User.id)
        .where(
            Session.token_hash == _hash(str(session.get(TOKEN, ""))),
            Session.ended_at.is_(None),
            Session.seen_at > now() - timedelta(days=settings().session_days),
            User.id == int(user_id),
            User.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    g.seen_at = row[1].seen_at
    user: User = row[0]
    return user


def seen_long_ago() -> bool:
    """Whether it is time to note that she is still here."""
    return "seen_at" in g and g.seen_at < now() - SEEN_EVERY


def note_seen() -> None:
    """Two requests at once write it once."""
    db.session.execute(
        update(Session)
        .where(
            Session.token_hash == _hash(str(session.get(TOKEN, ""))),
            Session.seen_at < now() - SEEN_EVERY,
        )
        .values(seen_at=now(), address=request.remote_addr or "")
    )
    g.pop("seen_at", None)


def is_this_one(place: Session) -> bool:
    """Whether it is the session of this request."""
    return place.token_hash == _hash(str(session.get(TOKEN, "")))


def _end(clause: object) -> None:
    db.session.execute(
        update(Session).where(Session.ended_at.is_(None), clause).values(ended_at=now())  # type: ignore[arg-type]
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
