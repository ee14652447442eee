"""Ending an order that is not paid: its pieces are free again, what came of its money is owed back.

Payments are locked before orders, so whoever calls `cancel` holds neither yet.
"""

from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.events import announce
from marketplace.inventory import services as inventory
from marketplace.orders import queries
from marketplace.orders.events import OrderCancelled
from marketplace.orders.models import Order, OrderEvent, OrderState
from marketplace.payments import queries as payment_queries
from marketplace.payments import services as payments

UNPAID = {OrderState.PLACED, OrderState.HELD}


def cancel(order_id: int, reason: str, by: User | None) -> Order:
    """For its buyer, and for the clock (`by` is None). Again changes nothing."""
    payment_id = db.session.scalar(select(Order.payment_id).where(Order.id == order_id))
    payment = payment_queries.locked_payment(payment_id) if payment_id else None
    order = queries.locked_order(order_id)
    if order.state is OrderState.CANCELLED:
        return order
    if order.state not in UNPAID:
        raise Conflict(
            _("This order has been paid. Write to the cooperative if it is not to come.")
        )
    end(order, reason, by)
    if payment and _nothing_else_awaited(payment.id):
        payments.cancel(payment)
    return order


def end(order: Order, reason: str, by: User | None) -> None:
    """An unpaid order is over. Its money is the caller's matter, who holds payment and order."""
    order.state = OrderState.CANCELLED
    order.cancel_reason = reason[:300]
    inventory.release(order.number)
    said = {"reason": order.cancel_reason}
    db.session.add(
        OrderEvent(order_id=order.id, kind="cancelled", details=said, by_id=by.id if by else None)
    )
    audit.record(by, "order.cancelled", order, after=said, scope_id=order.cooperative_id)
    announce(OrderCancelled(order.id))


def _nothing_else_awaited(payment_id: int) -> bool:
    """Whether no other order is still to be paid by the same payment."""
    orders = queries.orders_of_payment(payment_id)
    return all(order.state is OrderState.CANCELLED for order in orders)
