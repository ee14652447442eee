"""What waits in the workshop."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import DateTime, cast, func, select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import today
from marketplace.desk.waiting import Question
from marketplace.pardis.production.models import (
    Batch,
    BatchState,
    Offer,
    OfferState,
    RunState,
    WagesRun,
    WorkOrder,
    WorkState,
)

P = Permission


def _planned(_user: User, scope: Scope) -> Any:
    return select(WorkOrder.created_at).where(
        WorkOrder.state == WorkState.PLANNED, scope.clause(WorkOrder.cooperative_id)
    )


def _unanswered(_user: User, scope: Scope) -> Any:
    return (
        select(Offer.created_at)
        .join(Offer.work_order)
        .where(Offer.state == OfferState.OFFERED, scope.clause(WorkOrder.cooperative_id))
    )


def _overdue(_user: User, scope: Scope) -> Any:
    ended = (WorkState.INSPECTED, WorkState.CLOSED, WorkState.CANCELLED)
    return select(func.timezone("Asia/Tehran", cast(WorkOrder.due_on, DateTime()))).where(
        WorkOrder.state.not_in(ended),
        WorkOrder.due_on < today(),
        scope.clause(WorkOrder.cooperative_id),
    )


def _to_grade(_user: User, scope: Scope) -> Any:
    return (
        select(Batch.created_at)
        .join(Batch.offer)
        .join(Offer.work_order)
        .where(Batch.state == BatchState.HANDED_IN, scope.clause(WorkOrder.cooperative_id))
    )


def _runs(user: User, scope: Scope) -> Any:
    """Who made a run does not approve it."""
    return select(WagesRun.created_at).where(
        WagesRun.state == RunState.DRAFT,
        WagesRun.made_by_id != user.id,
        scope.clause(WagesRun.cooperative_id),
    )


QUESTIONS: Sequence[Question] = (
    Question(
        P.PRODUCTION_MANAGE,
        "workshop.board",
        lambda n: ngettext("work order past its day", "work orders past their day", n),
        _("Look"),
        _overdue,
        timedelta(days=1),
        urgent=True,
    ),
    Question(
        P.PRODUCTION_MANAGE,
        "workshop.board",
        lambda n: ngettext("work order to offer", "work orders to offer", n),
        _("Offer"),
        _planned,
        timedelta(days=3),
    ),
    Question(
        P.PRODUCTION_MANAGE,
        "workshop.board",
        lambda n: ngettext("offer without an answer", "offers without an answer", n),
        _("Look"),
        _unanswered,
        timedelta(days=2),
    ),
    Question(
        P.PIECES_GRADE,
        "workshop.board",
        lambda n: ngettext("batch to grade", "batches to grade", n),
        _("Grade"),
        _to_grade,
        timedelta(days=2),
    ),
    Question(
        P.WAGES_APPROVE,
        "wages.index",
        lambda n: ngettext("run of wages to approve", "runs of wages to approve", n),
        _("Approve"),
        _runs,
        timedelta(days=3),
    ),
)
