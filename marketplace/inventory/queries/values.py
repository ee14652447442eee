"""What stock is worth on a day, told from the movements; and what sells, and what does not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import Select, Subquery, and_, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

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
    after = moved_since(end_of_day(day))
    lay = StockItem.on_hand - func.coalesce(after.c.pieces, 0)
    worth = newest_values().where(WORTH.starts_on <= day).subquery()
    pieces = func.sum(lay)
    rows = db.session.execute(
        select(
            Location,
            StockItem.owner,
            worth.c.value_currency,
            pieces,
            func.sum(lay * worth.c.value_minor),
        )
        .join(StockItem, StockItem.location_id == Location.id)
        .join(worth, worth.c.variant_id == StockItem.variant_id)
        .outerjoin(after, after.c.stock_item_id == StockItem.id)
        .where(scope.clause(Location.cooperative_id))
        .group_by(Location.id, StockItem.owner, worth.c.value_currency)
        .having(pieces != 0)
        .order_by(Location.cooperative_id, Location.code, StockItem.owner, worth.c.value_currency)
    ).all()
    return [
        Worth(place, owner, int(lying), Money(int(minor), currency))
        for place, owner, currency, lying, minor in rows
    ]


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
    recent = _recent(scope, days)
    lying = _lying(scope).where(StockItem.variant_id.in_(select(recent.c.variant_id))).subquery()
    rows = db.session.execute(
        select(Variant, recent.c.sold, recent.c.change, func.coalesce(lying.c.pieces, 0))
        .join(recent, recent.c.variant_id == Variant.id)
        .outerjoin(lying, lying.c.variant_id == Variant.id)
        .options(joinedload(Variant.product).joinedload(Product.artisan))
        .order_by(recent.c.sold.desc(), Variant.sku)
    ).all()
    return [
        Turn(variant, int(count), int(there - change), int(there))
        for variant, count, change, there in rows
    ]


def _recent(scope: Scope, days: int) -> Subquery:
    """For the variants that sold best: pieces sold, and how the stock changed by all that moved."""
    sales = Movement.kind.in_([MovementKind.SOLD, MovementKind.RETURNED])
    sold = -func.sum(case((sales, Movement.quantity), else_=0))
    change = func.sum(Movement.quantity).label("change")
    return (
        select(StockItem.variant_id, sold.label("sold"), change)
        .join(StockItem, StockItem.id == Movement.stock_item_id)
        .join(StockItem.location)
        .where(
            Movement.created_at >= now() - timedelta(days=days),
            scope.clause(Location.cooperative_id),
        )
        .group_by(StockItem.variant_id)
        .having(sold > 0)
        .order_by(sold.desc(), StockItem.variant_id)
        .limit(A_LIST)
        .subquery()
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
        .join(StockItem.location)
        .where(StockItem.on_hand > 0, scope.clause(Location.cooperative_id))
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


def pieces_on(item_ids: Sequence[int], day: date) -> dict[int, int]:
    """How many pieces lay at the end of a day, by stock item."""
    after = moved_since(end_of_day(day))
    rows = db.session.execute(
        select(StockItem.id, StockItem.on_hand - func.coalesce(after.c.pieces, 0))
        .outerjoin(after, after.c.stock_item_id == StockItem.id)
        .where(StockItem.id.in_(item_ids))
    ).all()
    return {row[0]: int(row[1]) for row in rows}


def _lying(scope: Scope) -> Select[int, int]:
    return (
        select(StockItem.variant_id, func.sum(StockItem.on_hand).label("pieces"))
        .join(StockItem.location)
        .where(scope.clause(Location.cooperative_id))
        .group_by(StockItem.variant_id)
    )
