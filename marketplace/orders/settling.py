"""What money does to orders: a paid one moves on; where the payment came too late, its pieces are
held anew or its money is owed back. Payments are locked first, then their orders, then stock."""

from flask_babel import gettext as _

from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.events import announce
from marketplace.inventory import services as inventory
from marketplace.inventory.errors import OutOfStock
from marketplace.orders import booking, cancelling, queries
from marketplace.orders.events import OrderPaid
from marketplace.orders.models import Order, OrderEvent, OrderState
from marketplace.payments import services as payments
from marketplace.payments.models import Dispute, Match, Payment, Receipt, Refund


def receive(receipt: Receipt) -> None:
    """Some money is there."""
    if receipt.payment_id is None:
        return
    orders = queries.locked_orders_of_payment(receipt.payment_id)
    booking.book_receipt(receipt, orders)
    for order in orders:
        if order.state is OrderState.PLACED and receipt.match is Match.PARTIAL:
            _note(order, "part_received", minor=receipt.amount.minor)


def pay(payment: Payment) -> None:
    """All of the money is there."""
    for order in queries.locked_orders_of_payment(payment.id):
        if order.state is OrderState.PLACED:
            _sell(order, payment)


def prolong(payment: Payment) -> None:
    """It is awaited longer, so its pieces are held longer; only while the order waits for it."""
    for order in queries.locked_orders_of_payment(payment.id):
        if order.state is not OrderState.PLACED:
            raise Conflict(_("This order cannot be paid now. Look at it again."))
        order.reserved_until = payment.due_at
        inventory.prolong(order.number, payment.due_at)
    db.session.flush()


def lapse(payment: Payment) -> None:
    """Nobody paid it in time, and nobody can any more."""
    reason = str(_("No payment came within the time its pieces were held."))
    for order in queries.locked_orders_of_payment(payment.id):
        if order.state is OrderState.PLACED:
            cancelling.end(order, reason, None)


def take_back(refund: Refund) -> None:
    """Money that had gone back did not arrive there: it is here again, and owed again."""
    booking.book_return(refund, queries.locked_orders_of_payment(refund.payment_id))


def dispute(found: Dispute) -> None:
    """A buyer's bank asks for the money, or has decided. The office reads it in the timeline."""
    orders = queries.locked_orders_of_payment(found.payment_id)
    booking.book_dispute(found, orders)
    for order in orders:
        order_event = OrderEvent(
            order_id=order.id,
            kind=f"dispute_{found.state}",
            details={"minor": found.amount.minor, "currency": found.amount.currency},
            public=False,
        )
        db.session.add(order_event)
    db.session.flush()


def give_back(refund: Refund) -> None:
    """Money has gone back to the buyer."""
    orders = queries.locked_orders_of_payment(refund.payment_id)
    booking.book_refund(refund, orders)
    for order, part in zip(orders, booking.parts_of(refund.amount, orders), strict=True):
        _note(order, "refund_paid", minor=part.minor)


def _sell(order: Order, payment: Payment) -> None:
    try:
        with db.session.begin_nested():
            inventory.take(order.number, None)
    except OutOfStock:
        _turn_away(order, payment)
        return
    order.state = OrderState.PAID
    order.paid_at = now()
    booking.book_sale(order)
    _note(order, "paid")
    announce(OrderPaid(order.id))


def _turn_away(order: Order, payment: Payment) -> None:
    """The pieces were let go when the time ran out, and somebody else has them now."""
    reason = str(_("The payment came late, and a piece had been sold to somebody else by then."))
    cancelling.end(order, reason, None)
    key = f"too-late:{order.number}"
    payments.refund(payment, order.total, key=key, reason=reason, by=None)


def _note(order: Order, kind: str, minor: int | None = None) -> None:
    details = {} if minor is None else {"minor": minor, "currency": order.currency}
    db.session.add(OrderEvent(order_id=order.id, kind=kind, details=details))
    db.session.flush()
