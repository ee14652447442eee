"""Asking for money, noting what arrived, owing it back. Every change holds the payment's lock."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now, today
from marketplace.core.db import db, run
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce
from marketplace.core.money import Money
from marketplace.core.statements import table_of
from marketplace.media.models import StoredFile
from marketplace.payments import queries
from marketplace.payments.errors import AlreadyRecorded
from marketplace.payments.events import (
    PaymentClosed,
    PaymentLapsed,
    PaymentProlonged,
    PaymentSucceeded,
    ReceiptRecorded,
    RefundPaid,
    RefundRequested,
)
from marketplace.payments.models import (
    BY_ITSELF,
    PAYER,
    Match,
    Payment,
    PaymentState,
    Proof,
    Receipt,
    Refund,
    RefundState,
    words_of,
)

OPEN = queries.OPEN


@dataclass(frozen=True)
class Arrival:
    """Money that came in, as a bank statement or a gateway tells it."""

    external_id: str
    amount: Money
    value_date: date | None = None
    sender: str = ""
    note: str = ""


ASKED = insert(table_of(Payment)).returning(table_of(Payment).c.id)


def expect(
    *,
    gateway: str,
    reference: str,
    amount: Money,
    payee_id: int,
    due_at: datetime,
    details: dict[str, Any] | None = None,
) -> int:
    """Ask for an amount under a reference: the payment's id. `details` is what pages and papers
    show of it; its `account`, where it is to be paid to, and who pays (`PAYER`) are kept sealed."""
    said = dict(details or {})
    payer = {part: said.pop(part) for part in PAYER if part in said}
    payment = {
        "version": 1,
        "gateway": gateway,
        "reference": reference,
        "amount_minor": amount.minor,
        "amount_currency": amount.currency,
        "payee_id": payee_id,
        "due_at": due_at,
        "account": said.pop("account", None),
        "payer": payer or None,
        "found_by": words_of(payer),
        "details": said,
    }
    return int(run(ASKED, payment).scalar_one())


def settle(payment_id: int, arrival: Arrival, by: User | None = None) -> Receipt:
    """Note what a gateway says has arrived. However often, late or out of order it is told, by
    the browser that returns or by a message behind it: the same `external_id` counts once."""
    payment = queries.locked_payment(payment_id)
    known = queries.receipt_of(_stored_id(payment, arrival.external_id))
    return known or _record(payment, arrival, by)


def record_receipt(  # noqa: PLR0913 - a line of a bank statement has that many columns
    payment: Payment,
    *,
    external_id: str,
    amount: Money,
    value_date: date,
    sender: str = "",
    note: str = "",
    by: User | None,
) -> Receipt:
    """A treasurer notes a transfer. One that was noted before is refused with `AlreadyRecorded`."""
    payment = queries.locked_payment(payment.id)
    arrival = Arrival(external_id, amount, value_date, sender, note)
    if payment.gateway == BY_ITSELF:
        raise Invalid(_("What is paid by card is noted by itself."), field="amount")
    if known := queries.receipt_of(_stored_id(payment, external_id)):
        raise AlreadyRecorded(external_id, known.payment.reference if known.payment else "")
    return _record(payment, arrival, by)


def cancel(payment: Payment, reason: str = "") -> None:
    """Nothing more is awaited; what has arrived is owed back."""
    payment = queries.locked_payment(payment.id)
    if payment.state not in OPEN:
        return
    payment.state = PaymentState.CANCELLED
    if payment.received:
        refund(
            payment,
            payment.received - queries.refunded(payment),
            key=f"cancelled:{payment.reference}",
            reason=reason or _("The order was cancelled"),
            by=None,
        )
    db.session.flush()
    announce(PaymentClosed(payment.id))


def prolong(payment: Payment, until: datetime) -> None:
    """Wait for it until then. Whoever calls holds the payment's lock."""
    payment.due_at = until
    db.session.flush()
    announce(PaymentProlonged(payment.id))


def lapse(payment: Payment) -> None:
    """Nobody can pay it any more, and nobody has. Whoever calls holds the payment's lock."""
    if payment.state is PaymentState.EXPECTED:
        payment.state = PaymentState.CANCELLED
        db.session.flush()
        announce(PaymentLapsed(payment.id))


def refund(
    payment: Payment,
    amount: Money,
    *,
    key: str,
    reason: str,
    by: User | None,
    way: str | None = None,
) -> Refund | None:
    """Owe money back, once for each cause `key`, but never more than is left of what came; nothing
    where there is nothing to give back. It goes as it came, unless a `way` is said."""
    amount = min(amount, queries.left_of(payment))
    if amount.minor <= 0:
        return None
    refund_id = _insert_refund(payment, amount, key, str(reason), way or payment.gateway)
    if refund_id is None:
        return None
    owed = db.session.get_one(Refund, refund_id)
    _note(by, "refund.requested", owed, payment, {"amount": str(amount.decimal), "reason": reason})
    announce(RefundRequested(refund_id))
    return owed


def mark_refund_paid(refund: Refund, *, external_id: str, by: User) -> None:
    """The money has gone back. Whoever calls holds the refund's lock. Again changes nothing."""
    if refund.state is RefundState.PAID:
        return
    if refund.by_itself:
        raise Conflict(_("This goes back by itself."))
    refund.state = RefundState.PAID
    refund.external_id, refund.paid_at = external_id, now()
    _note(by, "refund.paid", refund, refund.payment, {"external_id": external_id})
    announce(RefundPaid(refund.id))


def add_proof(payment: Payment, file: StoredFile) -> Proof:
    """What a buyer shows us of her transfer."""
    proof = Proof(payment_id=payment.id, file_id=file.id)
    db.session.add(proof)
    db.session.flush()
    return proof


def _record(payment: Payment, arrival: Arrival, by: User | None) -> Receipt:
    if arrival.amount.currency != payment.amount.currency:
        raise Invalid(
            _("This payment is asked for in %(currency)s.", currency=payment.amount.currency),
            field="amount",
        )
    waiting = payment.state in OPEN
    match = _match(payment, arrival.amount)
    receipt = _insert(payment, arrival, match, by)
    surplus = _surplus(payment, arrival.amount)
    payment.received_minor += arrival.amount.minor
    if waiting:
        _advance(payment)
    db.session.flush()
    said = {"amount": str(arrival.amount.decimal), "match": match, "transfer": arrival.external_id}
    _note(by, "payment.received", payment, payment, said)
    announce(ReceiptRecorded(receipt.id))
    late = payment.state is PaymentState.CANCELLED
    why = (
        _("The payment came after the order had ended") if late else _("More arrived than was due")
    )
    refund(payment, surplus, key=f"surplus:{receipt.id}", reason=why, by=by)
    if waiting and payment.state is PaymentState.PAID:
        announce(PaymentSucceeded(payment.id))
    return receipt


def _advance(payment: Payment) -> None:
    if payment.received_minor >= payment.amount.minor:
        payment.state = PaymentState.PAID
    elif payment.state is PaymentState.EXPECTED:
        payment.state = PaymentState.PARTLY_PAID


def _match(payment: Payment, amount: Money) -> Match:
    if payment.state not in OPEN or amount > payment.outstanding:
        return Match.OVER
    return Match.EXACT if amount == payment.outstanding else Match.PARTIAL


def _surplus(payment: Payment, amount: Money) -> Money:
    """What of this arrival nobody asked for: all of it, when nothing is awaited any more."""
    if payment.state not in OPEN:
        return amount
    return max(amount - payment.outstanding, Money.zero(amount.currency))


def _insert(payment: Payment, arrival: Arrival, match: Match, by: User | None) -> Receipt:
    """The database decides who of two that note one transfer was first."""
    receipt_id = db.session.scalar(
        insert(Receipt)
        .values(
            payment_id=payment.id,
            payee_id=payment.payee_id,
            gateway=payment.gateway,
            external_id=_stored_id(payment, arrival.external_id),
            match=match,
            amount_minor=arrival.amount.minor,
            amount_currency=arrival.amount.currency,
            value_date=arrival.value_date or today(),
            sender=arrival.sender[:200],
            note=arrival.note[:500],
            recorded_by_id=by.id if by else None,
        )
        .on_conflict_do_nothing(index_elements=[Receipt.external_id])
        .returning(Receipt.id)
    )
    if receipt_id is None:
        raise AlreadyRecorded(arrival.external_id, payment.reference)
    return db.session.get_one(Receipt, receipt_id)


def _insert_refund(payment: Payment, amount: Money, key: str, reason: str, way: str) -> int | None:
    return db.session.scalar(
        insert(Refund)
        .values(
            version=1,
            state=RefundState.OWED,
            key=key,
            payment_id=payment.id,
            amount_minor=amount.minor,
            amount_currency=amount.currency,
            reason=reason[:300],
            way=way,
            refusals=0,
            trouble="",
        )
        .on_conflict_do_nothing(index_elements=[Refund.key])
        .returning(Refund.id)
    )


def _stored_id(payment: Payment, external_id: str) -> str:
    """Banks number their transfers each for itself, so the payee belongs to the number."""
    return f"{payment.gateway}:{payment.payee_id}:{external_id.strip().upper()}"[:120]


def _note(
    by: User | None, action: str, subject: Any, payment: Payment, after: dict[str, Any]
) -> None:
    said = {"reference": payment.reference, **{key: str(value) for key, value in after.items()}}
    audit.record(by, action, subject, after=said, scope_id=payment.payee_id)
