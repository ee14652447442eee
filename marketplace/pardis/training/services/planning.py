"""Planning groups and their sessions. Two planners at once cannot book a room or a trainer twice:
the database refuses the second."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.localisation.formats import format_moment
from marketplace.localisation.languages import local_text
from marketplace.pardis.training import letters, queries
from marketplace.pardis.training.calendar import Hours, hours_of, lessons_needed, pattern
from marketplace.pardis.training.models import (
    Course,
    Enrolment,
    EnrolmentState,
    Group,
    GroupState,
    Lesson,
    LessonState,
    Season,
    Term,
)
from marketplace.pardis.training.queries.fees import to_earn
from marketplace.pardis.training.services import fees

LEAST_FILLED = 60
"""Whole per cent of the seats without which a group is not held."""
LONGEST_PLAN = timedelta(days=400)


@dataclass(frozen=True)
class GroupPlan:
    """How a course is to be held. `weekdays` count from Monday, which is 0."""

    room_id: int
    trainer_id: int | None
    weekdays: Sequence[int]
    starts_on: date
    starts_at: time
    minutes: int
    capacity: int
    minimum: int


def plan_group(course: Course, term: Term, plan: GroupPlan, by: User) -> Group:
    """A group with all its sessions, holidays left out. The course is locked by the caller."""
    hours = _hours(course, term, plan)
    _refuse_clashes(hours, plan.room_id, plan.trainer_id)
    group = Group(
        course=course,
        term=term,
        number=_number(course, term),
        **{**vars(plan), "weekdays": sorted(plan.weekdays)},
    )
    group.lessons = [
        Lesson(
            number=number,
            starts_at=start,
            ends_at=end,
            room_id=plan.room_id,
            trainer_id=plan.trainer_id,
        )
        for number, (start, end) in enumerate(hours, 1)
    ]
    db.session.add(group)
    _save_hours()
    audit.record(by, "training_group.planned", group, after={"sessions": len(hours)})
    return group


def move_lesson(
    lesson: Lesson, starts_at: datetime, room_id: int, trainer_id: int | None, by: User
) -> None:
    """To another hour, room or trainer; whoever is enrolled is told."""
    if lesson.state is not LessonState.PLANNED:
        raise Conflict(_("This session has been held or called off already."))
    before = lesson.starts_at
    ends_at = starts_at + (lesson.ends_at - lesson.starts_at)
    _refuse_clashes([(starts_at, ends_at)], room_id, trainer_id, lesson.id)
    lesson.starts_at, lesson.ends_at = starts_at, ends_at
    lesson.room_id, lesson.trainer_id = room_id, trainer_id
    _save_hours()
    audit.record(
        by,
        "training_session.moved",
        lesson.group,
        before={"at": before.isoformat()},
        after={"at": starts_at.isoformat(), "session": lesson.number},
    )
    for enrolment in _enrolled(lesson.group):
        letters.moved(enrolment, lesson, before)


def add_make_up(group: Group, starts_at: datetime, topic: str, by: User) -> Lesson:
    """One more session, for those who missed one."""
    _refuse_ended(group)
    hours = (starts_at, starts_at + timedelta(minutes=group.minutes))
    _refuse_clashes([hours], group.room_id, group.trainer_id)
    lesson = Lesson(
        group=group,
        number=max((lesson.number for lesson in group.lessons), default=0) + 1,
        starts_at=hours[0],
        ends_at=hours[1],
        room_id=group.room_id,
        trainer_id=group.trainer_id,
        topic=topic,
        makes_up=True,
    )
    db.session.add(lesson)
    _save_hours()
    audit.record(by, "training_session.added", group, after={"at": starts_at.isoformat()})
    for enrolment in _enrolled(group):
        letters.added(enrolment, lesson)
    return lesson


def go_on(group: Group, to: GroupState, by: User) -> None:
    """Open it for sign-up, begin, or end it."""
    if group.state is to:
        return
    if to is GroupState.RUNNING and len(_enrolled(group)) < group.minimum:
        raise Conflict(_("Fewer are enrolled than the group needs. Wait, or call the group off."))
    group.state = to
    if to is GroupState.RUNNING:
        db.session.flush()
        for fee in to_earn(group.id):
            fees.earn(fee)
    audit.record(by, f"training_group.{to.value}", group)


def decide(group: Group) -> bool:
    """On the day of decision, once: a group with too few people is called off. Whether it is held.
    The group is locked by the caller."""
    if group.decided_at or group.state is not GroupState.OPEN:
        return group.state is not GroupState.CANCELLED
    group.decided_at = now()
    if len(_enrolled(group)) * 100 >= group.capacity * LEAST_FILLED:
        db.session.flush()
        return True
    call_off(group, lazy_gettext("Too few people have enrolled."), None)
    return False


def call_off(group: Group, reason: object, by: User | None) -> None:
    """The group is not held, or held no longer: coming sessions fall out, everybody is told."""
    if group.state is GroupState.CANCELLED:
        return
    _refuse_ended(group)
    group.state = GroupState.CANCELLED
    for lesson in group.lessons:
        if lesson.state is LessonState.PLANNED:
            lesson.state = LessonState.CANCELLED
    for enrolment in queries.enrolments(group.id):
        with force_locale(enrolment.trainee.user.locale if enrolment.trainee.user else "fa"):
            letters.called_off(enrolment, str(reason))
        fees.end(enrolment, called_off=True, by=by)
    audit.record(by, "training_group.cancelled", group, after={"reason": str(reason)})


def _hours(course: Course, term: Term, plan: GroupPlan) -> list[Hours]:
    if not term.starts_on <= plan.starts_on <= term.ends_on:
        raise Invalid(_("This day lies outside the term."), field="starts_on")
    closed = queries.holidays(plan.starts_on, plan.starts_on + LONGEST_PLAN)
    count = lessons_needed(course.hours, plan.minutes)
    days = pattern(plan.starts_on, plan.weekdays, closed, count)
    if days[-1] > term.ends_on:
        fitting = sum(day <= term.ends_on for day in days)
        raise Invalid(
            _(
                "Only %(fitting)s of %(count)s sessions fit into the term. Take more days of the"
                " week or longer sessions.",
                fitting=fitting,
                count=count,
            ),
            field="starts_on",
        )
    return [hours_of(day, plan.starts_at, plan.minutes) for day in days]


def _refuse_clashes(
    hours: Collection[Hours], room_id: int, trainer_id: int | None, except_id: int | None = None
) -> None:
    found = next(iter(queries.clashes(hours, room_id, trainer_id, except_id)), None)
    if found is None:
        return
    field = "room_id" if found.room_id == room_id else "trainer_id"
    raise Invalid(
        _(
            "Taken: %(course)s, session %(number)s, %(at)s.",
            course=local_text(found.group.course.names),
            number=found.number,
            at=format_moment(found.starts_at),
        ),
        field=field,
    )


def _save_hours() -> None:
    """Written at once, so that the database can refuse what somebody booked meanwhile."""
    try:
        with db.session.begin_nested():
            db.session.flush()
    except IntegrityError:
        raise Conflict(
            _("Somebody has just booked the room or the trainer at one of these hours.")
        ) from None


def _refuse_ended(group: Group) -> None:
    if group.is_over:
        raise Conflict(_("This group is over."))


def _enrolled(group: Group) -> list[Enrolment]:
    found = queries.enrolments(group.id)
    return [one for one in found if one.state is EnrolmentState.ENROLLED]


def _number(course: Course, term: Term) -> str:
    """RSH1-1405-3-2: the second group of the course in the third season of the year."""
    season = list(Season).index(term.season) + 1
    start = f"{course.code}-{term.year}-{season}-"
    return f"{start}{queries.count_of_groups(course.id, term.id) + 1}"
