"""Where the money of a price goes, shown beside it while it is being set."""

from dataclasses import dataclass

from marketplace.catalogue.content import Content
from marketplace.catalogue.models import Revision
from marketplace.cooperatives.pricing import Share, shares_of
from marketplace.cooperatives.queries import commission_term
from marketplace.core.clock import today
from marketplace.core.errors import NotFound


@dataclass(frozen=True)
class MakerShare:
    """Of every 10,000 `maker_bp` are the maker's; `shares` are empty while there is no price."""

    maker_bp: int
    shares: list[Share]


def maker_share(revision: Revision | None, content: Content) -> MakerShare | None:
    """By the commission term of today; None where the cooperative has none yet."""
    if revision is None:
        return None
    try:
        term = commission_term(revision.product.cooperative_id, today())
    except NotFound:
        return None
    price = content.price_of(content.first)
    return MakerShare(10_000 - term.rate_bp, shares_of(price, term) if price else [])
