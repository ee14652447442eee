"""What lies on the shelves of a till, and what it costs there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.catalogue.models import Product, ProductPicture, Variant
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.inventory.models import Condition, StockItem
from marketplace.inventory.queries import held_on, inside
from marketplace.localisation.rates import NoRate, convert
from marketplace.pardis.till.models import CURRENCY, TOMAN
from marketplace.pardis.till.queries.rules import shelf_prices

MOST = 400
THOUSAND_TOMAN = 1_000 * TOMAN
FOR_SALE = (Condition.SELLABLE, Condition.DISPLAY, Condition.DOMESTIC)


@dataclass(frozen=True)
class Good:
    """A piece at a counter: how many are free, and what one costs; None where nobody knows."""

    variant: Variant
    left: int
    price: Money | None

    @property
    def toman(self) -> int:
        return self.price.minor // TOMAN if self.price else 0


def goods(location_id: int, on: date) -> list[Good]:
    """All that lies in a place and in the places in it, by craft and name."""
    free: dict[int, int] = {}
    items = _items(location_id)
    held = held_on([item.id for item in items])
    for item in items:
        free[item.variant_id] = free.get(item.variant_id, 0) + item.on_hand - held.get(item.id, 0)
    variants = {item.variant_id: item.variant for item in items}
    prices = prices_of(list(variants.values()), on)
    return [Good(one, max(free[key], 0), prices[key]) for key, one in variants.items()]


def prices_of(variants: Collection[Variant], on: date) -> Mapping[int, Money | None]:
    """What each costs at the counter: as was set for it, else its price in the shop by the rate of
    the day, in whole thousands of toman."""
    own = shelf_prices([one.id for one in variants], on)
    return {one.id: own.get(one.id) or _converted(one.price, on) for one in variants}


def variant_at(sku: str) -> Variant:
    """By what stands on its label."""
    found = db.session.scalar(
        select(Variant).where(Variant.sku == sku).options(joinedload(Variant.product))
    )
    if found is None:
        raise NotFound()
    return found


def variants_at(skus: Collection[str]) -> dict[str, Variant]:
    chosen = select(Variant).where(Variant.sku.in_(skus)).options(joinedload(Variant.product))
    return {one.sku: one for one in db.session.scalars(chosen)}


def _converted(price: Money, on: date) -> Money | None:
    try:
        rials = convert(price, CURRENCY, on).money
    except NoRate:
        return None
    thousands = -(-rials.minor // THOUSAND_TOMAN)
    return Money(thousands * THOUSAND_TOMAN, CURRENCY)


def _items(location_id: int) -> Sequence[StockItem]:
    picture = selectinload(Product.pictures).joinedload(ProductPicture.picture)
    return db.session.scalars(
        select(StockItem)
        .join(StockItem.variant)
        .join(Variant.product)
        .where(
            StockItem.location_id.in_(select(inside(location_id).c.id)),
            StockItem.condition.in_(FOR_SALE),
            StockItem.on_hand > 0,
        )
        .options(
            contains_eager(StockItem.variant)
            .contains_eager(Variant.product)
            .options(picture, joinedload(Product.craft), joinedload(Product.artisan))
        )
        .order_by(Product.craft_id, Variant.sku, StockItem.id)
        .limit(MOST)
    ).all()


def pieces_at(location_id: int) -> int:
    chosen = select(func.coalesce(func.sum(StockItem.on_hand), 0))
    places = select(inside(location_id).c.id)
    return int(db.session.scalar(chosen.where(StockItem.location_id.in_(places))) or 0)
