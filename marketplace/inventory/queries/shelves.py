"""What lies where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import CompoundSelect, Select, func, select, union
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import CENTRE
from marketplace.catalogue.models import Product, ProductPicture, Variant
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.trigrams import stands_in, texts_of
from marketplace.inventory.models import Condition, Location, Movement, StockItem
from marketplace.inventory.queries.places import inside
from marketplace.inventory.queries.promising import held_on


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
        .options(joinedload(Movement.by))
        .order_by(Movement.id.desc())
        .limit(limit)
    ).all()


PAGE = 50
ORDER = (Variant.sku, StockItem.location_id, StockItem.id)


@dataclass(frozen=True)
class Filters:
    """What somebody looks for. `low` asks for what can hardly be promised any more."""

    text: str = ""
    location_id: int | None = None
    condition: Condition | None = None
    low: bool = False


@dataclass(frozen=True)
class ItemPage:
    """One page of stock items with the pieces held on each, and how many items there are."""

    rows: Sequence[StockItem]
    held: dict[int, int]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def low(self) -> int:
        """So few pieces are few."""
        return FEW


FEW = 2


def items_page(scope: Scope, filters: Filters, number: int) -> ItemPage:
    """Stock of somebody's cooperatives, by SKU. Which items they are is asked first and alone, and
    beyond the middle from the end, so that what is read of a row is read of those on the page."""
    chosen = _filtered(scope, filters)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    ids = _ids_of(chosen, number, total)
    rows = db.session.scalars(
        select(StockItem)
        .join(StockItem.variant)
        .where(StockItem.id.in_(ids))
        .order_by(*ORDER)
        .options(
            joinedload(StockItem.location).joinedload(Location.cooperative),
            contains_eager(StockItem.variant)
            .joinedload(Variant.product)
            .options(
                joinedload(Product.artisan),
                selectinload(Product.pictures).joinedload(ProductPicture.picture),
            ),
        )
    ).all()
    return ItemPage(rows, held_on([item.id for item in rows]), number, total)


def count_of_items(scope: Scope, filters: Filters) -> int:
    chosen = _filtered(scope, filters).subquery()
    return db.session.scalar(select(func.count()).select_from(chosen)) or 0


def all_items(scope: Scope, filters: Filters) -> Iterator[StockItem]:
    """The same as the pages show, in their order, read piece by piece."""
    yield from db.session.scalars(
        select(StockItem)
        .join(StockItem.location)
        .join(StockItem.variant)
        .where(StockItem.id.in_(_filtered(scope, filters)))
        .order_by(*ORDER)
        .options(
            contains_eager(StockItem.location).joinedload(Location.cooperative),
            contains_eager(StockItem.variant)
            .joinedload(Variant.product)
            .joinedload(Product.artisan),
        )
        .execution_options(yield_per=500)
    )


def items_to_print(scope: Scope, ids: Sequence[int], limit: int) -> Sequence[StockItem]:
    """Of these items the ones of somebody's cooperatives of which something lies there, by SKU."""
    return db.session.scalars(
        _labelled(scope)
        .where(StockItem.id.in_(ids))
        .order_by(Variant.sku, StockItem.id)
        .limit(limit)
    ).all()


def _labelled(scope: Scope) -> Select[StockItem]:
    return (
        select(StockItem)
        .join(StockItem.location)
        .join(StockItem.variant)
        .where(StockItem.on_hand > 0, scope.clause(Location.cooperative_id))
        .options(
            contains_eager(StockItem.location),
            contains_eager(StockItem.variant).joinedload(Variant.product),
        )
    )


def _ids_of(chosen: Select[int], number: int, total: int) -> Sequence[int]:
    """Those of a page; the last pages are the first ones backwards."""
    before = (number - 1) * PAGE
    left = min(PAGE, total - before)
    if left <= 0:
        return []
    by_code = chosen.join(StockItem.variant)
    if before <= total // 2:
        there = by_code.order_by(*ORDER).offset(before)
    else:
        there = by_code.order_by(*(column.desc() for column in ORDER)).offset(total - before - left)
    return db.session.scalars(there.limit(left)).all()


def _filtered(scope: Scope, filters: Filters) -> Select[int]:
    query = (
        select(StockItem.id).join(StockItem.location).where(scope.clause(Location.cooperative_id))
    )
    if filters.text:
        query = query.where(StockItem.variant_id.in_(_named(filters.text)))
    if filters.location_id:
        places = select(inside(filters.location_id).c.id)
        query = query.where(StockItem.location_id.in_(places))
    if filters.condition:
        query = query.where(StockItem.condition == filters.condition)
    return query.where(StockItem.on_hand <= FEW) if filters.low else query


def _named(text: str) -> CompoundSelect[int]:
    """The variants that a text names, or their pieces, or the makers of these."""
    variants = select(Variant.id).correlate(None)
    pieces = variants.join(Variant.product)
    return union(
        variants.where(stands_in("variants.sku", text)),
        pieces.where(stands_in(texts_of("products.titles"), text)),
        pieces.join(Product.artisan).where(stands_in(texts_of("artisans.names"), text)),
    )


def variant_in(scope: Scope, sku: str) -> Variant:
    """By its SKU, a variant that one of somebody's cooperatives sells."""
    variant = db.session.scalar(
        select(Variant)
        .join(Variant.product)
        .where(Variant.sku == sku, scope.clause(Product.cooperative_id))
        .options(contains_eager(Variant.product))
    )
    if variant is None:
        raise NotFound()
    return variant


def items_of_variant(variant_id: int) -> Sequence[StockItem]:
    return db.session.scalars(
        select(StockItem)
        .where(StockItem.variant_id == variant_id)
        .options(joinedload(StockItem.location))
        .order_by(StockItem.location_id, StockItem.condition, StockItem.owner)
    ).all()


def booked(key: str) -> bool:
    """Whether a cause has moved stock before."""
    return db.session.scalar(select(Movement.id).where(Movement.key == key)) is not None


def variant_at(location: Location, sku: str) -> Variant:
    """By its SKU, a variant that can lie in a place: one that its cooperative sells, at the centre
    any."""
    here = Product.cooperative_id == location.cooperative_id
    own = [] if location.cooperative_id == CENTRE else [here]
    variant = db.session.scalar(
        select(Variant).join(Variant.product).where(Variant.sku == sku, *own)
    )
    if variant is None:
        raise NotFound()
    return variant


def items_with_code(scope: Scope, sku: str) -> Sequence[StockItem]:
    """Where pieces with a SKU lie, or once lay."""
    return db.session.scalars(
        select(StockItem)
        .join(StockItem.location)
        .join(StockItem.variant)
        .where(Variant.sku == sku, scope.clause(Location.cooperative_id))
        .order_by(StockItem.on_hand.desc(), StockItem.id)
        .limit(PAGE)
    ).all()


def items_to_label(scope: Scope, location_id: int, limit: int) -> Sequence[StockItem]:
    """What lies in a place and in the places in it, by SKU."""
    return db.session.scalars(
        _labelled(scope)
        .where(StockItem.location_id.in_(select(inside(location_id).c.id)))
        .order_by(Variant.sku, StockItem.id)
        .limit(limit)
    ).all()
