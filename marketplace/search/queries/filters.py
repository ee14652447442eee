"""What a list of pieces may be narrowed by, and what that says to the database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, false, func, or_, select

from marketplace.catalogue.models import Variant
from marketplace.core.clock import now
from marketplace.core.money import Money
from marketplace.inventory.models import Condition, Reservation, StockItem
from marketplace.search.models import SearchDocument

Clauses = list[ColumnElement[bool]]


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

    def values(self) -> dict[str, Any]:
        """What the statement of a list is given for them: those that narrow it, by name."""
        exact: dict[str, Any] = {
            "crafts": self.crafts,
            "places": self.places,
            "family": self.family,
            "cooperative_id": self.cooperative_id,
            "artisan_id": self.artisan_id,
        }
        for currency, rate in self.rates.items():
            for end, price in (("low", self.price_from), ("high", self.price_to)):
                exact[f"{end}_{currency}"] = price and _minor(price, currency, rate)
        return {name: value for name, value in exact.items() if value not in {None, ()}}

    @property
    def priced(self) -> bool:
        """Whether a range of prices narrows the list."""
        return bool(self.price_from or self.price_to)


def available_pieces(product_id: Any) -> ScalarSelect[int]:
    """How many pieces of a product can be sold now: sellable, less what is held and not expired."""
    held = (
        select(func.coalesce(func.sum(Reservation.quantity), 0))
        .where(
            Reservation.stock_item_id == StockItem.id,
            Reservation.used_at.is_(None),
            Reservation.released_at.is_(None),
            Reservation.expires_at > bindparam("at_present", callable_=now),
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


def conditions(given: Collection[str], ready: Ready | None, priced: bool) -> Clauses:
    """The where clauses of a list that is given values of these names; see `Filters.values`."""
    document = SearchDocument
    found: Clauses = []
    if "crafts" in given:
        found.append(document.craft_id.in_(bindparam("crafts", expanding=True)))
    if "places" in given:
        places: Any = bindparam("places", expanding=True)
        found.append(or_(document.place_id.in_(places), document.county_id.in_(places)))
    for name in ("family", "cooperative_id", "artisan_id"):
        if name in given:
            column = getattr(document, name)
            found.append(column == bindparam(name, type_=column.type))
    if priced:
        found.append(_priced(given))
    if ready is Ready.TO_ORDER:
        found.append(document.made_to_order.is_(True))
    elif ready is Ready.IN_STOCK:
        found.append(available_pieces(document.product_id) > 0)
    return found


def _priced(given: Collection[str]) -> ColumnElement[bool]:
    """Within the range, asked in each currency of the shop, so that its index can answer."""
    price, ways = SearchDocument.price_minor, []
    for currency in sorted({name[-3:] for name in given if name.startswith(("low_", "high_"))}):
        way = SearchDocument.price_currency == currency
        if (low := f"low_{currency}") in given:
            way = and_(way, price >= bindparam(low, type_=price.type))
        if (high := f"high_{currency}") in given:
            way = and_(way, price <= bindparam(high, type_=price.type))
        ways.append(way)
    return or_(false(), *ways)


def _minor(money: Money, currency: str, rate: Decimal) -> int:
    return Money.of(money.decimal / rate, currency).minor
