"""Groups are laid out over the days on which the centre is open, and nobody is booked twice."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.calendars import TEHRAN, jalali
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.mail import FakeMailer
from marketplace.pardis.training import queries
from marketplace.pardis.training.calendar import hours_of, lessons_needed, pattern
from marketplace.pardis.training.models import Group, GroupState, Holiday, LessonState, Term
from marketplace.pardis.training.services import planning
from marketplace.pardis.training.services.planning import GroupPlan
from tests.factories.accounts import make_user
from tests.factories.training import (
    make_course,
    make_enrolment,
    make_group,
    make_room,
    make_term,
)
from tests.support.jobs import run_jobs

MONDAY = date(2040, 1, 2)


def plan(**given: Any) -> GroupPlan:
    defaults = {
        "trainer_id": None,
        "weekdays": (0, 2),
        "starts_on": MONDAY,
        "starts_at": time(15),
        "minutes": 180,
        "capacity": 10,
        "minimum": 6,
    }
    return GroupPlan(**{"room_id": given.pop("room", None) or make_room().id} | defaults | given)


def term() -> Term:
    return make_term(starts_on=MONDAY - timedelta(days=3), ends_on=MONDAY + timedelta(days=60))


def planned(by: User | None = None, **given: Any) -> Group:
    own = plan(**given)
    return planning.plan_group(make_course(hours=12), term(), own, by or make_user())


def test_sessions_follow_the_days_of_the_week_and_leave_holidays_out() -> None:
    holiday = Holiday(day=MONDAY + timedelta(days=2), names={}, source="test", as_of=MONDAY)
    db.session.add(holiday)
    days = [lesson.starts_at.astimezone(TEHRAN).date() for lesson in planned().lessons]
    assert days == [MONDAY + timedelta(days=n) for n in (0, 7, 9, 14)]


def test_a_course_has_as_many_sessions_as_its_hours_need() -> None:
    assert [lessons_needed(60, 180), lessons_needed(60, 170), lessons_needed(1, 60)] == [20, 22, 1]


def test_a_pattern_never_ends_on_a_closed_day() -> None:
    closed = {MONDAY, MONDAY + timedelta(days=7)}
    assert pattern(MONDAY, [0], closed, 2) == [MONDAY + timedelta(days=n) for n in (14, 21)]


def test_hours_are_those_of_tehran() -> None:
    start, end = hours_of(date(2026, 11, 28), time(15), 180)
    assert start.isoformat() == "2026-11-28T15:00:00+03:30"
    assert end - start == timedelta(hours=3)


def test_a_room_that_is_taken_is_named() -> None:
    group = planned()
    with pytest.raises(Invalid) as refused:
        planned(room=group.room_id, starts_at=time(16))
    assert refused.value.field == "room_id"
    assert group.course.names["en"] in str(refused.value.message)


def test_a_trainer_cannot_be_in_two_rooms() -> None:
    trainer = make_user(Role.TRAINER)
    planned(trainer_id=trainer.id)
    with pytest.raises(Invalid) as refused:
        planned(trainer_id=trainer.id)
    assert refused.value.field == "trainer_id"


def test_one_after_the_other_is_no_clash() -> None:
    group = planned()
    assert planned(room=group.room_id, starts_at=time(18)).lessons


def test_the_database_refuses_what_two_planners_book_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    group = planned()
    monkeypatch.setattr(queries, "clashes", lambda *_args: [])  # the other has not looked yet
    with pytest.raises(Conflict):
        planned(room=group.room_id)


def test_what_does_not_fit_into_the_term_is_said() -> None:
    with pytest.raises(Invalid) as refused:
        planning.plan_group(make_course(hours=500), term(), plan(), make_user())
    assert refused.value.field == "starts_on"


def test_a_first_day_outside_the_term_is_refused() -> None:
    with pytest.raises(Invalid):
        planned(starts_on=MONDAY - timedelta(days=10))


def test_groups_of_a_course_are_counted() -> None:
    course, whole = make_course(code="RSHX"), term()
    numbers = [planning.plan_group(course, whole, plan(), make_user()).number for _ in range(2)]
    assert numbers == [f"RSHX-{whole.year}-3-1", f"RSHX-{whole.year}-3-2"]


def test_moving_a_session_tells_who_is_enrolled(mailer: FakeMailer) -> None:
    group, learner = make_group(sessions=2), make_user()
    make_enrolment(group, learner)
    lesson = group.lessons[1]
    before = lesson.starts_at
    planning.move_lesson(
        lesson, before + timedelta(days=1), group.room_id, group.trainer_id, make_user()
    )
    run_jobs()
    assert (lesson.starts_at - before).days == 1
    assert [letter.to for letter in mailer.sent if "moved" in letter.subject] == [learner.email]


def test_a_session_moves_not_onto_another_one() -> None:
    group = make_group(sessions=2)
    first, second = group.lessons
    with pytest.raises(Invalid):
        planning.move_lesson(second, first.starts_at, group.room_id, None, make_user())


def test_a_session_that_was_held_stays_where_it_was() -> None:
    group = make_group(sessions=1)
    group.lessons[0].state = LessonState.HELD
    with pytest.raises(Conflict):
        planning.move_lesson(group.lessons[0], now(), group.room_id, None, make_user())


def test_a_group_with_too_few_people_does_not_begin() -> None:
    group = make_group(minimum=2)
    make_enrolment(group)
    with pytest.raises(Conflict):
        planning.go_on(group, GroupState.RUNNING, make_user())
    make_enrolment(group)
    planning.go_on(group, GroupState.RUNNING, make_user())
    assert group.state is GroupState.RUNNING


def test_calling_off_ends_coming_sessions_and_tells_everybody(mailer: FakeMailer) -> None:
    group = make_group(sessions=2, capacity=1)
    people = [make_user(), make_user()]
    for person in people:
        make_enrolment(group, person)
    group.lessons[0].state = LessonState.HELD
    planning.call_off(group, "The loom broke", make_user())
    run_jobs()
    assert [x.state for x in group.lessons] == [LessonState.HELD, LessonState.CANCELLED]
    told = {letter.to for letter in mailer.sent if "Called off" in letter.subject}
    assert told == {person.email for person in people}


def test_a_make_up_session_comes_last_in_number() -> None:
    group = make_group(sessions=2)
    at = now() + timedelta(days=30)
    assert planning.add_make_up(group, at, "Borders", make_user()).number == 3


def test_terms_of_a_year_follow_each_other_without_a_gap() -> None:
    terms = sorted((t for t in queries.terms() if t.year == 1405), key=lambda t: t.starts_on)
    assert len(terms) == 4
    assert terms[0].starts_on == jalali(1405, 1, 1).to_gregorian()
    for one, following in zip(terms, terms[1:], strict=False):
        assert following.starts_on - one.ends_on == timedelta(days=1)


def test_a_plan_is_a_value() -> None:
    own = plan()
    assert replace(own, capacity=3).capacity == 3
    assert datetime.combine(own.starts_on, own.starts_at).hour == 15
