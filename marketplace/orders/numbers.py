"""Numbers without gaps: of each cooperative, each year."""

from collections.abc import Iterable

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from marketplace.core.clock import today
from marketplace.core.db import run
from marketplace.core.statements import table_of
from marketplace.orders.basket.content import Seller
from marketplace.orders.models import OrderCounter


def next_numbers(sellers: Iterable[Seller]) -> dict[int, str]:
    """The next order number of each cooperative, for example SFD-2026-00042.

    The counters are taken in the order of cooperative ids and stay locked until the transaction
    ends; an order that fails gives its number back with it.
    """
    year = today().year
    return {
        seller.id: f"{seller.code}-{year}-{_next(seller.id, year):05}"
        for seller in sorted(sellers, key=lambda each: each.id)
    }


def _counted() -> ReturningInsert[int]:
    counter = table_of(OrderCounter)
    begun = insert(counter)
    counted = begun.on_conflict_do_update(
        index_elements=list(counter.primary_key), set_={"last": counter.c.last + 1}
    )
    return counted.returning(counter.c.last)


COUNTED = _counted()


def _next(cooperative_id: int, year: int) -> int:
    first = {"cooperative_id": cooperative_id, "year": year, "kind": "order", "last": 1}
    return int(run(COUNTED, first).scalar_one())
