"""Calling an order off before anything has left: stock goes back, the sale is reversed, what was
paid is owed back. Whoever calls holds the locks of the payment and the order, in this order."""

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce
from marketplace.inventory import services as inventory
from marketplace.ledger import queries as books
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.orders import booking
from marketplace.orders import cancelling as unpaid
from marketplace.orders.events import OrderCancelled
from marketplace.orders.fulfilment import queries
from marketplace.orders.models import Order, OrderEvent, OrderState, ParcelState
from marketplace.payments import services as payments

CANCELLABLE = unpaid.UNPAID | {OrderState.PAID, OrderState.CONFIRMED}


def cancel(order: Order, reason: str, by: User) -> None:
    """Again changes nothing."""
    if order.state is OrderState.CANCELLED:
        return
    if not reason:
        raise Invalid(_("Tell the buyer why, in a sentence."), field="reason")
    _refuse_if_under_way(order)
    if order.state in unpaid.UNPAID:
        unpaid.cancel(order.id, reason, by)
        return
    was, order.state = order.state, OrderState.CANCELLED
    order.cancel_reason = reason
    said = {"reason": reason}
    db.session.add(OrderEvent(order_id=order.id, kind="cancelled", details=said, by_id=by.id))
    audit.record(
        by,
        "order.cancelled",
        order,
        before={"state": was.value},
        after=said,
        scope_id=order.cooperative_id,
    )
    _take_back(order, reason, by)
    announce(OrderCancelled(order.id))


def _refuse_if_under_way(order: Order) -> None:
    if order.state not in CANCELLABLE:
        raise Conflict(_("Parcels of this order have left. It cannot be cancelled any more."))
    if any(p.state is ParcelState.PACKED for p in queries.parcels_of(order.id)):
        raise Conflict(_("Unpack the parcels of this order first."))


def _take_back(order: Order, reason: str, by: User) -> None:
    inventory.put_back(order.number, by)
    sale = books.entry_about(order.number, EntryKind.SALE)
    if sale:
        ledger.post(
            f"reversal:{sale.key}",
            EntryKind.REVERSAL,
            order.number,
            reason,
            [(posting.account, -posting.amount) for posting in sale.postings],
        )
    booking.take_back_allowances(order)
    if order.payment:
        payments.refund(
            order.payment,
            order.total,
            key=f"cancelled:{order.number}",
            reason=_("Order %(number)s was cancelled", number=order.number),
            by=by,
        )
