"""A basket as it stands today: what can still be had, at which price, and what has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from marketplace.config import settings
from marketplace.core.db import Json, Texts
from marketplace.core.money import Money
from marketplace.localisation.rates import Converted, NoRate, convert
from marketplace.orders.basket.pieces import OF_SELLER, Piece, pieces_in
from marketplace.orders.models import Basket

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

    piece: Piece
    price: Money
    standing: Standing
    unit: Converted | None
    left: int | None
    was: Money | None

    @property
    def quantity(self) -> int:
        return int(self.piece.quantity)

    @property
    def good(self) -> bool:
        return self.standing is Standing.GOOD

    @property
    def total(self) -> Money | None:
        return self.unit.money * self.quantity if self.unit else None


@dataclass(frozen=True)
class Seller:
    """The cooperative that some of it comes from."""

    id: int
    code: str
    names: Texts
    national_id: str
    registration_number: str
    address: Json
    email: str
    phone: str


@dataclass(frozen=True)
class Section:
    """What comes from one cooperative."""

    cooperative: Seller
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
        return len({row.piece.artisan_id for row in self.rows if row.good})

    @property
    def flags(self) -> frozenset[str]:
        """The compliance flags of all its pieces."""
        return frozenset(flag for row in self.rows for flag in row.piece.flags)

    @property
    def goods(self) -> Money:
        """The sum of what can be ordered."""
        sums = (row.total for row in self.rows if row.good and row.total)
        return Money.total(sums, self.currency)


def content_of(basket: Basket | None) -> Content:
    return content_in(basket.id) if basket else Content((), settings().order_currency)


def content_in(basket_id: int) -> Content:
    """What stands in a basket now; read anew each time it is asked."""
    currency = settings().order_currency
    rows = [_row(piece, currency) for piece in pieces_in(basket_id)]
    parts = groupby(rows, lambda row: int(row.piece.cooperative_id))
    return Content([_section(list(part)) for _id, part in parts], currency)


def saved_of(basket: Basket | None) -> list[Row]:
    """What is saved for later, as it stands now."""
    currency = settings().order_currency
    pieces = pieces_in(basket.id, later=True) if basket else ()
    return [_row(piece, currency) for piece in pieces]


def _section(rows: Sequence[Row]) -> Section:
    piece = rows[0].piece
    facts = {name: getattr(piece, f"seller_{name}") for name in OF_SELLER.split()}
    return Section(Seller(id=piece.cooperative_id, **facts), rows)


def _row(piece: Piece, currency: str) -> Row:
    price = Money(piece.price_minor, piece.price_currency)
    seen = Money(piece.price_seen_minor, piece.price_seen_currency)
    unit, left = _unit(price, currency), None if piece.made_to_order else piece.left
    standing = _standing(piece, unit, left)
    return Row(piece, price, standing, unit, left, seen if seen != price else None)


def _standing(piece: Piece, unit: Converted | None, left: int | None) -> Standing:
    if not piece.for_sale:
        return Standing.CLOSED
    if unit is None:
        return Standing.NO_PRICE
    if left is None or left >= piece.quantity:
        return Standing.GOOD
    return Standing.SHORT if left else Standing.SOLD


def _unit(price: Money, currency: str) -> Converted | None:
    try:
        return convert(price, currency)
    except NoRate:
        return None
