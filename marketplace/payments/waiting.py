"""What waits on whoever keeps the money."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.desk.waiting import Question
from marketplace.payments.models import Payment, PaymentState, Proof, Refund, RefundState

P = Permission


def _proofs(_user: User, scope: Scope) -> Any:
    """A payment with several proofs is looked at once."""
    return (
        select(func.min(Proof.created_at))
        .join(Proof.payment)
        .where(
            Payment.state.in_((PaymentState.EXPECTED, PaymentState.PARTLY_PAID)),
            scope.clause(Payment.payee_id),
        )
        .group_by(Payment.id)
    )


def _refunds(_user: User, scope: Scope) -> Any:
    return (
        select(Refund.created_at)
        .join(Payment, Refund.payment_id == Payment.id)
        .where(Refund.state == RefundState.OWED, scope.clause(Payment.payee_id))
    )


QUESTIONS: Sequence[Question] = (
    Question(
        P.PAYMENT_RECORD,
        "transfers.index",
        lambda n: ngettext("proof of transfer to look at", "proofs of transfer to look at", n),
        _("Look"),
        _proofs,
        timedelta(days=2),
    ),
    Question(
        P.PAYMENT_RECORD,
        "transfers.index",
        lambda n: ngettext("refund to send", "refunds to send", n),
        _("Pay back"),
        _refunds,
        timedelta(days=7),
        urgent=True,
    ),
)
