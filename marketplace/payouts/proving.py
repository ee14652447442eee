"""The proof that of a sold line nobody is credited more than it brought, nor for pieces twice."""

from collections.abc import Iterator

from sqlalchemy import Subquery, func, select

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory.models import Reservation, StockItem
from marketplace.inventory.queries import OF_THE_HOUSE, order_number
from marketplace.orders.models import Order, OrderLine
from marketplace.payouts.models import Credit


def credits_that_exceed_lines() -> Iterator[str]:
    credited = func.sum(Credit.__table__.c.amount_minor + Credit.house_minor)
    share = OrderLine.total_minor - OrderLine.commission_minor
    rows = db.session.execute(
        select(Order.number, OrderLine.position, credited, share, Order.currency)
        .select_from(Credit)
        .join(Credit.order_line)
        .join(OrderLine.order)
        .group_by(Order.number, OrderLine.position, share, Order.currency)
        .having(credited > share)
    ).all()
    for number, position, minor, whole, currency in rows:
        found, limit = Money(int(minor), currency), Money(int(whole), currency)
        yield f"order {number}, line {position}: {found} credited of {limit}"


def pieces_paid_twice() -> Iterator[str]:
    """Of no line more pieces are credited to the maker than the house had not paid her for."""
    credited, house = _credited(), _of_the_house()
    rows = db.session.execute(
        select(Order.number, OrderLine.position, credited.c.hers, house.c.pieces)
        .join(OrderLine.order)
        .join(credited, credited.c.order_line_id == OrderLine.id)
        .join(
            house, (house.c.number == Order.number) & (house.c.variant_id == OrderLine.variant_id)
        )
        .where(credited.c.hers + house.c.pieces > OrderLine.quantity)
        .order_by(Order.number, OrderLine.position)
    )
    for number, position, hers, pieces in rows:
        yield (
            f"order {number}, line {position}: {hers} pieces credited to the maker beside "
            f"{pieces} that she had wages for"
        )


def _credited() -> Subquery:
    hers = func.sum(Credit.quantity - Credit.house_pieces).label("hers")
    return select(Credit.order_line_id, hers).group_by(Credit.order_line_id).subquery()


def _of_the_house() -> Subquery:
    pieces = func.sum(Reservation.quantity).label("pieces")
    return (
        select(order_number.label("number"), StockItem.variant_id, pieces)
        .join(Reservation.stock_item)
        .where(OF_THE_HOUSE, Reservation.used_at.is_not(None))
        .group_by(order_number, StockItem.variant_id)
        .subquery()
    )
