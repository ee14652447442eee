"""What stock is worth on a day, told from the movements; and what sells, and what does not."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Subquery, and_, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import join, joinedload, outerjoin

from marketplace.accounts.models import Scope
from marketplace.catalogue.models import Product, Variant
from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory.models import (
    Condition,
    Location,
    Movement,
    MovementKind,
    Owner,
    ReorderPoint,
    StockItem,
    UnitValue,
)

WORTH = UnitValue.__table__.c
A_LIST, MOST_WATCHED = 50, 200


def newest_values() -> Select[int, int, str]:
    """What each variant counts for now."""
    return (
        select(WORTH.variant_id, WORTH.value_minor, WORTH.value_currency)
        .ext(distinct_on(WORTH.variant_id))
        .order_by(WORTH.variant_id.desc(), WORTH.starts_on.desc())  # as the primary key, backwards
    )


@dataclass(frozen=True)
class Worth:
    """So many pieces of an owner in a place, and what they count for."""

    location: Location
    owner: Owner
    pieces: int
    value: Money


def moved_since(moment: datetime) -> Subquery:
    """What has moved since, by stock item: what lies there now less this lay there then."""
    return (
        select(Movement.stock_item_id, func.sum(Movement.quantity).label("pieces"))
        .where(Movement.created_at >= moment)
        .group_by(Movement.stock_item_id)
        .subquery()
    )


def end_of_day(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), TEHRAN)


def value_on(scope: Scope, day: date) -> list[Worth]:
    """At the end of a day in Tehran: pieces and value by place, owner and currency."""
    summed = _summed(scope, day).subquery()
    rows = db.session.execute(
        select(Location, summed.c.owner, summed.c.value_currency, summed.c.pieces, summed.c.value)
        .join(summed, summed.c.location_id == Location.id)
        .order_by(Location.cooperative_id, Location.code, summed.c.owner, summed.c.value_currency)
    ).all()
    return [
        Worth(place, owner, int(lying), Money(int(minor), currency))
        for place, owner, currency, lying, minor in rows
    ]


def _summed(scope: Scope, day: date) -> Select[Any]:
    """Of all places of a scope, told from what has moved since."""
    worth = newest_values().where(WORTH.starts_on <= day).subquery()
    lay: ColumnElement[int] = StockItem.on_hand  # type: ignore[assignment]
    tables = join(StockItem, worth, worth.c.variant_id == StockItem.variant_id)
    if end_of_day(day) <= now():
        after = moved_since(end_of_day(day))
        tables = outerjoin(tables, after, after.c.stock_item_id == StockItem.id)
        lay = StockItem.on_hand - func.coalesce(after.c.pieces, 0)
    pieces, value = func.sum(lay), func.sum(lay * worth.c.value_minor)
    return (
        select(StockItem.location_id, StockItem.owner, worth.c.value_currency)
        .add_columns(pieces.label("pieces"), value.label("value"))
        .select_from(tables)
        .where(_here(scope), lay != 0)
        .group_by(StockItem.location_id, StockItem.owner, worth.c.value_currency)
        .having(pieces != 0)
    )


def _here(scope: Scope) -> ColumnElement[bool]:
    """Stock items in the places of a scope."""
    places = select(Location.id).where(scope.clause(Location.cooperative_id))
    return StockItem.location_id.in_(places)


@dataclass(frozen=True)
class Turn:
    """How often the stock of a variant was sold in a time: sold pieces over the mean of what lay
    there at its beginning and at its end, in hundredths."""

    variant: Variant
    sold: int
    then: int
    now: int

    @property
    def turns(self) -> int | None:
        lying = self.then + self.now
        return self.sold * 200 // lying if lying > 0 else None

    @property
    def times(self) -> Decimal:
        """The same as a number with two decimals."""
        return Decimal(self.turns or 0) / 100


def turnover(scope: Scope, days: int) -> list[Turn]:
    """What sold best in so many days."""
    since = now() - timedelta(days=days)
    best = _sold(scope, since)
    those = (StockItem.variant_id.in_(select(best.c.variant_id)), _here(scope))
    lying = _by_variant(func.sum(StockItem.on_hand)).where(*those).subquery()
    moved = _by_variant(func.sum(Movement.quantity)).join(Movement)
    moved_since_then = moved.where(*those, Movement.created_at >= since).subquery()
    change = func.coalesce(moved_since_then.c.pieces, 0)
    rows = db.session.execute(
        select(Variant, best.c.sold, change, func.coalesce(lying.c.pieces, 0))
        .join(best, best.c.variant_id == Variant.id)
        .outerjoin(lying, lying.c.variant_id == Variant.id)
        .outerjoin(moved_since_then, moved_since_then.c.variant_id == Variant.id)
        .options(joinedload(Variant.product).joinedload(Product.artisan))
        .order_by(best.c.sold.desc(), Variant.sku)
    ).all()
    return [
        Turn(variant, int(count), int(there - change), int(there))
        for variant, count, change, there in rows
    ]


def _by_variant(pieces: ColumnElement[Any]) -> Select[int, Any]:
    columns = select(StockItem.variant_id, pieces.label("pieces"))
    return columns.group_by(StockItem.variant_id)


def _sold(scope: Scope, since: datetime) -> CTE:
    """The variants that sold best, with the pieces sold and not brought back."""
    sold = -func.sum(Movement.quantity)
    return (
        select(StockItem.variant_id, sold.label("sold"))
        .join(StockItem, StockItem.id == Movement.stock_item_id)
        .where(
            Movement.created_at >= since,
            Movement.kind.in_([MovementKind.SOLD, MovementKind.RETURNED]),
            _here(scope),
        )
        .group_by(StockItem.variant_id)
        .having(sold > 0)
        .order_by(sold.desc(), StockItem.variant_id)
        .limit(A_LIST)
        .cte("best")
    )


@dataclass(frozen=True)
class Slow:
    """Pieces that lie there and of which none was sold lately."""

    variant: Variant
    pieces: int
    last_sold: datetime | None


def slow_movers(scope: Scope, days: int) -> list[Slow]:
    """What has not sold for so many days, and came before that; the longest first."""
    sold = func.max(StockItem.sold_at)
    quiet_since = func.coalesce(sold, func.min(StockItem.came_at))
    resting = (
        select(
            StockItem.variant_id,
            func.sum(StockItem.on_hand).label("pieces"),
            sold.label("sold_at"),
            quiet_since.label("since"),
        )
        .where(StockItem.on_hand > 0, _here(scope))
        .group_by(StockItem.variant_id)
        .having(quiet_since < now() - timedelta(days=days))
        .order_by(quiet_since, StockItem.variant_id)
        .limit(A_LIST)
        .subquery()
    )
    rows = db.session.execute(
        select(Variant, resting.c.pieces, resting.c.sold_at)
        .join(resting, resting.c.variant_id == Variant.id)
        .options(joinedload(Variant.product).joinedload(Product.artisan))
        .order_by(resting.c.since, Variant.id)
    ).all()
    return [Slow(row[0], int(row[1]), row[2]) for row in rows]


@dataclass(frozen=True)
class Watched:
    """A variant that somebody watches, and how many pieces of it can be sold here."""

    point: ReorderPoint
    pieces: int

    @property
    def missing(self) -> int:
        return max(self.point.least - self.pieces, 0)


def watched(scope: Scope) -> list[Watched]:
    """Reorder points, those that are undercut most first."""
    watched_variants = select(ReorderPoint.variant_id)
    lying = (
        select(
            StockItem.variant_id, Location.cooperative_id, func.sum(StockItem.on_hand).label("n")
        )
        .join(StockItem.location)
        .where(
            StockItem.condition.in_([Condition.SELLABLE, Condition.DISPLAY]),
            StockItem.variant_id.in_(watched_variants),
        )
        .group_by(StockItem.variant_id, Location.cooperative_id)
        .subquery()
    )
    pieces = func.coalesce(lying.c.n, 0)
    same = and_(
        lying.c.variant_id == ReorderPoint.variant_id,
        lying.c.cooperative_id == ReorderPoint.cooperative_id,
    )
    rows = db.session.execute(
        select(ReorderPoint, pieces)
        .outerjoin(lying, same)
        .where(scope.clause(ReorderPoint.cooperative_id))
        .options(joinedload(ReorderPoint.variant).joinedload(Variant.product))
        .order_by(pieces - ReorderPoint.least, ReorderPoint.variant_id)
        .limit(MOST_WATCHED)
    ).all()
    return [Watched(row[0], int(row[1])) for row in rows]


def least_of(variant_id: int, cooperative_id: int) -> int:
    """How few pieces may be left; 0 where nobody watches."""
    where = {"variant_id": variant_id, "cooperative_id": cooperative_id}
    return db.session.scalar(select(ReorderPoint.least).filter_by(**where)) or 0
