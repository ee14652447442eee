"""The page of a group, which several forms come back to."""

from collections.abc import Sequence

from flask import current_app, render_template

from marketplace.accounts.access import me
from marketplace.accounts.permissions import Permission
from marketplace.pardis.training import queries
from marketplace.pardis.training.assessing import queries as results
from marketplace.pardis.training.forms import CallOffForm, MakeUpForm, term_name
from marketplace.pardis.training.models import Enrolment, EnrolmentState, Group, LessonState
from marketplace.pardis.training.words import (
    ENROLMENT_STATES,
    GROUP_STATES,
    LESSON_STATES,
    LEVELS,
    MARKS,
    SEXES,
    WEEKDAYS,
)

WORDS = {
    "enrolment_states": ENROLMENT_STATES,
    "group_states": GROUP_STATES,
    "lesson_states": LESSON_STATES,
    "levels": LEVELS,
    "marks": MARKS,
    "sexes": SEXES,
    "term_name": term_name,
    "weekdays": WEEKDAYS,
}


def group_page(
    number: str, *, call_off: CallOffForm | None = None, make_up: MakeUpForm | None = None
) -> str:
    group = queries.group(number, me())
    people = queries.enrolments(group.id)
    return render_template(
        "training/group.html",
        group=group,
        enrolled=[one for one in people if one.state is EnrolmentState.ENROLLED],
        queue=[one for one in people if one.state is not EnrolmentState.ENROLLED],
        call_off=call_off or CallOffForm(formdata=None),
        make_up=make_up or MakeUpForm(formdata=None),
        may_manage=me().may(Permission.TRAINING_MANAGE),
        may_assess=me().may(Permission.ASSESS),
        may_mark=me().may(Permission.ATTENDANCE_MARK),
        shares=_shares(people),
        work=current_app.extensions["group_work"](group.id),
        may_see_work=me().may(Permission.PRODUCTION_READ),
        **_attendance(group),
        **WORDS,
    )


def _attendance(group: Group) -> dict[str, object]:
    """What was marked so far, and the session whose turn it is."""
    held = [lesson for lesson in group.lessons if lesson.state is LessonState.HELD]
    marks = queries.attendance([lesson.id for lesson in held])
    planned = (lesson for lesson in group.lessons if lesson.state is LessonState.PLANNED)
    return {"held": held, "attended": marks, "next_lesson": next(planned, None)}


def _shares(people: Sequence[Enrolment]) -> dict[int, int | None]:
    """Each person's part of the sessions held, in whole per cent."""
    found = results.attended([one.id for one in people])
    return {enrolment_id: attended.share for enrolment_id, attended in found.items()}
