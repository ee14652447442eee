"""What lies where, and how much of it can still be promised."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, Subquery, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import Scope
from marketplace.catalogue.models import Product, Variant
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.inventory.models import Condition, Location, Movement, Reservation, StockItem

MAIN = "MAIN"


def available(variant_ids: Collection[int]) -> dict[int, int]:
    """Pieces of each variant that can be promised now: sellable, less what others hold."""
    table = availability()
    rows = db.session.execute(
        select(table.c.variant_id, table.c.available).where(table.c.variant_id.in_(variant_ids))
    )
    found = {variant_id: max(0, int(pieces)) for variant_id, pieces in rows}
    return {variant_id: found.get(variant_id, 0) for variant_id in variant_ids}


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
            Reservation.expires_at > now(),
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


def main_location(cooperative_id: int) -> Location | None:
    """Where a cooperative's pieces are booked in unless somebody says else."""
    return db.session.scalars(
        select(Location)
        .where(Location.cooperative_id == cooperative_id)
        .order_by(Location.code != MAIN, Location.id)
        .limit(1)
    ).first()


def locations_in(scope: Scope) -> Sequence[Location]:
    return db.session.scalars(
        select(Location)
        .where(scope.clause(Location.cooperative_id))
        .options(joinedload(Location.cooperative))
        .order_by(Location.cooperative_id, Location.code)
    ).all()


def item_in(scope: Scope, item_id: int) -> StockItem:
    """One stock item of somebody's cooperatives; any other does not exist for her."""
    item = db.session.scalar(
        select(StockItem)
        .join(StockItem.location)
        .where(StockItem.id == item_id, scope.clause(Location.cooperative_id))
        .options(
            contains_eager(StockItem.location).joinedload(Location.cooperative),
            joinedload(StockItem.variant).joinedload(Variant.product).joinedload(Product.artisan),
        )
    )
    if item is None:
        raise NotFound()
    return item


def movements_of(item: StockItem, limit: int = 100) -> Sequence[Movement]:
    return db.session.scalars(
        select(Movement)
        .where(Movement.stock_item_id == item.id)
        .order_by(Movement.id.desc())
        .limit(limit)
    ).all()


def drift() -> Sequence[tuple[StockItem, int]]:
    """Stock items whose kept figure is not the sum of their movements, with that sum."""
    total = func.coalesce(func.sum(Movement.quantity), 0)
    rows = db.session.execute(
        select(StockItem, total)
        .outerjoin(Movement, Movement.stock_item_id == StockItem.id)
        .group_by(StockItem.id)
        .having(StockItem.on_hand != total)
        .order_by(StockItem.id)
    )
    return [(item, int(sum_)) for item, sum_ in rows]


def promised_beyond_stock() -> Sequence[tuple[StockItem, int]]:
    """Stock items of which more pieces are held than lie there, with the number held."""
    held = held_pieces().subquery()
    rows = db.session.execute(
        select(StockItem, held.c.pieces)
        .join(held, and_(held.c.stock_item_id == StockItem.id))
        .where(held.c.pieces > StockItem.on_hand)
        .order_by(StockItem.id)
    )
    return [(item, int(pieces)) for item, pieces in rows]


def sales_that_disagree() -> Sequence[tuple[str, int, int]]:
    """Reservations that were used, with the pieces booked out for them, where the two differ."""
    sold = -func.coalesce(func.sum(Movement.quantity), 0)
    cause = func.concat(Reservation.key, ":sold:", Reservation.stock_item_id)
    rows = db.session.execute(
        select(Reservation.key, Reservation.quantity, sold)
        .outerjoin(Movement, Movement.key == cause)
        .where(Reservation.used_at.is_not(None))
        .group_by(Reservation.id)
        .having(sold != Reservation.quantity)
        .order_by(Reservation.id)
    )
    return [(row[0], row[1], int(row[2])) for row in rows]


def count_items() -> int:
    return db.session.scalar(select(func.count(StockItem.id))) or 0


def pieces_by_location() -> Sequence[tuple[Location, int]]:
    rows = db.session.execute(
        select(Location, func.coalesce(func.sum(StockItem.on_hand), 0))
        .outerjoin(StockItem, StockItem.location_id == Location.id)
        .options(selectinload(Location.cooperative))
        .group_by(Location.id)
        .order_by(Location.cooperative_id, Location.code)
    )
    return [(row[0], int(row[1])) for row in rows]
