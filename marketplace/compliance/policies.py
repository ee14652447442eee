"""Whether goods may go to a country, and whether the goods themselves are looked at first."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from marketplace.compliance import queries
from marketplace.compliance.models import Policy
from marketplace.compliance.reasons import NO_RULE
from marketplace.core.db import Texts

GOODS = Path(__file__).parents[2] / "data" / "goods_policies.csv"


@dataclass(frozen=True)
class PolicyAnswer:
    """Open, review or blocked, why, and since when that is known. Without a rule it is review."""

    policy: Policy
    reason: Texts
    as_of: date | None

    @property
    def blocked(self) -> bool:
        return self.policy is Policy.BLOCKED

    @property
    def under_review(self) -> bool:
        return self.policy is Policy.REVIEW


def policy_for(country: str, on: date | None = None) -> PolicyAnswer:
    """What holds for a country on a day (today)."""
    rule = queries.destination(country, on)
    if rule is None:
        return PolicyAnswer(Policy.REVIEW, NO_RULE, None)
    return PolicyAnswer(rule.policy, rule.policy_reason, rule.as_of)


def reviews_of(country: str, flags: Iterable[str]) -> list[PolicyAnswer]:
    """Every reason for which an order of goods with these flags is looked at by two people first."""
    known = _goods()
    answers = [policy_for(country), *(known[flag] for flag in sorted(set(flags)) if flag in known)]
    return [answer for answer in answers if answer.under_review]


@cache
def _goods() -> dict[str, PolicyAnswer]:
    with GOODS.open(encoding="utf-8", newline="") as lines:
        return {
            row["flag"]: PolicyAnswer(
                Policy(row["policy"]),
                {"en": row["reason_en"], "fa": row["reason_fa"]},
                date.fromisoformat(row["as_of"]),
            )
            for row in csv.DictReader(lines)
        }
