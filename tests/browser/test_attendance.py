"""The attendance sheet on a phone without a line: marks stay, outlive the browser, and count once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Lesson, Mark, SentMark
from marketplace.pardis.training.services import attending
from marketplace.pardis.training.services.attending import Marking
from tests.browser.conftest import CHROMIUM, Site, signed
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_group
from tests.support.line import Line, line_to
from tests.support.waiting import comes_to

NAMES = ("Maryam", "Somayeh", "Fatemeh")


@dataclass(frozen=True)
class Class:
    """A session that has just begun, its trainer, and who is in it."""

    lesson_id: int
    trainer_id: int
    people: tuple[int, ...]

    @property
    def path(self) -> str:
        return f"/en/office/training/sheets/{self.lesson_id}"


@pytest.fixture
def lesson(site: Site) -> Class:
    with site.database():
        group = make_group(sessions=1, capacity=3, trainer=make_user(Role.TRAINER))
        people = [make_enrolment(group) for _ in NAMES]
        for one, name in zip(people, NAMES, strict=True):
            one.trainee.name = name
        made = group.lessons[0].id, group.trainer_id or 0, tuple(one.id for one in people)
    return Class(*made)


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    with line_to(int(site.url.rpartition(":")[2])) as line:
        yield line


SHEETS = "/en/office/training/sheets/"
KEPT = """async (pages) => {
  const kept = await Promise.all(pages.map((one) => caches.match(one)));
  const workers = await navigator.serviceWorker.getRegistrations();
  return workers.some((one) => one.active) && kept.every(Boolean);
}"""


class Phone:
    """A browser whose profile lies in a folder, so that it can be ended and begun again."""

    def __init__(self, site: Site, chromium: Browser, line: Line, trainer_id: int, at: Path):
        self.site, self.driver, self.line, self.folder = site, chromium.browser_type, line, at
        with site.database():
            self.cookie = signed(site, db.session.get_one(User, trainer_id))
        self.page = self._begin()

    def _begin(self) -> Page:
        self.context: BrowserContext = self.driver.launch_persistent_context(
            self.folder,
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            base_url=f"http://127.0.0.1:{self.line.port}",
            viewport={"width": 390, "height": 844},
        )
        url = f"http://127.0.0.1:{self.line.port}"
        self.context.add_cookies([{"name": "session", "value": self.cookie, "url": url}])
        return self.context.pages[0]

    def restart(self) -> None:
        self.context.close()
        self.page = self._begin()

    def open_for_keeps(self, path: str) -> None:
        """Until it is there after the browser has ended: it writes its cache some seconds later."""
        for _ in range(20):
            self.page.goto(path)
            known_offline(self.page, path)
            self.restart()
            self.page.goto("/health/live")
            if self.page.evaluate(KEPT, ["/owner", path, SHEETS]):
                break
        self.page.goto(path)
        known_offline(self.page, path)

    def mark(self, name: str, word: str) -> None:
        self.page.get_by_role("radiogroup", name=name).get_by_role("radio", name=word).check()

    def waits(self, count: int) -> None:
        if count:
            expect(self.page.locator("[data-count]")).to_have_text(str(count))
        expect(self.page.locator("[data-sheets]")).to_be_visible(
            visible=bool(count), timeout=60_000
        )


@pytest.fixture
def phone(
    site: Site, chromium: Browser, line: Line, lesson: Class, tmp_path: Path
) -> Iterator[Phone]:
    made = Phone(site, chromium, line, lesson.trainer_id, tmp_path)
    yield made
    made.context.close()


def stands(site: Site, lesson: Class) -> list[tuple[Mark, int] | None]:
    with site.app.app_context():
        marks = queries.attendance([lesson.lesson_id])
        found = [marks.get((lesson.lesson_id, one)) for one in lesson.people]
        return [(mark.mark, mark.version) if mark else None for mark in found]


def noted(site: Site, lesson: Class) -> int:
    with site.app.app_context():
        return db.session.query(SentMark).filter_by(lesson_id=lesson.lesson_id).count()


def known_offline(page: Page, path: str) -> None:
    """Waits until the phone has kept the page, and its script, and the list, which comes last."""
    script = page.locator("script[src*=sheets]").get_attribute("src")
    for _ in range(300):
        if page.evaluate(KEPT, ["/owner", path, SHEETS, script]):
            return
        page.wait_for_timeout(100)
    raise AssertionError(path)


def test_marks_outlive_the_line_and_the_browser_and_each_counts_once(
    site: Site, phone: Phone, lesson: Class
) -> None:
    phone.open_for_keeps(lesson.path)
    phone.line.fall()
    phone.mark("Maryam", "Present")
    phone.mark("Somayeh", "Absent")
    phone.mark("Somayeh", "Sick leave")
    phone.waits(2)
    phone.restart()
    phone.page.goto(lesson.path)
    phone.waits(2)
    expect(phone.page.get_by_role("radio", name="Sick leave").nth(1)).to_be_checked()
    phone.mark("Fatemeh", "Late")
    phone.waits(3)
    assert stands(site, lesson) == [None, None, None]
    phone.line.mend()
    phone.page.reload()
    sent = [(Mark.PRESENT, 1), (Mark.MEDICAL, 2), (Mark.LATE, 1)]
    assert comes_to(phone.page, lambda: stands(site, lesson), sent)
    phone.waits(0)
    assert noted(site, lesson) == 4


def test_an_answer_that_is_lost_makes_no_second_mark(
    site: Site, phone: Phone, lesson: Class
) -> None:
    phone.page.goto(lesson.path)
    known_offline(phone.page, lesson.path)
    phone.line.cut_after(0, back=True)
    with phone.page.expect_response("**/marks"):
        phone.mark("Maryam", "Present")
    phone.waits(0)
    assert phone.line.cuts == 1
    assert stands(site, lesson)[0] == (Mark.PRESENT, 1)
    assert noted(site, lesson) == 1


def test_two_marks_for_one_person_stand_side_by_side_until_somebody_chooses(
    site: Site, phone: Phone, lesson: Class
) -> None:
    phone.page.goto(lesson.path)
    known_offline(phone.page, lesson.path)
    phone.line.fall()
    phone.mark("Maryam", "Present")
    phone.mark("Fatemeh", "Present")
    phone.waits(2)
    with site.database():
        other = make_user(name="Golnaz")
        lines = [Marking(one, Mark.ABSENT, 0) for one in (lesson.people[0], lesson.people[2])]
        attending.mark(db.session.get_one(Lesson, lesson.lesson_id), lines, other)
    phone.line.mend()
    phone.page.reload()
    first, last = (phone.page.locator(f"[data-enrolment='{n}']") for n in lesson.people[::2])
    expect(first).to_contain_text("There now: Absent, by Golnaz", timeout=60_000)
    expect(first).to_contain_text("On this phone: Present")
    assert stands(site, lesson)[0] == (Mark.ABSENT, 1)
    first.get_by_role("button", name="Mine is right").click()
    last.get_by_role("button", name="Leave it as it is there").click()
    settled = [(Mark.PRESENT, 2), None, (Mark.ABSENT, 1)]
    assert comes_to(phone.page, lambda: stands(site, lesson), settled)
    phone.waits(0)
