"""What orders do when payments announce something, and whom they write to when they move."""

from marketplace.core.db import db
from marketplace.core.jobs import enqueue
from marketplace.notifications import services as notifications
from marketplace.orders import jobs, letters, queries, settling
from marketplace.orders.events import (
    OrderCancelled,
    OrderHeld,
    OrderPaid,
    OrderPlaced,
    OrderReleased,
)
from marketplace.orders.models import Order
from marketplace.payments.events import (
    DisputeMoved,
    PaymentLapsed,
    PaymentProlonged,
    PaymentSucceeded,
    ReceiptRecorded,
    RefundFailed,
    RefundPaid,
)
from marketplace.payments.models import Dispute, Match, Payment, Receipt, Refund


def on_receipt_recorded(event: ReceiptRecorded) -> None:
    receipt = db.session.get_one(Receipt, event.receipt_id)
    settling.receive(receipt)
    if receipt.match is Match.PARTIAL and receipt.payment:
        for order in queries.orders_of_payment(receipt.payment.id):
            letters.part_received(order, receipt)


def on_payment_succeeded(event: PaymentSucceeded) -> None:
    settling.pay(db.session.get_one(Payment, event.payment_id))


def on_refund_paid(event: RefundPaid) -> None:
    refund = db.session.get_one(Refund, event.refund_id)
    settling.give_back(refund)
    for order in queries.orders_of_payment(refund.payment_id):
        letters.refunded(order, refund)


def on_payment_prolonged(event: PaymentProlonged) -> None:
    settling.prolong(db.session.get_one(Payment, event.payment_id))


def on_payment_lapsed(event: PaymentLapsed) -> None:
    settling.lapse(db.session.get_one(Payment, event.payment_id))


def on_refund_failed(event: RefundFailed) -> None:
    settling.take_back(db.session.get_one(Refund, event.refund_id))


def on_dispute_moved(event: DisputeMoved) -> None:
    dispute = db.session.get_one(Dispute, event.dispute_id)
    settling.dispute(dispute)
    for order in queries.orders_of_payment(dispute.payment_id):
        letters.disputed(order, dispute)


def write_of_placed(event: OrderPlaced) -> None:
    """By a job, so that the buyer at the button does not wait for it."""
    if not notifications.is_told():
        key = f"letters of order {event.order_id}"
        enqueue(jobs.write_of_placed, key=key, order_id=event.order_id)


def write_of_held(event: OrderHeld) -> None:
    order = db.session.get_one(Order, event.order_id)
    letters.held(order)
    letters.held_for_cooperative(order)


def write_of_released(event: OrderReleased) -> None:
    letters.released(db.session.get_one(Order, event.order_id))


def write_of_paid(event: OrderPaid) -> None:
    order = db.session.get_one(Order, event.order_id)
    letters.paid(order)
    letters.paid_for_cooperative(order)


def write_of_cancelled(event: OrderCancelled) -> None:
    letters.cancelled(db.session.get_one(Order, event.order_id))
