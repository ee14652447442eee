"""Where the money of a price goes."""

from dataclasses import dataclass

from marketplace.cooperatives.models import CommissionTerm
from marketplace.core.money import Money

MAKER = "maker"
COMMISSION_KINDS = ("cooperative", "fees", "training")
"""The parts of a commission, in the order they are shown everywhere."""

WHOLE = 10_000


@dataclass(frozen=True)
class Share:
    """A part of a price: whose, how much, and in basis points of the whole."""

    kind: str
    money: Money
    bp: int


def shares_of(price: Money, term: CommissionTerm) -> list[Share]:
    """The price, split by the term; the shares add up to it, to the cent. Empty parts are left
    out, but never the maker's."""
    parts = [(MAKER, WHOLE - term.rate_bp)]
    parts += [(kind, int(term.shares.get(kind, 0))) for kind in COMMISSION_KINDS]
    parts = [(kind, bp) for kind, bp in parts if bp or kind == MAKER]
    amounts = price.split([bp for _kind, bp in parts])
    return [Share(kind, money, bp) for (kind, bp), money in zip(parts, amounts, strict=True)]


def maker_share(price: Money, term: CommissionTerm) -> Money:
    """What of a price is the maker's."""
    return shares_of(price, term)[0].money
