"""What waits on whoever pays makers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.desk.waiting import Question
from marketplace.payouts.models import BatchState, PayoutBatch

P = Permission


def _drafts(user: User, scope: Scope) -> Any:
    """Who made a batch does not approve it."""
    return _batches(scope, BatchState.DRAFT).where(PayoutBatch.made_by_id != user.id)


def _approved(_user: User, scope: Scope) -> Any:
    return _batches(scope, BatchState.APPROVED)


def _batches(scope: Scope, state: BatchState) -> Any:
    return select(PayoutBatch.created_at).where(
        PayoutBatch.state == state, scope.clause(PayoutBatch.cooperative_id)
    )


QUESTIONS: Sequence[Question] = (
    Question(
        P.PAYOUT_APPROVE,
        "payouts.index",
        lambda n: ngettext(
            "payout for a second person to approve", "payouts for a second person to approve", n
        ),
        _("Approve"),
        _drafts,
        timedelta(days=3),
    ),
    Question(
        P.PAYOUT_PREPARE,
        "payouts.index",
        lambda n: ngettext("approved payout to pay", "approved payouts to pay", n),
        _("Pay"),
        _approved,
        timedelta(days=3),
    ),
)
