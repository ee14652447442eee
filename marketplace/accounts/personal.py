"""What is known about a person: told to her as a copy, and forgotten when she wishes.

Each part of the trade says for itself what it knows of her, what stands against forgetting it, and
which of her files it keeps; `wiring.PERSONAL` names them. What the law wants kept stays: orders,
the ledger, the audit trail.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, select

from marketplace.accounts import audit, queries, sessions
from marketplace.accounts.errors import StillNeeded
from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import (
    AuditEntry,
    AuthenticatorApp,
    DataCopy,
    EmailChange,
    Passkey,
    RecoveryCode,
    Session,
    User,
)
from marketplace.accounts.permissions import Role
from marketplace.accounts.words import role_name
from marketplace.core.clock import now
from marketplace.core.db import Model, db
from marketplace.core.events import announce
from marketplace.core.storage import Storage

KEPT_FOR = timedelta(days=7)
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Knower:
    """What one part of the trade has to say about a person."""

    tell: Callable[[User], Facts]
    obstacles: Callable[[User], list[str]] = lambda _user: []
    files: Callable[[User], Iterable[tuple[str, str]]] = lambda _user: ()  # name, key in storage


def everything(user: User) -> dict[str, Facts]:
    """All that is known of her, by part of the trade."""
    return {name: knower.tell(user) for name, knower in _knowers().items()}


def files_of(user: User) -> list[tuple[str, str]]:
    return [file for knower in _knowers().values() for file in knower.files(user)]


def packed(facts: Mapping[str, Facts], files: Iterable[tuple[str, str]]) -> bytes:
    """A ZIP of the facts as JSON, and of the files. Reads the storage: no transaction is open."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        told = json.dumps(facts, ensure_ascii=False, indent=2, default=str)
        archive.writestr("about-you.json", told)
        for name, key in files:
            if storage().has(key):
                archive.writestr(name, storage().get(key))
    return content.getvalue()


def ask_for_copy(user: User) -> tuple[DataCopy, bool]:
    """A copy for her, and whether it is still to be made: one a day is enough."""
    queries.lock_user(user.id)
    copy = newest_copy(user)
    if copy and copy.asked_at > now() - timedelta(days=1):
        return copy, False
    copy = DataCopy(user_id=user.id)
    db.session.add(copy)
    db.session.flush()
    audit.record(user, "data-copy.asked", user)
    return copy, True


def newest_copy(user: User) -> DataCopy | None:
    """The latest that has not run out."""
    found: DataCopy | None = db.session.scalar(
        select(DataCopy)
        .where(DataCopy.user_id == user.id, DataCopy.asked_at > now() - KEPT_FOR)
        .order_by(DataCopy.id.desc())
        .limit(1)
    )
    return found


def obstacles(user: User) -> list[str]:
    """Why she cannot be forgotten yet, in words; empty if she can."""
    own = [
        _(
            "You hold the role “%(role)s”. Ask an administrator to take it from you.",
            role=role_name(role),
        )
        for role in sorted(user.roles - {Role.ARTISAN})
    ]
    return own + [each for knower in _knowers().values() for each in knower.obstacles(user)]


def erase(user: User) -> None:
    """Make her nameless: nobody can sign in any more, and nothing says who she was but what the law
    wants kept. Raises StillNeeded."""
    queries.lock_user(user.id)
    if reasons := obstacles(user):
        raise StillNeeded(reasons)
    audit.record(user, "user.erased", user)
    announce(PersonErased(user.id, user.email))
    user.grants.clear()
    user.email, user.name = f"erased-{user.id}@erased.invalid", "—"
    user.password_hash = user.second_step_at = None
    user.disabled_at = user.erased_at = now()
    sessions.close_all_sessions(user)
    for model in (AuthenticatorApp, RecoveryCode, Passkey, EmailChange, Session):
        db.session.execute(delete(model).where(model.user_id == user.id))


def tell(user: User) -> Facts:
    """What accounts know of her."""
    return {
        "email": user.email,
        "name": user.name,
        "language": user.locale,
        "calendar": user.calendar.value,
        "account_since": user.created_at,
        "second_step_since": user.second_step_at,
        "roles": [{"role": g.role.value, "since": g.granted_at} for g in user.grants],
        "passkeys": [
            {"name": each.name, "made": each.created_at, "used": each.used_at}
            for each in queries.passkeys_of(user)
        ],
        "signed_in": [
            {"since": s.created_at, "seen": s.seen_at, "address": s.address, "agent": s.agent}
            for s in _rows(Session, Session.user_id == user.id)
        ],
        "addresses": [
            {"old": c.old, "new": c.new, "asked": c.asked_at, "holds_since": c.confirmed_at}
            for c in _rows(EmailChange, EmailChange.user_id == user.id)
        ],
        "acts": [
            {"at": e.at, "action": e.action, "subject": e.subject, "address": e.address}
            for e in _rows(AuditEntry, AuditEntry.actor_id == user.id)
        ],
    }


def storage() -> Storage:
    return cast(Storage, current_app.extensions["storage"])


def _rows(model: type[Model], clause: Any) -> Iterable[Any]:
    return db.session.scalars(select(model).where(clause))


def _knowers() -> Mapping[str, Knower]:
    found: Mapping[str, Knower] = current_app.extensions["personal"]
    return found
