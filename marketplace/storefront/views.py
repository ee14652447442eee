"""All doors of the shop, on one blueprint."""

from marketplace.storefront import browse, makers, pieces
from marketplace.storefront.blueprint import bp

__all__ = ["bp", "browse", "makers", "pieces"]
