"""Reading the audit trail and its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, or_, select

from marketplace.accounts.models import AuditEntry, Scope, User
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import Texts, db

TRAIL_PAGE = 50
MOST_EXPORTED = 10_000


@dataclass(frozen=True)
class TrailSearch:
    """What the audit trail is narrowed to; an empty field narrows nothing."""

    who: str = ""
    action: str = ""
    subject: str = ""
    cooperative_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailPage:
    entries: Sequence[AuditEntry]
    older: int | None


def trail(search: TrailSearch, before_id: int | None = None) -> TrailPage:
    """A page of the trail, latest first; `before_id` is where the page before it ended."""
    query = _matching(search)
    if before_id:
        query = query.where(AuditEntry.id < before_id)
    entries = db.session.scalars(query.limit(TRAIL_PAGE + 1)).all()
    more = len(entries) > TRAIL_PAGE
    return TrailPage(entries[:TRAIL_PAGE], entries[TRAIL_PAGE - 1].id if more else None)


def trail_to_export(search: TrailSearch) -> Sequence[AuditEntry]:
    return db.session.scalars(_matching(search).limit(MOST_EXPORTED)).all()


def trail_about(user: User, limit: int = 12) -> Sequence[AuditEntry]:
    """What was done to her account, and what she did herself."""
    about_her = (AuditEntry.subject_type == "User") & (AuditEntry.subject_id == str(user.id))
    return db.session.scalars(
        select(AuditEntry)
        .where(or_(about_her, AuditEntry.actor_id == user.id))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    ).all()


def actions() -> Sequence[str]:
    """The kinds of acts that the trail knows so far."""
    return db.session.scalars(
        select(AuditEntry.action).distinct().order_by(AuditEntry.action)
    ).all()


def cooperative_names() -> dict[int, Texts]:
    rows = db.session.execute(select(Cooperative.id, Cooperative.names).order_by(Cooperative.id))
    return {row[0]: row[1] for row in rows}


def names_in(scope: Scope) -> list[Texts]:
    """The cooperatives she works for."""
    return list(
        db.session.scalars(
            select(Cooperative.names).where(scope.clause(Cooperative.id)).order_by(Cooperative.id)
        )
    )


def _matching(search: TrailSearch) -> Select[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.id.desc())
    if search.who:
        query = query.where(AuditEntry.actor.icontains(search.who, autoescape=True))
    if search.action:
        query = query.where(AuditEntry.action == search.action)
    if search.subject:
        query = query.where(
            or_(
                AuditEntry.subject.icontains(search.subject, autoescape=True),
                AuditEntry.subject_id == search.subject,
            )
        )
    if search.cooperative_id:
        query = query.where(AuditEntry.scope_id == search.cooperative_id)
    if search.since:
        query = query.where(AuditEntry.at >= _start(search.since))
    if search.until:
        query = query.where(AuditEntry.at < _start(search.until + timedelta(days=1)))
    return query


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
