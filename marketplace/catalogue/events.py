"""What the catalogue announces to the domains above it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProductChanged:
    """What the shop shows of a product is no longer what it was."""

    product_id: int


@dataclass(frozen=True)
class PiecesDeclared:
    """The maker says so many pieces lie ready; `key` makes sure they are booked in only once."""

    variant_id: int
    cooperative_id: int
    quantity: int
    key: str
