"""How far somebody's assessment has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import lazy_gettext as _

from marketplace.pardis.training.assessing import marking, services
from marketplace.pardis.training.models import Assessment, Enrolment, PassRule, Result

OUTCOMES: Mapping[str, tuple[object, str]] = {
    "open": (_("Not assessed yet"), ""),
    "one": (_("One assessor is missing"), "wait"),
    "apart": (_("Marks far apart"), "bad"),
    "ready": (_("To be published"), "info"),
    "passed": (_("Passed"), "ok"),
    "absent": (_("Passed, but absent too often"), "wait"),
    "failed": (_("Not passed"), "bad"),
}


@dataclass(frozen=True)
class Row:
    """Somebody in the list of a group: her marks so far, her attendance, and her result."""

    enrolment: Enrolment
    given: Sequence[Assessment]
    attended: marking.Attended
    result: Result | None
    rule: PassRule

    @property
    def stage(self) -> str:
        """A key of OUTCOMES."""
        if self.result:
            return outcome_of(self.result)
        if len(self.given) < marking.ASSESSORS:
            return "one" if self.given else "open"
        return "apart" if self.is_apart else "ready"

    @property
    def is_apart(self) -> bool:
        practical = [one.practical for one in self.given]
        return marking.far_apart(self.rule, practical, [one.theory for one in self.given])

    @property
    def means(self) -> tuple[Decimal, Decimal] | None:
        """What was published, else the means so far."""
        if self.result:
            return self.result.practical, self.result.theory
        return services.means(self.given) if self.given else None

    @property
    def seen(self) -> str:
        return services.fingerprint(self.given)


def outcome_of(result: Result) -> str:
    if not result.passed:
        return "failed"
    return "passed" if result.attended else "absent"
