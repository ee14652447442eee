"""What of the price reaches the maker, shown beside it."""

from dataclasses import dataclass

from marketplace.catalogue import queries
from marketplace.catalogue.content import Content
from marketplace.catalogue.models import Revision
from marketplace.core.money import Money


@dataclass(frozen=True)
class MakerShare:
    """`money` is None while there is no price."""

    maker_bp: int
    money: Money | None


def maker_share(revision: Revision | None, content: Content) -> MakerShare | None:
    """By the commission terms of today; None where the cooperative has none yet."""
    if revision is None:
        return None
    rate = queries.commission_bp(revision.product.cooperative_id)
    if rate is None:
        return None
    price = content.price_of(content.first)
    return MakerShare(10_000 - rate, price - price.share(rate) if price else None)
