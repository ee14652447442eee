"""How much can still be promised, and the rows that promise it."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVarTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Subquery,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import joinedload

from marketplace.catalogue.models import Product, Variant
from marketplace.core.db import db, run
from marketplace.core.statements import moment, table_of
from marketplace.inventory.models import Condition, Reservation, StockItem
from marketplace.inventory.queries.owners import order_number

Columns = TypeVarTuple("Columns")
STOCK, HELD, VARIANT = table_of(StockItem), table_of(Reservation), table_of(Variant)


def available(variant_ids: Collection[int]) -> dict[int, int]:
    """Pieces of each variant that can be promised now: sellable, less what others hold."""
    rows = run(LEFT, {"variants": list(variant_ids)})
    return dict.fromkeys(variant_ids, 0) | {row.id: row.pieces for row in rows}


def pieces_left(variant_id: ColumnElement[int]) -> ScalarSelect[int]:
    """The same for the variant of an outer query's row. Asks the indexes of stock and of open
    reservations, however many others there are."""
    held = _open(select(func.sum(HELD.c.quantity))).where(HELD.c.stock_item_id == STOCK.c.id)
    free = func.sum(STOCK.c.on_hand - func.coalesce(held.scalar_subquery(), 0))
    return (
        select(func.greatest(func.coalesce(free, 0), 0).cast(Integer))
        .where(STOCK.c.variant_id == variant_id, STOCK.c.condition == Condition.SELLABLE)
        .scalar_subquery()
    )


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
    """Stock item and pieces held on it."""
    return _open(
        select(Reservation.stock_item_id, func.sum(Reservation.quantity).label("pieces"))
    ).group_by(Reservation.stock_item_id)


def _open(chosen: Select[*Columns]) -> Select[*Columns]:
    """Of reservations that count. The clock decides, so a dead sweeper blocks nothing."""
    return chosen.where(
        HELD.c.used_at.is_(None), HELD.c.released_at.is_(None), HELD.c.expires_at > moment()
    )


def held_on(item_ids: Collection[int]) -> dict[int, int]:
    return {row.stock_item_id: row.pieces for row in holds_on(item_ids, "")}


def holds_on(item_ids: Collection[int], key: str) -> Sequence[Any]:
    """`stock_item_id`, the `pieces` held on it, and whether some are held under the key
    (`by_key`)."""
    return run(HOLDS, {"items": list(item_ids), "key": key}).all()


def locked_sellable(variant_ids: Iterable[int]) -> Sequence[Any]:
    """Id, variant, owner and pieces `on_hand` of all sellable stock of the variants, held until
    the transaction ends, in the order of ids."""
    return run(SELLABLE, {"variants": sorted(set(variant_ids))}).all()


def locked_stock(variant_ids: Iterable[int]) -> Sequence[StockItem]:
    return _locked(StockItem.variant_id.in_(sorted(set(variant_ids))))


def locked_items(item_ids: Iterable[int]) -> Sequence[StockItem]:
    return _locked(StockItem.id.in_(sorted(set(item_ids))))


def _locked(*clauses: object) -> Sequence[StockItem]:
    return db.session.scalars(
        select(StockItem)
        .where(*clauses)  # type: ignore[arg-type]
        .options(joinedload(StockItem.location, innerjoin=True))
        .order_by(StockItem.id)
        .with_for_update(of=StockItem)
        .execution_options(populate_existing=True)
    ).all()


def reservations_of(key: str) -> Sequence[Reservation]:
    return db.session.scalars(
        select(Reservation)
        .where(Reservation.key == key)
        .order_by(Reservation.stock_item_id)
        .execution_options(populate_existing=True)
    ).all()


def sales_under(number: str) -> Sequence[Reservation]:
    """What an order has got, also what was made for it later."""
    return db.session.scalars(
        select(Reservation)
        .where(order_number == number, Reservation.used_at.is_not(None))
        .order_by(Reservation.stock_item_id, Reservation.id)
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


LEFT = select(VARIANT.c.id, pieces_left(VARIANT.c.id).label("pieces")).where(
    VARIANT.c.id.in_(bindparam("variants", expanding=True))
)
HOLDS = (
    _open(
        select(
            HELD.c.stock_item_id,
            func.sum(HELD.c.quantity).cast(Integer).label("pieces"),
            func.bool_or(HELD.c.key == bindparam("key")).label("by_key"),
        )
    )
    .where(HELD.c.stock_item_id.in_(bindparam("items", expanding=True)))
    .group_by(HELD.c.stock_item_id)
)
SELLABLE = (
    select(STOCK.c.id, STOCK.c.variant_id, STOCK.c.owner, STOCK.c.on_hand)
    .where(
        STOCK.c.variant_id.in_(bindparam("variants", expanding=True)),
        STOCK.c.condition == Condition.SELLABLE,
    )
    .order_by(STOCK.c.id)
    .with_for_update()
)
