"""What a list of pieces may be narrowed by, and what that says to the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, false, func, or_, select

from marketplace.catalogue.models import Variant
from marketplace.core.clock import now
from marketplace.core.money import Money
from marketplace.inventory.models import Condition, Reservation, StockItem
from marketplace.search.models import SearchDocument


class Ready(StrEnum):
    """Whether a piece lies ready or is made when it is ordered."""

    IN_STOCK = "stock"
    TO_ORDER = "order"


@dataclass(frozen=True)
class Filters:
    """Any of the crafts and any of the places, and all of the rest. Empty narrows nothing.

    A county stands for all its towns and villages. Prices are in one currency; `rates` says what a
    unit of each currency of the shop is worth in it, and a currency without a rate is not compared.
    """

    crafts: tuple[str, ...] = ()
    family: str | None = None
    places: tuple[str, ...] = ()
    cooperative_id: int | None = None
    artisan_id: int | None = None
    price_from: Money | None = None
    price_to: Money | None = None
    ready: Ready | None = None
    rates: Mapping[str, Decimal] = field(default_factory=dict)


def available_pieces(product_id: Any) -> ScalarSelect[int]:
    """How many pieces of a product can be sold now: sellable, less what is held and not expired."""
    held = (
        select(func.coalesce(func.sum(Reservation.quantity), 0))
        .where(
            Reservation.stock_item_id == StockItem.id,
            Reservation.used_at.is_(None),
            Reservation.released_at.is_(None),
            Reservation.expires_at > now(),
        )
        .correlate(StockItem)
        .scalar_subquery()
    )
    return (
        select(func.coalesce(func.sum(StockItem.on_hand - held), 0))
        .join(Variant, Variant.id == StockItem.variant_id)
        .where(
            Variant.product_id == product_id,
            Variant.offered,
            StockItem.condition == Condition.SELLABLE,
        )
        .scalar_subquery()
    )


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """The where clauses of the filters."""
    document = SearchDocument
    found: list[ColumnElement[bool]] = []
    if filters.crafts:
        found.append(document.craft_id.in_(filters.crafts))
    if filters.places:
        found.append(
            or_(document.place_id.in_(filters.places), document.county_id.in_(filters.places))
        )
    exact = {
        document.family: filters.family,
        document.cooperative_id: filters.cooperative_id,
        document.artisan_id: filters.artisan_id,
    }
    found += [column == value for column, value in exact.items() if value is not None]
    if filters.price_from or filters.price_to:
        found.append(_priced(filters))
    if filters.ready is Ready.TO_ORDER:
        found.append(document.made_to_order.is_(True))
    elif filters.ready is Ready.IN_STOCK:
        found.append(available_pieces(document.product_id) > 0)
    return found


def _priced(filters: Filters) -> ColumnElement[bool]:
    """Within the range, asked in each currency of the shop, so that its index can answer."""
    ways = [
        and_(
            SearchDocument.price_currency == currency,
            *_bounds(filters.price_from, filters.price_to, currency, rate),
        )
        for currency, rate in filters.rates.items()
    ]
    return or_(false(), *ways)


def _bounds(
    low: Money | None, high: Money | None, currency: str, rate: Decimal
) -> Sequence[ColumnElement[bool]]:
    price = SearchDocument.price_minor
    found = []
    if low is not None:
        found.append(price >= _minor(low, currency, rate))
    if high is not None:
        found.append(price <= _minor(high, currency, rate))
    return found


def _minor(money: Money, currency: str, rate: Decimal) -> int:
    return Money.of(money.decimal / rate, currency).minor
