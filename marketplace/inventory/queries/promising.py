"""How much can still be promised, and the rows that promise it."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache

from sqlalchemy import Select, Subquery, bindparam, func, select

from marketplace.catalogue.models import Product, Variant
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.inventory.models import Condition, Reservation, StockItem


def available(variant_ids: Collection[int]) -> dict[int, int]:
    """Pieces of each variant that can be promised now: sellable, less what others hold."""
    rows = db.session.execute(_available(), {"variant_ids": list(variant_ids)})
    found = {variant_id: max(0, int(pieces)) for variant_id, pieces in rows}
    return {variant_id: found.get(variant_id, 0) for variant_id in variant_ids}


@cache
def _available() -> Select[int, int]:
    """Made once: to make it takes longer than to answer it."""
    table = availability()
    wanted = table.c.variant_id.in_(bindparam("variant_ids", expanding=True))
    return select(table.c.variant_id, table.c.available).where(wanted)


def availability() -> Subquery:
    """The same as a table of `variant_id` and `available`, for queries that join it."""
    held = held_pieces().subquery()
    return (
        select(
            StockItem.variant_id,
            func.sum(StockItem.on_hand - func.coalesce(held.c.pieces, 0)).label("available"),
        )
        .outerjoin(held, held.c.stock_item_id == StockItem.id)
        .where(StockItem.condition == Condition.SELLABLE)
        .group_by(StockItem.variant_id)
        .subquery("availability")
    )


def held_pieces() -> Select[int, int]:
    """Stock item and pieces held on it. The clock decides, so a dead sweeper blocks nothing."""
    return (
        select(Reservation.stock_item_id, func.sum(Reservation.quantity).label("pieces"))
        .where(
            Reservation.used_at.is_(None),
            Reservation.released_at.is_(None),
            Reservation.expires_at > bindparam("at_present", callable_=now),
        )
        .group_by(Reservation.stock_item_id)
    )


def held_on(item_ids: Collection[int]) -> dict[int, int]:
    rows = db.session.execute(held_pieces().where(Reservation.stock_item_id.in_(item_ids)))
    return {item_id: int(pieces) for item_id, pieces in rows}


def locked_sellable(variant_ids: Iterable[int]) -> Sequence[StockItem]:
    """All sellable stock of the variants, held until the transaction ends, in the order of ids."""
    return _locked(
        StockItem.variant_id.in_(sorted(set(variant_ids))),
        StockItem.condition == Condition.SELLABLE,
    )


def locked_stock(variant_ids: Iterable[int]) -> Sequence[StockItem]:
    return _locked(StockItem.variant_id.in_(sorted(set(variant_ids))))


def locked_items(item_ids: Iterable[int]) -> Sequence[StockItem]:
    return _locked(StockItem.id.in_(sorted(set(item_ids))))


def _locked(*clauses: object) -> Sequence[StockItem]:
    return db.session.scalars(
        select(StockItem)
        .where(*clauses)  # type: ignore[arg-type]
        .order_by(StockItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def reservations_of(key: str) -> Sequence[Reservation]:
    return db.session.scalars(
        select(Reservation)
        .where(Reservation.key == key)
        .order_by(Reservation.stock_item_id)
        .execution_options(populate_existing=True)
    ).all()


def made_to_order(variant_ids: Collection[int]) -> frozenset[int]:
    """Those of the variants that are made when they are ordered, so that none need lie ready."""
    return frozenset(
        db.session.scalars(
            select(Variant.id)
            .join(Variant.product)
            .where(Variant.id.in_(variant_ids), Product.made_to_order)
        )
    )
