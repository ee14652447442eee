"""Whether a sale may be paid by card: an administrator's recorded word, the destination's policy,
and a dated table of goods that card companies or sanctions leave out."""

import csv
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from marketplace.compliance import queries
from marketplace.compliance.models import Policy
from marketplace.compliance.policies import policy_for, reviews_of
from marketplace.compliance.reasons import CARDS_BY_COUNTRY, CARDS_CLOSED
from marketplace.core.db import Texts

CARDS = "cards"
TABLE = Path(__file__).parents[2] / "data" / "card_rules.csv"


def why_not_by_card(country: str, flags: Iterable[str]) -> Texts | None:
    """Why goods with these compliance flags, sent there, are not paid by card; None if they may be."""
    if closed := why_no_cards():
        return closed
    if policy_for(country).policy is not Policy.OPEN:
        return CARDS_BY_COUNTRY
    flags = sorted(flags)
    left_out = next((_left_out()[flag] for flag in flags if flag in _left_out()), None)
    looked_at_first = reviews_of(country, flags)
    return left_out or (looked_at_first[0].reason if looked_at_first else None)


def why_no_cards() -> Texts | None:
    """Why nothing at all is paid by card, also what is sent nowhere; None if it may be."""
    return None if queries.gate_open(CARDS) else CARDS_CLOSED


@cache
def _left_out() -> dict[str, Texts]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {
            row["flag"]: {"en": row["why_en"], "fa": row["why_fa"]} for row in csv.DictReader(lines)
        }
