"""Goods as customs counts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from marketplace.core.db import Texts
from marketplace.core.money import Money
from marketplace.orders.models import Order, OrderLine, Parcel

Packed = tuple[OrderLine, int]
"""So many pieces of a line."""


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
    return _kinds(((line, line.quantity) for line in order.lines), order.currency)


def kinds_in(parcel: Parcel) -> list[Kind]:
    """By code; together they are what lies in the parcel."""
    packed = ((line.order_line, line.quantity) for line in parcel.lines)
    return _kinds(packed, parcel.order.currency)


def _kinds(packed: Iterable[Packed], currency: str) -> list[Kind]:
    lines = sorted(packed, key=lambda each: (each[0].hs_code, each[0].position))
    return [
        _kind(code, list(group), currency)
        for code, group in groupby(lines, lambda each: each[0].hs_code)
    ]


def _kind(code: str, packed: list[Packed], currency: str) -> Kind:
    return Kind(
        code,
        [line.titles for line, _pieces in packed],
        sum(pieces for _line, pieces in packed),
        sum(line.net_grams * pieces for line, pieces in packed),
        Money.total((line.unit_price * pieces for line, pieces in packed), currency),
    )
