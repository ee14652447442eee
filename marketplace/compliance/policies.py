"""Whether goods may go to a country."""

from dataclasses import dataclass
from datetime import date

from marketplace.compliance import queries
from marketplace.compliance.models import Policy
from marketplace.compliance.reasons import NO_RULE
from marketplace.core.db import Texts


@dataclass(frozen=True)
class PolicyAnswer:
    """Open, review or blocked, why, and since when that is known. Without a rule it is review."""

    policy: Policy
    reason: Texts
    as_of: date | None

    @property
    def blocked(self) -> bool:
        return self.policy is Policy.BLOCKED


def policy_for(country: str, on: date | None = None) -> PolicyAnswer:
    """What holds for a country on a day (today)."""
    rule = queries.destination(country, on)
    if rule is None:
        return PolicyAnswer(Policy.REVIEW, NO_RULE, None)
    return PolicyAnswer(rule.policy, rule.policy_reason, rule.as_of)
