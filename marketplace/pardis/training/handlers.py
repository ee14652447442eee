"""What fees do when payments announce something. A payment that is for no seat is not theirs."""

from marketplace.core.db import db
from marketplace.pardis.training.models import Fee
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import booking, fees
from marketplace.payments.events import (
    DisputeMoved,
    PaymentLapsed,
    PaymentSucceeded,
    ReceiptRecorded,
    RefundFailed,
    RefundPaid,
)
from marketplace.payments.models import Dispute, Payment, Receipt, Refund


def on_receipt_recorded(event: ReceiptRecorded) -> None:
    receipt = db.session.get_one(Receipt, event.receipt_id)
    if receipt.payment and (fee := _fee(receipt.payment)):
        booking.book_receipt(receipt, fee)


def on_payment_succeeded(event: PaymentSucceeded) -> None:
    if fee := _fee(db.session.get_one(Payment, event.payment_id)):
        fees.paid(fee)


def on_payment_lapsed(event: PaymentLapsed) -> None:
    fees.take_up_again(db.session.get_one(Payment, event.payment_id))


def on_refund_paid(event: RefundPaid) -> None:
    refund = db.session.get_one(Refund, event.refund_id)
    if fee := _fee(refund.payment):
        booking.book_refund(refund, fee)


def on_refund_failed(event: RefundFailed) -> None:
    refund = db.session.get_one(Refund, event.refund_id)
    if fee := _fee(refund.payment):
        booking.book_return(refund, fee)


def on_dispute_moved(event: DisputeMoved) -> None:
    dispute = db.session.get_one(Dispute, event.dispute_id)
    if fee := _fee(dispute.payment):
        booking.book_dispute(dispute, fee)


def _fee(payment: Payment) -> Fee | None:
    """Whoever announces holds the payment's lock."""
    return found.locked_fee_of(payment)
