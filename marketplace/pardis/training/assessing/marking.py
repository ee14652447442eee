"""The arithmetic of results: means, weights, least marks and attendance. Nothing here asks a database."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from marketplace.pardis.training.models import PassRule

HUNDREDTH = Decimal("0.01")
ASSESSORS = 2
"""How many must have assessed somebody before her result can be published."""


@dataclass(frozen=True)
class Attended:
    """Sessions she was at, make-up sessions included, of those she was asked to."""

    there: int
    asked: int

    @property
    def share(self) -> int | None:
        """Whole per cent, never more than 100; None where she was asked to none."""
        return min(self.there, self.asked) * 100 // self.asked if self.asked else None


@dataclass(frozen=True)
class Outcome:
    """Means of the two parts and the weighted whole, all of 100."""

    practical: Decimal
    theory: Decimal
    total: Decimal
    passed: bool


def mean(marks: Collection[int]) -> Decimal:
    """To the hundredth, halves up."""
    return _rounded(Decimal(sum(marks)) / len(marks))


def outcome(rule: PassRule, practical: Decimal, theory: Decimal) -> Outcome:
    """Passed is who reaches the least mark of each part."""
    weight = rule.practical_pct
    total = _rounded((practical * weight + theory * (100 - weight)) / 100)
    passed = practical >= rule.practical_least and theory >= rule.theory_least
    return Outcome(practical, theory, total, passed)


def far_apart(rule: PassRule, practical: Collection[int], theory: Collection[int]) -> bool:
    """Whether assessors disagree so much that somebody should look."""
    return any(max(marks) - min(marks) > rule.widest_gap for marks in (practical, theory) if marks)


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(HUNDREDTH, ROUND_HALF_UP)
