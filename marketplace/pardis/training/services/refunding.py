"""How much of a fee goes back, by the table that held on the day it was asked for."""

from collections.abc import Sequence

from marketplace.core.calendars import TEHRAN
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.models import Fee, LessonState, RefundRule, RefundWhen
from marketplace.pardis.training.queries import fees as found


def percent_back(fee: Fee, *, called_off: bool) -> int:
    """Whole per cent of what she was asked for."""
    rules = found.refund_rules(fee.created_at.astimezone(TEHRAN).date())
    if called_off:
        return _best(rules, RefundWhen.CANCELLED, 0)
    lessons = fee.enrolment.group.lessons
    held = sum(lesson.state is LessonState.HELD for lesson in lessons)
    first = min((lesson.starts_at for lesson in lessons), default=None)
    day = first.astimezone(TEHRAN).date() if first else fee.enrolment.group.starts_on
    days = (day - today_in_tehran()).days
    if held == 0 and days >= 0:
        return _best(rules, RefundWhen.BEFORE, days)
    return _best(rules, RefundWhen.AFTER, held)


def _best(rules: Sequence[RefundRule], happens: RefundWhen, figure: int) -> int:
    """The most that some rule gives for this figure; nothing where none does."""
    here = [rule for rule in rules if rule.happens is happens]
    if happens is RefundWhen.AFTER:
        fitting = [rule.percent for rule in here if figure <= rule.bound]
    else:
        fitting = [rule.percent for rule in here if figure >= rule.bound]
    return max(fitting, default=0)
