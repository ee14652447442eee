"""What is written to trainees about their results."""

from marketplace.localisation.formats import format_number
from marketplace.pardis.training import letters
from marketplace.pardis.training.models import Result


def published(result: Result) -> None:
    """The result, or what it was corrected to and why."""
    user = result.enrolment.trainee.user
    locale = user.locale if user else None
    letters.send(
        result.enrolment,
        f"result:{result.id}",
        "training_result",
        passed=result.passed,
        attended=result.attended,
        attendance=format_number(result.attendance_pct, locale),
        practical=format_number(result.practical, locale),
        theory=format_number(result.theory, locale),
        reason=result.reason,
    )
