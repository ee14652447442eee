"""Confirming an order, answering its buyer. Whoever calls holds the order's lock."""

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.events import announce
from marketplace.orders.events import OrderConfirmed
from marketplace.orders.fulfilment import letters, queries
from marketplace.orders.models import Order, OrderEvent, OrderMessage, OrderState


def confirm(order: Order, by: User) -> None:
    """The cooperative takes the order on. The same person's second click changes nothing."""
    if order.state is not OrderState.PAID:
        if queries.did(order.id, "confirmed", by.id):
            return
        raise Conflict(_("This order is not waiting to be confirmed. Look at it again."))
    order.state = OrderState.CONFIRMED
    db.session.add(OrderEvent(order_id=order.id, kind="confirmed", by_id=by.id))
    audit.record(by, "order.confirmed", order, scope_id=order.cooperative_id)
    announce(OrderConfirmed(order.id))


def answer(order: Order, text: str, by: User) -> OrderMessage | None:
    """Words to the buyer; the same words twice in a row are once."""
    said = queries.messages_of(order.id)
    if said and (said[-1].text, said[-1].by_id) == (text, by.id):
        return None
    message = OrderMessage(
        order_id=order.id, from_buyer=False, author=by.name, by_id=by.id, text=text
    )
    db.session.add(message)
    db.session.flush()
    letters.answered(order, message)
    return message
