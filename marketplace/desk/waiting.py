"""What waits on somebody: small questions, each asked of those who can do something about it.

Each part of the trade has its questions in its `waiting.py`; `wiring.WAITING` names them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import current_app, url_for
from sqlalchemy import func, literal, select, union_all

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.core.db import db


@dataclass(frozen=True)
class Question:
    """One kind of waiting work: who is asked, where it is done, what so many are called, and how
    it is found.

    `asks` is given her and the cooperatives in which she may do it. It answers with a select of one
    column: since when each of them waits. What waits for longer than `patience` is late.
    """

    permission: Permission
    endpoint: str
    label: Callable[[int], str]
    act: object
    asks: Callable[[User, Scope], Any]
    patience: timedelta
    urgent: bool = False


@dataclass(frozen=True)
class Waiting:
    """So much of one kind waits, some of it for too long."""

    label: str
    act: str
    count: int
    late: int
    oldest: datetime | None
    endpoint: str
    urgent: bool

    @property
    def url(self) -> str:
        return url_for(self.endpoint)

    @property
    def in_time(self) -> int:
        return self.count - self.late

    @property
    def turn(self) -> datetime:
        """By which lists are sorted: what knows no day comes last."""
        return self.oldest or datetime.max.replace(tzinfo=UTC)


def waiting_on(user: User) -> list[Waiting]:
    """All she may do something about, also where nothing waits; one query asks all of it."""
    questions: Sequence[Question] = current_app.extensions["waiting"]
    open_here = current_app.view_functions
    asked = [q for q in questions if q.endpoint in open_here and user.may(q.permission)]
    found = _answers(user, asked)
    return [
        Waiting(
            label=question.label(count),
            act=str(question.act),
            count=count,
            late=late,
            oldest=oldest,
            endpoint=question.endpoint,
            urgent=question.urgent,
        )
        for question, (count, late, oldest) in zip(asked, found, strict=True)
    ]


def _answers(user: User, asked: Sequence[Question]) -> list[tuple[int, int, datetime | None]]:
    """How many there are, how many are late, and since when the oldest waits, for each in turn."""
    if not asked:
        return []
    parts = []
    for turn, question in enumerate(asked):
        (since,) = question.asks(user, user.scope(question.permission)).subquery().c
        late = func.count().filter(since < now() - question.patience)
        parts.append(select(literal(turn).label("turn"), func.count(), late, func.min(since)))
    rows = db.session.execute(union_all(*parts).order_by("turn"))
    return [(count, late, oldest) for _turn, count, late, oldest in rows]
