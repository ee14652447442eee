"""What the stock announces to the domains above it."""

from dataclasses import dataclass
from datetime import date

from marketplace.core.money import Money


@dataclass(frozen=True)
class StockChanged:
    """More or fewer pieces of these variants can be had."""

    variant_ids: tuple[int, ...]


@dataclass(frozen=True)
class LoanEnds:
    """Somebody is about to say what of a loan came back; whoever sells there has to stop first."""

    transfer_id: int
    by_id: int


@dataclass(frozen=True)
class StockMoved:
    """A movement was booked: `quantity` more (or, below nothing, fewer) pieces of an owner lie at a
    place of the cooperative. `kind` is the movement's, `key` its cause; of a sale from the shelf,
    what each piece was sold for, what taking the money for it cost, and on which day it was where
    that was not today."""

    stock_item_id: int
    variant_id: int
    cooperative_id: int
    owner: str
    kind: str
    quantity: int
    key: str
    by_id: int | None
    note: str
    price: Money | None
    cost: Money | None
    sold_on: date | None = None
