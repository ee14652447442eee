"""Marks, means and results: open until published, corrected by another row, kept by the database."""

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.pardis.training.assessing import marking, queries, services
from marketplace.pardis.training.assessing.marking import Attended
from marketplace.pardis.training.assessing.services import ChangedMeanwhile, Correction, Marks
from marketplace.pardis.training.models import (
    Course,
    Enrolment,
    GroupState,
    Lesson,
    LessonState,
    Mark,
    PassRule,
    Result,
)
from marketplace.pardis.training.services import courses
from marketplace.pardis.training.services.courses import CourseDetails, RuleDetails
from tests.factories.accounts import make_user
from tests.factories.training import (
    attend,
    give_marks,
    make_enrolment,
    make_graduate,
    make_group,
    publish,
)

RULE = PassRule(**vars(RuleDetails()))
MARK = st.integers(0, 100)


def learner(sessions: int = 4) -> Enrolment:
    return make_enrolment(make_group(sessions=sessions, state=GroupState.RUNNING))


def correction(result: Result, practical: int = 60, seen: str = "") -> Result:
    to = Correction(Decimal(practical), Decimal(70), "Counted wrongly.", seen or str(result.id))
    return services.correct(result.enrolment_id, to, make_user(Role.PARDIS_STAFF))


@pytest.mark.parametrize(
    ("practical", "theory", "total", "passed"),
    [(70, 50, "65.00", True), (69, 100, "76.75", False), (100, 49, "87.25", False)],
)
def test_each_part_has_its_least_mark(
    practical: int, theory: int, total: str, passed: bool
) -> None:
    found = marking.outcome(RULE, Decimal(practical), Decimal(theory))
    assert (found.total, found.passed) == (Decimal(total), passed)


@given(st.lists(MARK, min_size=1, max_size=4), st.lists(MARK, min_size=1, max_size=4))
def test_the_whole_lies_between_its_parts(practical: list[int], theory: list[int]) -> None:
    found = marking.outcome(RULE, marking.mean(practical), marking.mean(theory))
    assert min(found.practical, found.theory) <= found.total <= max(found.practical, found.theory)
    assert min(practical) <= found.practical <= max(practical)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_share_is_a_percentage_and_presence_never_lowers_it(there: int, asked: int) -> None:
    share, more = Attended(there, asked).share, Attended(there + 1, asked).share
    assert (share is None) == (asked == 0)
    assert 0 <= (share or 0) <= (more or 0) <= 100


def test_a_make_up_session_makes_good_and_is_held_against_nobody() -> None:
    one = learner(4)
    attend(one, Mark.PRESENT, Mark.LATE, Mark.ABSENT, Mark.EXCUSED)
    add_make_up(one)
    assert queries.attended([one.id])[one.id] == Attended(2, 3)
    attend(one, Mark.PRESENT, Mark.LATE, Mark.ABSENT, Mark.EXCUSED, Mark.PRESENT)
    assert queries.attended([one.id])[one.id].share == 100


def add_make_up(one: Enrolment) -> None:
    start = one.group.lessons[-1].ends_at + timedelta(days=1)
    hours = {"starts_at": start, "ends_at": start + timedelta(hours=3)}
    made = Lesson(number=9, room=one.group.room, makes_up=True, **hours)
    one.group.lessons.append(made)
    db.session.flush()
    made.state = LessonState.HELD


def test_two_assessors_give_marks_and_the_mean_counts() -> None:
    one = make_graduate(published=False)
    result = publish(one)
    assert (result.practical, result.theory, result.total) == (88, 76, 85)
    assert (result.passed, result.attended, result.attendance_pct) == (True, True, 100)


def test_one_assessor_is_too_few() -> None:
    group = make_group(sessions=1, state=GroupState.RUNNING)
    one = make_enrolment(group)
    give_marks(one, make_user(Role.TRAINER), 80, 80)
    group.state = GroupState.FINISHED
    with pytest.raises(Conflict, match="two"):
        publish(one)


def test_marks_far_apart_are_flagged() -> None:
    assert not marking.far_apart(RULE, [60, 80], [50, 50])
    assert marking.far_apart(RULE, [60, 81], [50, 50])


def test_nothing_is_published_while_a_group_is_being_held() -> None:
    one = learner()
    for _ in range(2):
        give_marks(one, make_user(Role.TRAINER), 80, 80)
    with pytest.raises(Conflict, match="ended"):
        publish(one)


def test_marks_over_others_of_hers_that_she_has_not_seen_are_refused() -> None:
    one, by = learner(), make_user(Role.TRAINER)
    services.give_marks(one, Marks(80, 80, "", 0), by)
    assert services.give_marks(one, Marks(80, 80, "", 0), by).version == 1
    with pytest.raises(ChangedMeanwhile):
        services.give_marks(one, Marks(70, 80, "", 0), by)
    assert services.give_marks(one, Marks(70, 80, "", 1), by).version == 2


def test_marks_that_the_coordinator_has_not_seen_are_not_published() -> None:
    one = make_graduate(published=False)
    with pytest.raises(ChangedMeanwhile):
        services.publish(one.group, {one.id: "1.1,2.1"}, make_user())
    assert queries.result_of(one.id) is None


def test_publishing_twice_publishes_once() -> None:
    one = make_graduate()
    assert services.publish(one.group, {one.id: ""}, make_user()) == []
    assert len(queries.history(one.id)) == 1


def test_marks_are_fixed_once_the_result_is_published() -> None:
    one = make_graduate()
    with pytest.raises(Conflict, match="published"):
        give_marks(one, make_user(Role.TRAINER), 10, 10)


@pytest.mark.parametrize(
    "statement",
    [
        "update results set practical = 100",
        "delete from results",
        "update assessments set practical = 100",
        "delete from assessments",
        "insert into assessments (enrolment_id, assessor_id, practical, theory, notes, version)"
        " select enrolment_id, max(assessor_id) + 1, 1, 1, '', 1 from assessments group by 1",
        "update pass_rules set practical_least = 1",
    ],
)
def test_the_database_itself_keeps_what_was_published(statement: str) -> None:
    make_graduate()
    with pytest.raises(IntegrityError, match="append-only|published"):
        db.session.execute(db.text(statement))


def test_a_correction_is_another_row_with_a_reason() -> None:
    first = queries.result_of(make_graduate().id)
    assert first
    second = correction(first)
    assert (second.passed, second.corrects_id) == (False, first.id)
    assert [one.id for one in queries.history(first.enrolment_id)] == [second.id, first.id]
    assert queries.result_of(first.enrolment_id) is second


def test_a_correction_of_what_counts_no_more_is_refused() -> None:
    first = queries.result_of(make_graduate().id)
    assert first
    correction(first)
    with pytest.raises(ChangedMeanwhile):
        correction(first, practical=90)


def test_who_was_absent_too_often_passes_without_earning_a_certificate() -> None:
    group = make_group(sessions=4, state=GroupState.RUNNING)
    one = make_enrolment(group)
    attend(one, Mark.PRESENT, Mark.PRESENT, Mark.PRESENT, Mark.ABSENT)
    for _ in range(2):
        give_marks(one, make_user(Role.TRAINER), 80, 80)
    group.state = GroupState.FINISHED
    result = publish(one)
    assert (result.passed, result.attended, result.earns_certificate) == (True, False, False)


def test_her_trainer_is_not_named_as_second_assessor() -> None:
    group = make_group()
    assert group.trainer
    with pytest.raises(Invalid):
        services.name_assessor(group, group.trainer, make_user())


def revised(course: Course, **given: int) -> PassRule:
    wanted = replace(courses.rule_of(course), **given)
    details = {f.name: getattr(course, f.name, "") for f in fields(CourseDetails)}
    courses.revise(course, CourseDetails(**details | {"rule": wanted}), course.version, make_user())
    return course.rule


def test_a_changed_rule_holds_for_groups_that_begin_from_today_on() -> None:
    group = make_group()
    group.starts_on -= timedelta(days=3)
    old, version = group.rule, group.course.version
    new = revised(group.course, practical_least=60)
    assert group.course.version == version + 1
    later = make_group(course=group.course)
    assert (group.rule, later.rule) == (old, new)
    assert revised(group.course, practical_least=60) is new
