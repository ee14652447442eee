"""A course in Persian: opened at a desk, joined by two phones that want its last seat, held, marked
and assessed on a third, and proved by its certificate."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.pardis.training.models import Group, GroupState
from tests.browser.conftest import Site
from tests.browser.pages import Reader
from tests.factories.accounts import make_user
from tests.factories.training import make_group

BrowserAs = Callable[..., BrowserContext]
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "java_script_enabled": False}


@pytest.fixture
def number(site: Site) -> str:
    """Of a planned group with one seat, whose first session has just begun."""
    with site.database():
        return make_group(sessions=2, capacity=1, state=GroupState.PLANNED).number


def reader(browser_as: BrowserAs, user: User, **given: object) -> Reader:
    return Reader(browser_as(user, **given).new_page(), "fa")


def race(learners: dict[str, Reader], number: str) -> tuple[str, str]:
    """All fill the form in, and then press at the same moment; who has the seat, and who waits."""
    for name, learner in learners.items():
        learner.open(f"/courses/groups/{number}/join")
        learner.write("First and family name", name)
        learner.write("Telephone", "۰۹۱۱ ۱۲۳ ۴۵۶۷")
    for learner in learners.values():
        learner.page.locator("main form button[type=submit]").last.click(no_wait_after=True)
    seated, waits = [], []
    for name, learner in learners.items():
        learner.page.wait_for_url("**/account/courses")
        main = learner.page.locator("main").inner_text()
        (seated if learner.words("You have a seat.") in main else waits).append(name)
    (first,), (second,) = seated, waits
    learners[second].reads(learners[second].words("On the waiting list"))
    return first, second


def mark(sheet: Reader, number: str, name: str) -> None:
    sheet.open(f"/office/training/groups/{number}")
    sheet.follow("Mark who is there")
    sheet.page.get_by_role("radio", name=sheet.words("Late")).check()
    sheet.press("Save the session")
    row = sheet.page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("۱۰۰")


def assess(assessor: Reader, number: str, name: str) -> None:
    assessor.open(f"/office/assessments/{number}")
    assessor.page.get_by_role("link", name=name).click()
    assessor.write("Practical part, of 100", "۸۸")
    assessor.write("Theory, of 100", "۷۶")
    assessor.press("Save the marks")


def prove(holder: Reader, name: str) -> None:
    holder.open("/account/certificates")
    holder.follow("Page that proves it")
    holder.reads(holder.words("This certificate is valid"))
    holder.reads(name)


def give_out(desk: Reader, trainer: Reader, number: str, name: str) -> None:
    """Assess by two, end the group, publish what they found, and give out what was earned."""
    for assessor in (trainer, desk):
        assess(assessor, number, name)
    desk.open(f"/office/training/groups/{number}")
    desk.press("End the group")
    desk.open(f"/office/assessments/{number}")
    desk.press("Publish the chosen results")
    desk.open(f"/office/certificates/groups/{number}")
    desk.press("Give out the chosen certificates")


def test_from_an_open_group_to_a_verified_certificate(
    site: Site, browser_as: BrowserAs, number: str
) -> None:
    with site.database():
        trainer_id = db.session.query(Group).filter_by(number=number).one().trainer_id
        people = [make_user(Role.PARDIS_STAFF), make_user(), make_user()]
        trainer = db.session.get_one(User, trainer_id)
    desk = reader(browser_as, people[0], **TABLET)
    desk.open(f"/office/training/groups/{number}")
    desk.press("Open for sign-up")
    names = zip(["مریم شعبانی", "سمیه رضایی"], people[1:], strict=True)
    learners = {name: reader(browser_as, person, **PHONE) for name, person in names}
    first, name = race(learners, number)
    learners[first].press("I am not coming")
    second = learners[name]
    second.open("/account/courses")
    second.press("Take the seat")
    second.reads(second.words("Enrolled"))
    desk.open(f"/office/training/groups/{number}")
    desk.press("Begin")
    sheet = reader(browser_as, trainer, **PHONE)
    mark(sheet, number, name)
    give_out(desk, sheet, number, name)
    prove(second, name)
