"""The goods of an order as customs counts them."""

from dataclasses import dataclass
from itertools import groupby

from marketplace.core.db import Texts
from marketplace.core.money import Money
from marketplace.orders.models import Order, OrderLine


@dataclass(frozen=True)
class Kind:
    """All pieces of one HS code; `code` is empty where it is not known."""

    code: str
    titles: list[Texts]
    pieces: int
    net_grams: int
    value: Money


def kinds_of(order: Order) -> list[Kind]:
    """By code; together they are the whole order."""
    lines = sorted(order.lines, key=lambda line: (line.hs_code, line.position))
    return [
        _kind(code, list(group), order) for code, group in groupby(lines, lambda line: line.hs_code)
    ]


def _kind(code: str, lines: list[OrderLine], order: Order) -> Kind:
    return Kind(
        code,
        [line.titles for line in lines],
        sum(line.quantity for line in lines),
        sum(line.net_grams * line.quantity for line in lines),
        Money.total((line.total for line in lines), order.currency),
    )
