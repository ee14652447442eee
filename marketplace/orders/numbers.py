"""Numbers without gaps: of each cooperative, each year."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.orders.models import OrderCounter


def next_numbers(cooperatives: Iterable[Cooperative]) -> dict[int, str]:
    """The next order number of each cooperative, for example SFD-2026-00042.

    The counters are taken in the order of cooperative ids and stay locked until the transaction
    ends; an order that fails gives its number back with it.
    """
    year = today().year
    return {
        cooperative.id: f"{cooperative.code}-{year}-{_next(cooperative.id, year):05}"
        for cooperative in sorted(cooperatives, key=lambda each: each.id)
    }


def _next(cooperative_id: int, year: int, kind: str = "order") -> int:
    key = {"cooperative_id": cooperative_id, "year": year, "kind": kind}
    db.session.execute(insert(OrderCounter).values(**key, last=0).on_conflict_do_nothing())
    taken = db.session.scalar(
        update(OrderCounter)
        .where(*(getattr(OrderCounter, name) == value for name, value in key.items()))
        .values(last=OrderCounter.last + 1)
        .returning(OrderCounter.last)
        .execution_options(synchronize_session=False)
    )
    return int(taken or 0)


def last_number(cooperative_id: int, year: int) -> int:
    return (
        db.session.scalar(
            select(OrderCounter.last).where(
                OrderCounter.cooperative_id == cooperative_id,
                OrderCounter.year == year,
                OrderCounter.kind == "order",
            )
        )
        or 0
    )
