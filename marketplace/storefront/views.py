"""All doors of the shop, on one blueprint."""

from marketplace.storefront import browse, feeds, home, makers, pages, pieces
from marketplace.storefront.blueprint import bp

__all__ = ["bp", "browse", "feeds", "home", "makers", "pages", "pieces"]
