"""Which customs declaration of the Universal Postal Union goes on a parcel: the small CN22 or the
full CN23."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

LIMITS = Path(__file__).parents[2] / "data" / "postal_forms.csv"
FULL = "CN23"


@dataclass(frozen=True)
class Limit:
    """A form that is enough for goods of up to so many special drawing rights, in a packet of up to
    so many grams; known since a day."""

    form: str
    most_sdr: Decimal
    most_grams: int
    as_of: date


def postal_form(sdr: Decimal | None, grams: int, on: date) -> str:
    """`CN22` where that is enough by the limits of the day, else `CN23`; also where nobody knows
    what the goods are worth in special drawing rights (`sdr` is None)."""
    known = [limit for limit in _limits() if limit.as_of <= on]
    newest = {limit.form: limit for limit in sorted(known, key=lambda limit: limit.as_of)}
    for limit in newest.values():
        if sdr is not None and sdr <= limit.most_sdr and grams <= limit.most_grams:
            return limit.form
    return FULL


@cache
def _limits() -> tuple[Limit, ...]:
    with LIMITS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Limit(
                row["form"],
                Decimal(row["most_sdr"]),
                int(row["most_grams"]),
                date.fromisoformat(row["as_of"]),
            )
            for row in csv.DictReader(lines)
        )
