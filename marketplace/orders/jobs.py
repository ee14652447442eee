"""Orders whose time ran out."""

from flask_babel import force_locale
from flask_babel import gettext as _

from marketplace.core.db import db, transaction
from marketplace.core.jobs import job
from marketplace.orders import cancelling, letters, queries
from marketplace.orders.models import Order, OrderState
from marketplace.payments.queries import locked_payment


@job(alone=True, every="*/10 * * * *")
def end_lapsed_orders() -> None:
    """Cancel each order that was not paid in time, in a transaction of its own."""
    with transaction():
        waiting = list(queries.lapsed())
    for order_id in waiting:
        with transaction():
            _end(order_id)


@job
def write_of_placed(order_id: int) -> None:
    """Tell the buyer and the cooperative of an order that waits for its payment."""
    order = db.session.get_one(Order, order_id)
    letters.placed(order)
    letters.placed_for_cooperative(order)


def _why(order: Order) -> str:
    if order.state is OrderState.HELD:
        return str(_("It could not be checked within the time its pieces were held."))
    return str(_("No payment came within the time its pieces were held."))


def _end(order_id: int) -> None:
    """Unless it was paid, or paid in part, while we got here."""
    order = db.session.get_one(Order, order_id)
    if order.payment_id:
        locked_payment(order.payment_id)
    if order_id not in queries.lapsed():
        return
    with force_locale(order.group.locale):
        reason = _why(order)
    cancelling.cancel(order_id, reason, None)
