"""Whose the pieces were that orders got."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, literal_column, select

from marketplace.core.db import db
from marketplace.inventory.models import Owner, Reservation, StockItem

order_number = func.split_part(Reservation.key, literal_column("':'"), literal_column("1"))
"""The number of the order that a reservation is for."""

OF_THE_HOUSE = StockItem.owner != Owner.ARTISAN


@dataclass(frozen=True)
class Whose:
    """Pieces that were still their maker's own, and those of the house: it had paid her wages for
    them, or bought them."""

    own: int = 0
    house: int = 0


def sold_to(numbers: Collection[str]) -> Mapping[tuple[str, int], Whose]:
    """By order and variant, whose the pieces were that came from stock; those that did not, for
    they were made to order, count neither way."""
    house = func.coalesce(func.sum(Reservation.quantity).filter(OF_THE_HOUSE), 0)
    rows = db.session.execute(
        select(order_number, StockItem.variant_id, func.sum(Reservation.quantity), house)
        .join(Reservation.stock_item)
        .where(order_number.in_(set(numbers)), Reservation.used_at.is_not(None))
        .group_by(order_number, StockItem.variant_id)
    )
    return {
        (number, variant_id): Whose(int(pieces) - int(of_house), int(of_house))
        for number, variant_id, pieces, of_house in rows
    }
