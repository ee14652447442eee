"""Sheets: kept whole, counted once, never written over what somebody has not seen."""

from datetime import timedelta

import pytest
import time_machine

from marketplace.core.errors import Conflict, NotFound
from marketplace.pardis.training import queries
from marketplace.pardis.training.assessing.queries import attended
from marketplace.pardis.training.models import Enrolment, Group, LessonState, Mark
from marketplace.pardis.training.services import attending
from marketplace.pardis.training.services.attending import MarkedElsewhere, Marking
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_group


def held() -> tuple[Group, Enrolment]:
    group = make_group(sessions=2)
    return group, make_enrolment(group)


def mark_of(group: Group, enrolment: Enrolment) -> tuple[Mark, int]:
    found = queries.attendance([group.lessons[0].id])[(group.lessons[0].id, enrolment.id)]
    return found.mark, found.version


def test_a_sheet_makes_the_session_a_held_one() -> None:
    group, one = held()
    attending.mark(group.lessons[0], [Marking(one.id, Mark.LATE, 0)], make_user())
    assert group.lessons[0].state is LessonState.HELD
    assert mark_of(group, one) == (Mark.LATE, 1)


def test_the_same_sheet_twice_counts_once() -> None:
    group, one = held()
    for _ in range(2):
        attending.mark(group.lessons[0], [Marking(one.id, Mark.PRESENT, 0)], make_user())
    assert mark_of(group, one) == (Mark.PRESENT, 1)


def test_what_somebody_else_marked_meanwhile_is_not_overwritten() -> None:
    group, one = held()
    attending.mark(group.lessons[0], [Marking(one.id, Mark.ABSENT, 0)], make_user())
    with pytest.raises(MarkedElsewhere) as other:
        attending.mark(group.lessons[0], [Marking(one.id, Mark.PRESENT, 0)], make_user())
    assert other.value.enrolment_ids == [one.id]
    assert mark_of(group, one) == (Mark.ABSENT, 1)


def test_who_has_seen_the_mark_may_change_it() -> None:
    group, one = held()
    attending.mark(group.lessons[0], [Marking(one.id, Mark.ABSENT, 0)], make_user())
    attending.mark(group.lessons[0], [Marking(one.id, Mark.EXCUSED, 1)], make_user())
    assert mark_of(group, one) == (Mark.EXCUSED, 2)


def test_a_session_to_come_has_no_sheet() -> None:
    group, one = held()
    with pytest.raises(Conflict):
        attending.mark(group.lessons[1], [Marking(one.id, Mark.PRESENT, 0)], make_user())


def test_nobody_of_another_group_is_marked() -> None:
    group, _one = held()
    stranger = make_enrolment(make_group())
    with pytest.raises(NotFound):
        attending.mark(group.lessons[0], [Marking(stranger.id, Mark.PRESENT, 0)], make_user())


def test_who_waits_is_not_marked() -> None:
    group = make_group(sessions=1, capacity=1)
    make_enrolment(group)
    waiting = make_enrolment(group)
    with pytest.raises(NotFound):
        attending.mark(group.lessons[0], [Marking(waiting.id, Mark.PRESENT, 0)], make_user())


def test_a_session_that_begins_within_the_hour_has_a_sheet() -> None:
    group, one = held()
    soon = group.lessons[1].starts_at - timedelta(minutes=50)
    with time_machine.travel(soon, tick=False):
        attending.mark(group.lessons[1], [Marking(one.id, Mark.PRESENT, 0)], make_user())
    assert group.lessons[1].state is LessonState.HELD


def test_who_was_excused_or_ill_is_not_asked_for() -> None:
    group, one = held()
    usual, other = group.lessons
    for lesson, mark in ((usual, Mark.PRESENT), (other, Mark.MEDICAL)):
        with time_machine.travel(lesson.starts_at, tick=False):
            attending.mark(lesson, [Marking(one.id, mark, 0)], make_user())
    assert attended([one.id])[one.id].share == 100
