"""What orders know of a person. What was ordered stays, as the law of books and taxes wants it; the
bag and what she typed at the checkout go."""

from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import User
from marketplace.accounts.personal import Facts, Knower
from marketplace.core.db import db
from marketplace.orders import queries
from marketplace.orders.models import Basket, Order, OrderState
from marketplace.payments.models import Refund, RefundState

OVER = {OrderState.DELIVERED, OrderState.CANCELLED}


def tell(user: User) -> Facts:
    basket = _basket(user)
    return {
        "orders": [_told(order) for order in queries.orders_of(user)],
        "bag": [
            {"variant": line.variant_id, "quantity": line.quantity, "later": line.later}
            for line in (basket.lines if basket else ())
        ],
        "gift_note": basket.gift_note if basket else None,
        "checkout": basket.draft if basket else {},
    }


def obstacles(user: User) -> list[str]:
    orders = queries.orders_of(user)
    going = [order.number for order in orders if order.state not in OVER]
    owed = db.session.scalars(
        select(Refund.id).where(
            Refund.payment_id.in_([order.payment_id for order in orders]),
            Refund.state == RefundState.OWED,
        )
    ).all()
    said = [_("The order %(number)s is still going on.", number=number) for number in going]
    return said + ([_("We still owe you money back.")] if owed else [])


def forget(event: PersonErased) -> None:
    user = db.session.get_one(User, event.user_id)
    if basket := _basket(user):
        db.session.delete(basket)


def _basket(user: User) -> Basket | None:
    found: Basket | None = db.session.scalar(select(Basket).where(Basket.user_id == user.id))
    return found


def _told(order: Order) -> Facts:
    return {
        "number": order.number,
        "state": order.state.value,
        "placed": order.created_at,
        "total": str(order.total),
        "sent_to": order.group.address,
        "email": order.group.email,
        "gift_note": order.gift_note,
        "lines": [
            {
                "sku": line.sku,
                "title": line.titles,
                "quantity": line.quantity,
                "sum": str(line.total),
            }
            for line in order.lines
        ],
        "messages": [
            {"at": each.created_at, "from": each.author, "text": each.text}
            for each in queries.messages_of(order)
        ],
    }


KNOWER = Knower(tell, obstacles)
