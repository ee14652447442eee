"""The value of stock as a drawing: a bar for each place, its parts told apart by pattern and words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.core.money import Money
from marketplace.inventory.models import Location, Owner
from marketplace.inventory.queries.values import Worth

WIDTH = 420
"""How long the longest bar is, in units of the drawing."""


@dataclass(frozen=True)
class Part:
    owner: Owner
    x: float
    width: float
    value: Money


@dataclass(frozen=True)
class Bar:
    """A place in one currency."""

    location: Location
    total: Money
    parts: Sequence[Part]


def by_place(rows: Sequence[Worth]) -> list[Bar]:
    """Bars by place and currency; the lengths are in proportion within a currency."""
    groups: dict[tuple[int, str], list[Worth]] = {}
    for row in rows:
        groups.setdefault((row.location.id, row.value.currency), []).append(row)
    sums = {key: sum(row.value.minor for row in group) for key, group in groups.items()}
    longest = Counter[str]()
    for (_place, currency), minor in sums.items():
        longest[currency] = max(longest[currency], minor)
    return [
        Bar(group[0].location, Money(sums[key], key[1]), _parts(group, longest[key[1]] or 1))
        for key, group in groups.items()
    ]


def _parts(group: Sequence[Worth], longest: int) -> list[Part]:
    parts, at = [], 0.0
    for row in group:
        width = round(WIDTH * row.value.minor / longest, 1)
        parts.append(Part(row.owner, round(at, 1), width, row.value))
        at += width
    return parts


def totals(rows: Sequence[Worth]) -> list[tuple[Owner, Money, int]]:
    """By owner and currency: value and pieces. They sum to the whole."""
    values, pieces = Counter[tuple[Owner, str]](), Counter[tuple[Owner, str]]()
    for row in rows:
        key = (row.owner, row.value.currency)
        values[key] += row.value.minor
        pieces[key] += row.pieces
    return [(key[0], Money(values[key], key[1]), pieces[key]) for key in sorted(values)]
