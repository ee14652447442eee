"""Marks that phones kept: each counts once, and none is written over what the phone has not seen."""

import pytest

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Enrolment, Group, LessonState, Mark, SentMark
from marketplace.pardis.training.services import joining, phones
from marketplace.pardis.training.services.phones import Outcome, PhoneMark
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_group


def sent(number: int, one: Enrolment, mark: Mark, seen: int = 0, follows: int = 0) -> PhoneMark:
    before = f"{follows:032x}" if follows else ""
    return PhoneMark(f"{number:032x}", one.id, mark, seen, before, now())


def take(group: Group, *marks: PhoneMark, by: User | None = None) -> list[Outcome]:
    answers = phones.take(group.lessons[0], marks, by or make_user())
    return [answer.outcome for answer in answers]


def stands(group: Group, one: Enrolment) -> tuple[Mark, int]:
    found = queries.attendance([group.lessons[0].id])[(group.lessons[0].id, one.id)]
    return found.mark, found.version


@pytest.fixture
def group() -> Group:
    return make_group(sessions=2)


@pytest.fixture
def one(group: Group) -> Enrolment:
    return make_enrolment(group)


def test_a_mark_is_kept_and_the_session_is_held(group: Group, one: Enrolment) -> None:
    assert take(group, sent(1, one, Mark.MEDICAL)) == [Outcome.KEPT]
    assert stands(group, one) == (Mark.MEDICAL, 1)
    assert group.lessons[0].state is LessonState.HELD


def test_a_mark_that_was_changed_elsewhere_before_it_came_again_still_counts_once(
    group: Group, one: Enrolment
) -> None:
    first = sent(1, one, Mark.PRESENT)
    take(group, first)
    take(group, sent(2, one, Mark.ABSENT, seen=1))
    assert take(group, first) == [Outcome.KEPT]
    assert stands(group, one) == (Mark.ABSENT, 2)


def test_a_phone_may_change_its_mind_before_it_hears_an_answer(
    group: Group, one: Enrolment
) -> None:
    marks = [sent(1, one, Mark.PRESENT), sent(2, one, Mark.LATE, follows=1)]
    assert take(group, *marks) == [Outcome.KEPT, Outcome.KEPT]
    assert stands(group, one) == (Mark.LATE, 2)


def test_what_another_phone_changed_is_told_and_not_overwritten(
    group: Group, one: Enrolment
) -> None:
    take(group, sent(1, one, Mark.ABSENT), by=make_user(name="Zahra"))
    (answer,) = phones.take(group.lessons[0], [sent(2, one, Mark.PRESENT)], make_user())
    assert answer.outcome is Outcome.CHANGED
    assert answer.now
    assert (answer.now.mark, answer.now.marked_by.name) == (Mark.ABSENT, "Zahra")
    assert stands(group, one) == (Mark.ABSENT, 1)


def test_the_same_mark_from_two_phones_is_no_quarrel(group: Group, one: Enrolment) -> None:
    take(group, sent(1, one, Mark.ABSENT))
    assert take(group, sent(2, one, Mark.ABSENT)) == [Outcome.KEPT]
    assert stands(group, one) == (Mark.ABSENT, 1)


def test_what_can_be_kept_is_kept_beside_what_cannot(group: Group, one: Enrolment) -> None:
    other = make_enrolment(group)
    take(group, sent(1, one, Mark.ABSENT))
    marks = [sent(2, one, Mark.PRESENT), sent(3, other, Mark.PRESENT)]
    assert take(group, *marks) == [Outcome.CHANGED, Outcome.KEPT]


def test_who_has_left_the_group_meanwhile_is_gone(group: Group, one: Enrolment) -> None:
    joining.leave(one, make_user())
    assert take(group, sent(1, one, Mark.PRESENT)) == [Outcome.GONE]


def test_a_session_to_come_takes_none(group: Group, one: Enrolment) -> None:
    with pytest.raises(Conflict):
        phones.take(group.lessons[1], [sent(1, one, Mark.PRESENT)], make_user())


@pytest.mark.parametrize("order", [(3, 0, 2), (0, 1, 2, 3), (2, 2, 1, 3)])
def test_however_often_and_in_whatever_batches_marks_come_each_is_noted_once(
    order: tuple[int, ...],
) -> None:
    group = make_group(sessions=1, capacity=4)
    marks = [sent(n + 1, make_enrolment(group), mark) for n, mark in enumerate(Mark) if n < 4]
    for number in order:
        take(group, *marks[: number + 1])
    noted = db.session.query(SentMark).filter_by(lesson_id=group.lessons[0].id).count()
    assert noted == max(order) + 1
    assert [version for _mark, version in (stands(group, one) for one in people(marks))] == [1] * 4


def people(marks: list[PhoneMark]) -> list[Enrolment]:
    return [db.session.get_one(Enrolment, mark.enrolment_id) for mark in marks]


def test_a_phone_is_told_in_words(client_of: ClientOf, group: Group, one: Enrolment) -> None:
    take(group, sent(1, one, Mark.ABSENT), by=make_user(name="Zahra"))
    line = {"name": "a" * 32, "enrolment": one.id, "mark": "late", "seen": 0, "follows": ""}
    answer = client_of(group.trainer).post(
        f"/en/office/training/sheets/{group.lessons[0].id}/marks",
        json={"marks": [line | {"at": 1_790_000_000_000}]},
    )
    (told,) = answer.json["answers"]
    assert told["outcome"] == "changed"
    assert (told["now"]["words"], told["now"]["who"]) == ("Absent", "Zahra")


@pytest.mark.parametrize(
    "said",
    [
        None,
        {"marks": []},
        {"marks": [7]},
        {"marks": [{"name": "x"}]},
        {"marks": [{"name": 5, "enrolment": 1, "mark": "late", "seen": 0, "follows": "", "at": 0}]},
        {"marks": [dict.fromkeys(("name", "enrolment", "mark", "seen", "follows", "at"), 1e300)]},
    ],
)
def test_what_is_no_mark_is_refused(client_of: ClientOf, group: Group, said: object) -> None:
    address = f"/en/office/training/sheets/{group.lessons[0].id}/marks"
    assert client_of(group.trainer).post(address, json=said).status_code == 422


def test_the_list_of_these_days_leads_to_the_sheets(client_of: ClientOf, group: Group) -> None:
    page = client_of(group.trainer).get("/en/office/training/sheets/").text
    assert f"/en/office/training/sheets/{group.lessons[0].id}" in page
