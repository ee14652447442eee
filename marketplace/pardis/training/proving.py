"""What the ledger must say of fees, recomputed from receipts, refunds, disputes and the fees
themselves."""

from collections import Counter

from sqlalchemy import select

from marketplace.accounts.permissions import CENTRE
from marketplace.core.db import db
from marketplace.ledger import accounts
from marketplace.pardis.training.models import Fee
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services.booking import AHEAD, EARNED, place_of
from marketplace.payments.models import (
    Dispute,
    DisputeState,
    Payment,
    Receipt,
    Refund,
    RefundState,
)

Sums = Counter[tuple[str, str]]


def sums() -> Sums:
    """Account and currency to minor units."""
    owed: Sums = Counter()
    _add_money(owed)
    back: Counter[int] = Counter()
    for refund in db.session.scalars(select(Refund).where(Refund.key.startswith("fee:"))):
        back[int(refund.key.split(":")[1])] += refund.amount.minor
    for fee in found.all_fees():
        if fee.paid_at:
            _add_fee(owed, fee, back[fee.id])
    return owed


def _add_fee(owed: Sums, fee: Fee, back: int) -> None:
    kept, currency = fee.charged.minor - back, fee.charged.currency
    owed[accounts.trainee(fee.enrolment_id), currency] += kept
    owed[EARNED if fee.ended_at or fee.earned_at else AHEAD, currency] -= kept


def _add_money(owed: Sums) -> None:
    of_fees = Payment.payee_id == CENTRE, Payment.details.has_key("enrolment")
    for receipt in db.session.scalars(select(Receipt).join(Receipt.payment).where(*of_fees)):
        _move(owed, receipt.payment, place_of(receipt.gateway), receipt.amount.minor)
    gone = select(Refund).join(Refund.payment).where(Refund.state == RefundState.PAID)
    for refund in db.session.scalars(gone.where(*of_fees)):
        _move(owed, refund.payment, place_of(refund.way), -refund.amount.minor)
    at = {
        DisputeState.OPEN: accounts.disputed(CENTRE),
        DisputeState.LOST: accounts.dispute_loss(CENTRE),
    }
    lost = select(Dispute).join(Dispute.payment).where(Dispute.state.in_(at))
    for dispute in db.session.scalars(lost.where(*of_fees)):
        currency, minor = dispute.amount.currency, dispute.amount.minor
        owed[at[dispute.state], currency] += minor
        owed[accounts.card(CENTRE), currency] -= minor


def _move(owed: Sums, payment: Payment | None, place: str, minor: int) -> None:
    if payment:
        currency = payment.amount.currency
        owed[place, currency] += minor
        owed[accounts.trainee(int(payment.details["enrolment"])), currency] -= minor
