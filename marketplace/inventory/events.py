"""What the stock announces to the domains above it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StockChanged:
    """More or fewer pieces of these variants can be had."""

    variant_ids: tuple[int, ...]
