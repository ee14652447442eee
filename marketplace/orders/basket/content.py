"""A basket as it stands today: what can still be had, at which price, and what has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from marketplace.catalogue.models import Product, ProductState, Variant
from marketplace.config import settings
from marketplace.cooperatives.models import Cooperative, CooperativeState
from marketplace.core.money import Money
from marketplace.inventory.queries import available
from marketplace.localisation.rates import Converted, NoRate, convert
from marketplace.orders.basket import queries
from marketplace.orders.models import Basket, BasketLine

MOST = 999


class Standing(StrEnum):
    """Whether a line can be ordered as it is."""

    GOOD = "good"
    SHORT = "short"  # fewer are left than she wants
    SOLD = "sold"
    CLOSED = "closed"  # not offered any more
    NO_PRICE = "no_price"  # no rate into the currency of orders is known


@dataclass(frozen=True)
class Row:
    """A line, with the price of one piece in the currency of orders. `left` is None for what is
    made when it is ordered; `was` is the price its owner last saw, where it is another now."""

    line: BasketLine
    standing: Standing
    unit: Converted | None
    left: int | None
    was: Money | None

    @property
    def variant(self) -> Variant:
        return self.line.variant

    @property
    def product(self) -> Product:
        return self.line.variant.product

    @property
    def quantity(self) -> int:
        return self.line.quantity

    @property
    def good(self) -> bool:
        return self.standing is Standing.GOOD

    @property
    def total(self) -> Money | None:
        return self.unit.money * self.quantity if self.unit else None


@dataclass(frozen=True)
class Section:
    """What comes from one cooperative."""

    cooperative: Cooperative
    rows: Sequence[Row]


@dataclass(frozen=True)
class Content:
    sections: Sequence[Section]
    currency: str

    @property
    def rows(self) -> list[Row]:
        return [row for section in self.sections for row in section.rows]

    @property
    def good(self) -> bool:
        """Whether all of it can be ordered."""
        return bool(self.rows) and all(row.good for row in self.rows)

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.was is not None]

    @property
    def pieces(self) -> int:
        return sum(row.quantity for row in self.rows if row.good)

    @property
    def makers(self) -> int:
        return len({row.product.artisan_id for row in self.rows if row.good})

    @property
    def flags(self) -> frozenset[str]:
        """The compliance flags of all its pieces."""
        return frozenset(flag for row in self.rows for flag in row.product.flags)

    @property
    def goods(self) -> Money:
        """The sum of what can be ordered."""
        sums = (row.total for row in self.rows if row.good and row.total)
        return Money.total(sums, self.currency)


def content_of(basket: Basket | None) -> Content:
    """What stands in a basket now; read anew each time it is asked."""
    currency = settings().order_currency
    lines = queries.lines_of(basket) if basket else []
    stock = available([line.variant_id for line in lines])
    rows = [_row(line, stock[line.variant_id], currency) for line in lines]
    sections = [
        Section(rows_[0].product.cooperative, rows_)
        for rows_ in (
            list(part) for _, part in groupby(rows, lambda row: row.product.cooperative_id)
        )
    ]
    return Content(sections, currency)


def for_sale(variant: Variant) -> bool:
    product = variant.product
    return (
        variant.offered
        and product.state is ProductState.PUBLISHED
        and product.listed
        and product.cooperative.state is CooperativeState.ACTIVE
    )


def _row(line: BasketLine, left: int, currency: str) -> Row:
    variant = line.variant
    unit = _unit(variant, currency)
    was = line.price_seen if line.price_seen != variant.price else None
    limit = None if variant.product.made_to_order else left
    return Row(line, _standing(line, unit, limit), unit, limit, was)


def _standing(line: BasketLine, unit: Converted | None, left: int | None) -> Standing:
    if not for_sale(line.variant):
        return Standing.CLOSED
    if unit is None:
        return Standing.NO_PRICE
    if left is None or left >= line.quantity:
        return Standing.GOOD
    return Standing.SHORT if left else Standing.SOLD


def _unit(variant: Variant, currency: str) -> Converted | None:
    try:
        return convert(variant.price, currency)
    except NoRate:
        return None
