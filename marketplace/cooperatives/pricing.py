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


Division = tuple[tuple[str, int], ...]
"""Whose parts of a price are how large, in basis points, as a commission term has it; the maker's
first, and no other that is empty."""


def division_of(term: CommissionTerm) -> Division:
    parts = [(MAKER, WHOLE - term.rate_bp)]
    parts += [(kind, int(term.shares.get(kind, 0))) for kind in COMMISSION_KINDS]
    return tuple((kind, bp) for kind, bp in parts if bp or kind == MAKER)


def divided(price: Money, division: Division) -> list[Share]:
    """The shares of the price; they add up to it, to the cent."""
    amounts = price.split([bp for _kind, bp in division])
    return [Share(kind, money, bp) for (kind, bp), money in zip(division, amounts, strict=True)]


def shares_of(price: Money, term: CommissionTerm) -> list[Share]:
    """The price, divided by the term."""
    return divided(price, division_of(term))


def maker_share(price: Money, term: CommissionTerm) -> Money:
    """What of a price is the maker's."""
    return shares_of(price, term)[0].money
