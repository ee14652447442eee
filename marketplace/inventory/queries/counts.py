"""Stocktakes and their lines."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import Scope
from marketplace.catalogue.models import Product, ProductPicture, Variant
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.inventory.models import CountLine, Location, StockItem, Stocktake
from marketplace.inventory.queries.places import inside

A_PAGE = 20


@dataclass(frozen=True)
class CountRow:
    """A stocktake with how many of its lines are counted, and how many differ."""

    stocktake: Stocktake
    lines: int
    counted: int
    differing: int

    @property
    def percent(self) -> int:
        return self.counted * 100 // self.lines if self.lines else 0


DIFFERS = CountLine.counted != CountLine.expected
FIGURES = (
    func.count(CountLine.id),
    func.count(CountLine.counted),
    func.count(case((DIFFERS, 1))),
)


def stocktakes(scope: Scope, limit: int = 50) -> list[CountRow]:
    rows = db.session.execute(
        select(Stocktake, *FIGURES)
        .join(Stocktake.location)
        .outerjoin(CountLine, CountLine.stocktake_id == Stocktake.id)
        .where(scope.clause(Location.cooperative_id))
        .options(joinedload(Stocktake.location))
        .group_by(Stocktake.id)
        .order_by(Stocktake.id.desc())
        .limit(limit)
    ).all()
    return [CountRow(*row) for row in rows]


def stocktake(scope: Scope, stocktake_id: int, *, lock: bool | None = None) -> Stocktake:
    """`lock`: True for whoever takes it further, False (shared) for whoever counts in it."""
    wanted = (
        select(Stocktake)
        .join(Stocktake.location)
        .where(Stocktake.id == stocktake_id, scope.clause(Location.cooperative_id))
        .options(contains_eager(Stocktake.location))
    )
    if lock is not None:
        wanted = wanted.with_for_update(of=Stocktake, read=not lock)
    found = db.session.scalar(wanted.execution_options(populate_existing=lock is not None))
    if found is None:
        raise NotFound
    return found


def count_row(stocktake: Stocktake) -> CountRow:
    figures = select(*FIGURES).where(CountLine.stocktake_id == stocktake.id)
    return CountRow(stocktake, *db.session.execute(figures).one())


def lines_to_count(stocktake_id: int, text: str = "") -> Sequence[CountLine]:
    """A page of lines, those not counted first; those that the text names, if it names any. The
    page says nothing of what the book says."""
    wanted = (
        select(CountLine)
        .join(CountLine.stock_item)
        .join(StockItem.variant)
        .join(Variant.product)
        .join(StockItem.location)
        .where(CountLine.stocktake_id == stocktake_id)
    )
    if text:
        like = f"%{text}%"
        names = (Product.titles[lang].astext.ilike(like) for lang in ("en", "fa"))
        wanted = wanted.where(or_(Variant.sku.ilike(like), *names))
    return db.session.scalars(
        wanted.options(
            contains_eager(CountLine.stock_item).options(
                contains_eager(StockItem.location),
                contains_eager(StockItem.variant)
                .contains_eager(Variant.product)
                .selectinload(Product.pictures)
                .joinedload(ProductPicture.picture),
            )
        )
        .order_by(CountLine.counted.is_not(None), Location.code, Variant.sku, CountLine.id)
        .limit(A_PAGE)
    ).all()


def lines_to_review(stocktake_id: int) -> Sequence[CountLine]:
    """Those that differ."""
    return db.session.scalars(
        select(CountLine)
        .where(CountLine.stocktake_id == stocktake_id, DIFFERS)
        .options(
            joinedload(CountLine.counted_by),
            joinedload(CountLine.stock_item).options(
                joinedload(StockItem.location),
                joinedload(StockItem.variant).joinedload(Variant.product),
            ),
        )
        .order_by(CountLine.id)
    ).all()


def count_line(stocktake: Stocktake, line_id: int) -> CountLine:
    found = db.session.scalar(
        select(CountLine)
        .where(CountLine.id == line_id, CountLine.stocktake_id == stocktake.id)
        .options(joinedload(CountLine.stock_item))
    )
    if found is None:
        raise NotFound
    return found


def locked_count_line(line_id: int) -> CountLine:
    return db.session.scalars(
        select(CountLine)
        .where(CountLine.id == line_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def count_line_of(stocktake_id: int, variant_id: int) -> CountLine | None:
    """The line on which pieces of a variant stand."""
    return db.session.scalar(
        select(CountLine)
        .join(CountLine.stock_item)
        .where(CountLine.stocktake_id == stocktake_id, StockItem.variant_id == variant_id)
        .order_by(CountLine.id)
        .limit(1)
    )


def items_inside(location_id: int) -> Sequence[StockItem]:
    """All that lies in a place and in the places in it, held (shared) while it is frozen."""
    return db.session.scalars(
        select(StockItem)
        .where(StockItem.location_id.in_(select(inside(location_id).c.id)), StockItem.on_hand > 0)
        .order_by(StockItem.id)
        .with_for_update(read=True)
    ).all()


def with_lines(stocktake: Stocktake) -> Stocktake:
    """With all its lines and their stock, for whoever posts it."""
    return db.session.scalars(
        select(Stocktake)
        .where(Stocktake.id == stocktake.id)
        .options(selectinload(Stocktake.lines).joinedload(CountLine.stock_item))
    ).one()
