"""What levels, seasons, states and marks are called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from marketplace.pardis.training.models import (
    EnrolmentState,
    FeeState,
    GroupState,
    LessonState,
    Level,
    Mark,
    Season,
    Sex,
)

LEVELS: Mapping[Level, object] = {
    Level.INTRODUCTORY: _("Introductory"),
    Level.ADVANCED: _("Advanced"),
    Level.WORKSHOP: _("Short workshop"),
    Level.TRAINER: _("For trainers"),
}
SEASONS: Mapping[Season, object] = {
    Season.SPRING: _("Spring"),
    Season.SUMMER: _("Summer"),
    Season.AUTUMN: _("Autumn"),
    Season.WINTER: _("Winter"),
}
WEEKDAYS: Mapping[int, object] = {
    5: _("Saturday"),
    6: _("Sunday"),
    0: _("Monday"),
    1: _("Tuesday"),
    2: _("Wednesday"),
    3: _("Thursday"),
    4: _("Friday"),
}
"""From Saturday, as the Iranian week goes; Monday is 0."""
SEXES: Mapping[Sex, object] = {Sex.WOMAN: _("Woman"), Sex.MAN: _("Man")}
GROUP_STATES: Mapping[GroupState, tuple[object, str]] = {
    GroupState.PLANNED: (_("In planning"), ""),
    GroupState.OPEN: (_("Sign-up open"), "wait"),
    GroupState.RUNNING: (_("Being held"), "ok"),
    GroupState.FINISHED: (_("Ended"), "info"),
    GroupState.CANCELLED: (_("Called off"), "bad"),
}
LESSON_STATES: Mapping[LessonState, tuple[object, str]] = {
    LessonState.PLANNED: (_("Planned"), ""),
    LessonState.HELD: (_("Took place"), "ok"),
    LessonState.CANCELLED: (_("Called off"), "bad"),
}
ENROLMENT_STATES: Mapping[EnrolmentState, tuple[object, str]] = {
    EnrolmentState.WAITLISTED: (_("On the waiting list"), "wait"),
    EnrolmentState.OFFERED: (_("A seat is offered"), "lotus"),
    EnrolmentState.ENROLLED: (_("Enrolled"), "ok"),
    EnrolmentState.WITHDRAWN: (_("Withdrawn"), ""),
}
MARKS: Mapping[Mark, tuple[object, object, str]] = {
    Mark.PRESENT: (_("Present"), _("P"), "p"),
    Mark.ABSENT: (_("Absent"), _("A"), "a"),
    Mark.EXCUSED: (_("Excused"), _("E"), "e"),
    Mark.LATE: (_("Late"), _("L"), "l"),
    Mark.MEDICAL: (_("Sick leave"), _("S"), "m"),
}
"""In words, as one letter, and the colour of the letter."""
FEE_STATES: Mapping[FeeState, tuple[object, str]] = {
    FeeState.OWED: (_("Not paid yet"), "wait"),
    FeeState.PAID: (_("Paid"), "ok"),
    FeeState.FREE: (_("Scholarship"), "lotus"),
    FeeState.LAPSED: (_("Not paid in time"), "bad"),
    FeeState.ENDED: (_("Ended"), ""),
}
