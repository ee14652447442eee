"""Payments, receipts and refunds, within the cooperatives of a scope."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from sqlalchemy import Select, String, and_, cast, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Scope
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.core.seal import is_marked
from marketplace.payments.models import (
    Dispute,
    DisputeState,
    Payment,
    PaymentState,
    Proof,
    Receipt,
    Refund,
    RefundState,
)
from marketplace.payments.references import normalised

PAGE = 30
OPEN = (PaymentState.EXPECTED, PaymentState.PARTLY_PAID)


@dataclass(frozen=True)
class Page:
    """A page of payments, and where it stands among all."""

    rows: Sequence[Payment]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, ceil(self.total / PAGE))


def locked_payment(payment_id: int) -> Payment:
    """The payment as it stands now, held until the transaction ends."""
    return db.session.scalars(
        select(Payment)
        .where(Payment.id == payment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def payment_in(scope: Scope, reference: str) -> Payment:
    """A payment to one of somebody's cooperatives; any other does not exist for her."""
    found = db.session.scalar(
        select(Payment)
        .where(Payment.reference == reference, scope.clause(Payment.payee_id))
        .options(
            selectinload(Payment.receipts), selectinload(Payment.proofs).joinedload(Proof.file)
        )
    )
    if found is None:
        raise NotFound
    return found


def payment_of(reference: str) -> Payment:
    """Whoever asks has shown a signed link to it."""
    found = db.session.scalar(select(Payment).where(Payment.reference == reference))
    if found is None:
        raise NotFound
    return found


def payments_in(scope: Scope, *, state: str = "open", text: str = "", number: int = 1) -> Page:
    """Newest first; `text` finds by any part of a reference or an order's number,
    by how the words of a name begin, by an amount."""
    rows = db.session.scalars(
        _listed(scope, state, text)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
        .options(selectinload(Payment.proofs))
    ).all()
    return Page(rows, number, count_of_payments(scope, state=state, text=text))


def count_of_payments(scope: Scope, *, state: str, text: str) -> int:
    counted = select(func.count(Payment.id)).where(*_asked(scope, state, text))
    return db.session.scalar(counted) or 0


def all_payments(scope: Scope, *, state: str, text: str) -> Iterator[Payment]:
    """The same as the pages show, read piece by piece."""
    query = _listed(scope, state, text)
    yield from db.session.scalars(query.execution_options(yield_per=500))


def _listed(scope: Scope, state: str, text: str) -> Select[Payment]:
    return select(Payment).where(*_asked(scope, state, text)).order_by(Payment.id.desc())


def _asked(scope: Scope, state: str, text: str) -> list[Any]:
    chosen = {"open": OPEN, "all": tuple(PaymentState)}.get(state)
    clauses: list[Any] = [scope.clause(Payment.payee_id)]
    clauses.append(Payment.state.in_(chosen or (PaymentState(state),)))
    return [*clauses, _speaks_of(text)] if text else clauses


def _speaks_of(text: str) -> object:
    code = normalised(text)
    words = f"%{text.replace('%', '').replace('_', '')}%"
    minor = cast(Payment.__table__.c.amount_minor, String)
    return or_(
        Payment.reference.contains(code, autoescape=True) if len(code) > 1 else False,
        cast(Payment.details, String).ilike(words),
        and_(true(), *(is_marked(Payment.found_by, word) for word in text.split()[:5])),
        minor == code,
        minor == f"{code}00",
    )


def receipt_of(external_id: str) -> Receipt | None:
    return db.session.scalar(
        select(Receipt)
        .where(Receipt.external_id == external_id)
        .options(joinedload(Receipt.payment))
    )


def refunds_in(
    scope: Scope, states: Collection[RefundState] = tuple(RefundState)
) -> Sequence[Refund]:
    """What is owed back comes first, then the newest."""
    return db.session.scalars(
        select(Refund)
        .join(Refund.payment)
        .where(scope.clause(Payment.payee_id), Refund.state.in_(states))
        .options(joinedload(Refund.payment))
        .order_by(Refund.state != RefundState.OWED, Refund.id.desc())
        .limit(200)
    ).all()


def locked_refund(scope: Scope, refund_id: int) -> Refund:
    found = db.session.scalar(
        select(Refund)
        .join(Refund.payment)
        .where(Refund.id == refund_id, scope.clause(Payment.payee_id))
        .with_for_update(of=Refund)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def refunds_of(payment_id: int) -> Sequence[Refund]:
    return db.session.scalars(
        select(Refund).where(Refund.payment_id == payment_id).order_by(Refund.id)
    ).all()


def refunded(payment: Payment) -> Money:
    """What of a payment is owed back or has gone back."""
    amounts = (
        refund.amount for refund in refunds_of(payment.id) if refund.state is not RefundState.FAILED
    )
    return Money.total(amounts, payment.amount.currency)


def left_of(payment: Payment) -> Money:
    """What of a payment could still be given back: the rest has been, or a bank has taken it back."""
    lost = db.session.scalars(
        select(Dispute).where(Dispute.payment_id == payment.id, Dispute.state == DisputeState.LOST)
    )
    taken = Money.total((each.amount for each in lost), payment.amount.currency)
    return payment.received - refunded(payment) - taken
