"""What became of trainees: asked once for each span, answered by a link, counted without naming."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
import time_machine

from marketplace.accounts.permissions import Role
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.pardis.outcomes import counting, jobs, services
from marketplace.pardis.outcomes.counting import By, Row
from marketplace.pardis.outcomes.models import FollowUp, Work
from marketplace.pardis.outcomes.services import Said
from marketplace.pardis.training.models import Enrolment, GroupState, LessonState, Mark
from marketplace.pardis.training.services import attending
from marketplace.pardis.training.services.attending import Marking
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_follow_up, make_group
from tests.support.jobs import run_jobs

SAID = Said(licence=True, cooperative=False, orders=True, work=Work.HOME, note="")
FORM = {"licence": "yes", "cooperative": "no", "orders": "yes", "work": "home"}


def finished(months_ago: int) -> Enrolment:
    group = make_group(sessions=1)
    one = make_enrolment(group, make_user())
    lesson = group.lessons[0]
    lesson.state = LessonState.HELD
    lesson.starts_at = now() - timedelta(days=31 * months_ago)
    lesson.ends_at = lesson.starts_at + timedelta(hours=3)
    for state in (GroupState.RUNNING, GroupState.FINISHED):
        group.state = state
    db.session.flush()
    return one


def asked(one: Enrolment) -> list[int]:
    wanted = db.select(FollowUp.months).where(FollowUp.enrolment_id == one.id)
    return sorted(db.session.scalars(wanted.order_by(FollowUp.months)))


@pytest.mark.parametrize(("months", "spans"), [(2, []), (3, [3]), (6, [6]), (12, [12]), (20, [])])
def test_she_is_asked_when_the_span_is_over_and_not_long_after(
    months: int, spans: list[int]
) -> None:
    one = finished(months)
    for _ in range(2):
        jobs.ask_what_became_of_them()
    assert asked(one) == spans


def test_the_letter_leads_to_her_form_and_her_answer_may_change(
    client_of: ClientOf, mailer: object
) -> None:
    one = finished(3)
    jobs.ask_what_became_of_them()
    run_jobs()
    (mail,) = [m for m in mailer.sent if m.subject.startswith("After")]  # type: ignore[attr-defined]
    (link,) = [word for word in mail.text.split() if "/follow-up/" in word]
    page = "/" + link.split("/", 3)[3]
    for work in ("home", "own"):
        assert client_of().post(page, data=FORM | {"work": work}).status_code == 303
    (told,) = db.session.query(FollowUp).filter_by(enrolment_id=one.id)
    assert (told.licence, told.cooperative, told.work) == (True, False, Work.OWN)


def test_after_the_window_nothing_changes(client_of: ClientOf) -> None:
    told = make_follow_up(finished(3), closes_at=now() - timedelta(days=1))
    page = f"en/follow-up/{services.token_of(told)}"
    assert client_of().post(f"/{page}", data=FORM).status_code == 410
    with pytest.raises(Conflict):
        services.answer(told, SAID, None)


def test_a_link_that_was_changed_opens_nothing(client_of: ClientOf) -> None:
    told = make_follow_up(finished(3))
    page = f"en/follow-up/{services.token_of(told)}"
    assert client_of().get(f"/{page[:-2]}xx").status_code >= 400


def test_staff_write_down_what_somebody_says_at_the_telephone(client_of: ClientOf) -> None:
    told = make_follow_up(finished(3))
    client = client_of(make_user(Role.PARDIS_STAFF))
    assert told.enrolment.trainee.name in client.get("/en/office/outcomes/follow-up").text
    client.post(f"/en/office/outcomes/follow-up/{told.id}", data=FORM)
    assert told.answered_at


def test_an_answer_that_is_not_whole_is_asked_again(client_of: ClientOf) -> None:
    told = make_follow_up(finished(3))
    page = f"en/follow-up/{services.token_of(told)}"
    answer = client_of().post(f"/{page}", data={"licence": "yes"})
    assert answer.status_code == 422


def test_figures_count_people_once_by_craft() -> None:
    group = make_group(sessions=1, capacity=5)
    people = [make_enrolment(group) for _ in range(3)]
    sheet = [Marking(people[0].id, Mark.PRESENT, 0), Marking(people[1].id, Mark.ABSENT, 0)]
    attending.mark(group.lessons[0], sheet, make_user())
    for months in (3, 6):
        services.answer(make_follow_up(people[0], months), SAID, None)
    (row,) = counting.rows(By.CRAFT, group.term_id)
    shown = {"enrolled": 3, "attended": 1, "answered": 1, "licence": 1, "working": 1}
    assert {name: row.figures[name] for name in shown} == shown


@pytest.mark.parametrize("by", By)
def test_every_way_of_counting_counts_everybody(by: By) -> None:
    group = make_group(capacity=5)
    for _ in range(3):
        make_enrolment(group)
    counted = counting.rows(by, group.term_id)
    assert sum(row.figures["enrolled"] or 0 for row in counted) == 3


def test_small_figures_are_not_shown_to_everybody() -> None:
    figures = dict.fromkeys(counting.FIGURES, 0)
    few = Row("a", figures | {"enrolled": 4})
    many = Row("b", figures | {"enrolled": 20, "passed": 18, "certified": 12, "attended": 3})
    hidden, shown = counting.for_everybody([few, many])
    assert set(hidden.figures.values()) == {None}
    assert (shown.figures["enrolled"], shown.figures["certified"]) == (20, 12)
    assert (shown.figures["passed"], shown.figures["attended"]) == (None, None)


def test_the_table_goes_out_as_csv_with_heads_in_the_language_of_the_page(
    client_of: ClientOf,
) -> None:
    group = make_group(capacity=5)
    group.course.craft.names = {"en": "=1+1", "fa": "رشته"}
    make_enrolment(group)
    address = f"/office/outcomes/report.csv?term={group.term_id}"
    client = client_of(make_user(Role.PARDIS_STAFF))
    english, persian = (client.get(f"/{lang}{address}").text for lang in ("en", "fa"))
    head, line = list(csv.reader(StringIO(english.lstrip("\ufeff"))))
    assert (head[:2], line[:2]) == (["Craft", "Enrolled"], ["'=1+1", "1"])
    assert persian.lstrip("\ufeff").startswith("رشته")


def test_the_page_for_everybody_names_nobody(client_of: ClientOf) -> None:
    one = finished(3)
    page = client_of().get("/en/courses/outcomes").text
    assert one.trainee.name not in page
    assert "Too few to be shown" in page


def test_asking_at_the_end_of_a_month_finds_the_right_day() -> None:
    one = finished(3)
    one.group.lessons[0].ends_at = now() - timedelta(days=80)
    one.group.lessons[0].starts_at = now() - timedelta(days=81)
    db.session.flush()
    jobs.ask_what_became_of_them()
    assert asked(one) == []
    with time_machine.travel(now() + timedelta(days=14), tick=False):
        jobs.ask_what_became_of_them()
    assert asked(one) == [3]
