"""Giving money back for pieces of a sold order, or for its shipping, while the order stands.

Whoever calls holds the locks of the payment and the order, in this order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.money import Money
from marketplace.orders import booking
from marketplace.orders.models import Allowance, Order, OrderEvent, OrderLine, OrderState
from marketplace.payments import queries as payment_queries
from marketplace.payments import services as payments
from marketplace.payments.models import Refund


@dataclass(frozen=True)
class Wish:
    """Pieces by line, and whether the shipping too. `seen` is how many allowances the order had
    on the page whose button was pressed."""

    pieces: Mapping[int, int]
    shipping: bool
    reason: str
    seen: int


@dataclass(frozen=True)
class Left:
    """What of an order has not been given back yet: pieces by line, and the shipping."""

    pieces: Mapping[int, int]
    shipping: Money
    seen: int


def sold(order: Order) -> bool:
    """Whether it was paid and still stands."""
    return order.paid_at is not None and order.state is not OrderState.CANCELLED


def allowances_of(order: Order) -> Sequence[Allowance]:
    return db.session.scalars(
        select(Allowance).where(Allowance.order_id == order.id).order_by(Allowance.id)
    ).all()


def left_of(order: Order) -> Left:
    given = allowances_of(order)
    pieces = {line.id: line.quantity - _pieces(given, line) for line in order.lines}
    shipped = any(each.order_line_id is None for each in given)
    shipping = Money.zero(order.currency) if shipped else order.shipping
    return Left(pieces, shipping, len(given))


def give_back(order: Order, wish: Wish, by: User) -> Refund:
    """Owe it to the buyer, once however often the button is pressed. Conflict, where somebody else
    was faster or less is left of the payment."""
    given, left = allowances_of(order), left_of(order)
    if not sold(order) or order.payment is None:
        raise Conflict(_("This order is not paid, so there is nothing to give back."))
    if wish.seen != left.seen:
        raise Conflict(_("Somebody has given something back just now. Look again, then decide."))
    parts = _parts(order, wish, given, left)
    total = Money.total((amount for _line, _quantity, amount in parts), order.currency)
    if not total:
        raise Invalid(_("Say of which pieces, or that the shipping is given back."))
    if total > payment_queries.left_of(order.payment):
        raise Conflict(_("So much is not left of what the buyer has paid."))
    refund = payments.refund(
        order.payment,
        total,
        key=f"allowance:{order.number}:{left.seen}",
        reason=wish.reason,
        by=by,
    )
    if refund is None:
        raise Conflict(_("Somebody has given something back just now. Look again, then decide."))
    _keep(order, refund, parts, by)
    return refund


Parts = list[tuple[OrderLine | None, int | None, Money]]


def _parts(order: Order, wish: Wish, given: Sequence[Allowance], left: Left) -> Parts:
    parts: Parts = []
    for line in order.lines:
        wanted = wish.pieces.get(line.id, 0)
        if wanted > left.pieces[line.id]:
            raise Conflict(_("Of one piece, fewer are left than you want to give back."))
        if wanted:
            before = _pieces(given, line)
            parts.append((line, wanted, _first(line, before + wanted) - _first(line, before)))
    if wish.shipping and left.shipping:
        parts.append((None, None, left.shipping))
    return parts


def _first(line: OrderLine, pieces: int) -> Money:
    """What the first so many pieces of a line cost."""
    return line.total.split([pieces, line.quantity - pieces])[0]


def _pieces(given: Sequence[Allowance], line: OrderLine) -> int:
    return sum(each.quantity or 0 for each in given if each.order_line_id == line.id)


def _keep(order: Order, refund: Refund, parts: Parts, by: User) -> None:
    for line, quantity, amount in parts:
        db.session.add(
            Allowance(
                order_id=order.id,
                refund_id=refund.id,
                order_line_id=line.id if line else None,
                quantity=quantity,
                amount_minor=amount.minor,
            )
        )
    booking.book_allowance(order, refund)
    said = {"minor": refund.amount.minor, "currency": order.currency, "reason": refund.reason}
    db.session.add(
        OrderEvent(order_id=order.id, kind="refund_owed", details=said, by_id=by.id, public=False)
    )
    after = {"amount": str(refund.amount.decimal), "reason": refund.reason}
    audit.record(by, "order.refunded", order, after=after, scope_id=order.cooperative_id)
