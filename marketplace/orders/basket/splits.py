"""Where the money of a bag goes, all pieces together."""

from collections import Counter

from marketplace.cooperatives.pricing import Share, divided
from marketplace.cooperatives.queries import divisions_on
from marketplace.core.clock import today
from marketplace.core.money import Money
from marketplace.orders.basket.content import Content

WHOLE = 10_000


def split_of(content: Content) -> list[Share]:
    """The shares of all that can be ordered, which add up to its sum; none where a term is missing."""
    divisions, sums = divisions_on(today()), Counter[str]()
    for row in content.rows:
        if not row.good or row.total is None:
            continue
        division = divisions.get(row.piece.cooperative_id)
        if division is None:
            return []
        for share in divided(row.total, division):
            sums[share.kind] += share.money.minor
    whole = sum(sums.values())
    return [
        Share(kind, Money(minor, content.currency), minor * WHOLE // whole)
        for kind, minor in sums.items()
        if whole
    ]
