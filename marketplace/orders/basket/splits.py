"""Where the money of a bag goes, all pieces together."""

from collections import Counter

from marketplace.cooperatives.pricing import Share, shares_of
from marketplace.cooperatives.queries import terms_on
from marketplace.core.clock import today
from marketplace.core.money import Money
from marketplace.orders.basket.content import Content

WHOLE = 10_000


def split_of(content: Content) -> list[Share]:
    """The shares of all that can be ordered, which add up to its sum; none where a term is missing."""
    terms, sums = terms_on(today()), Counter[str]()
    for row in content.rows:
        if not row.good or row.total is None:
            continue
        term = terms.get(row.piece.cooperative_id)
        if term is None:
            return []
        for share in shares_of(row.total, term):
            sums[share.kind] += share.money.minor
    whole = sum(sums.values())
    return [
        Share(kind, Money(minor, content.currency), minor * WHOLE // whole)
        for kind, minor in sums.items()
        if whole
    ]
