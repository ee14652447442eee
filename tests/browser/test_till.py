"""A shift at the counter on a tablet in Persian, with the line cut: every sale outlives the browser
and is booked once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.inventory import queries as stock
from marketplace.inventory import services as shelves
from marketplace.pardis.till import checking, queries
from marketplace.pardis.till.models import CounterSale, ShiftState
from tests.browser.conftest import CHROMIUM, Site, signed
from tests.factories.till import make_cashier, make_good, make_shift
from tests.support.line import Line, line_to
from tests.support.waiting import comes_to

KEPT = """async (pages) => {
  const kept = await Promise.all(pages.map((one) => caches.match(one)));
  const workers = await navigator.serviceWorker.getRegistrations();
  return workers.some((one) => one.active) && kept.every(Boolean);
}"""


SELL = """async (skus) => {
  const lines = document.querySelector(".slip__lines");
  const sell = document.querySelector(".slip__pay [type=submit]");
  for (const sku of skus) {
    document.querySelector(`[data-sku="${sku}"]`).click();
    for (sell.click(); lines.children.length; sell.click()) await new Promise((next) => setTimeout(next, 5));
  }
}"""
"""A click that comes while the last slip is being kept does nothing, so it is repeated."""


@dataclass(frozen=True)
class Counter:
    """An open shift with sixty of one piece, and one of another, which the shop sells too."""

    number: str
    code: str
    cashier_id: int
    many: str
    one: str
    one_id: int

    @property
    def path(self) -> str:
        return f"/fa/office/till/{self.code}/screen"


@pytest.fixture
def counter(site: Site) -> Counter:
    with site.database():
        cashier = make_cashier()
        shift = make_shift(float_=500_000, by=cashier)
        many, one = make_good(shift.till, 60), make_good(shift.till, 1)
        made = shift.number, shift.till.code, cashier.id, many.sku, one.sku, one.id
    return Counter(*made)


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    with line_to(int(site.url.rpartition(":")[2])) as line:
        yield line


class Tablet:
    """A browser whose profile lies in a folder, so that it can be ended and begun again."""

    def __init__(self, site: Site, chromium: Browser, line: Line, counter: Counter, at: Path):
        self.driver, self.line, self.counter, self.folder = chromium.browser_type, line, counter, at
        with site.database():
            self.cookie = signed(site, db.session.get_one(User, counter.cashier_id))
        self.page = self._begin()

    def _begin(self) -> Page:
        url = f"http://127.0.0.1:{self.line.port}"
        self.context: BrowserContext = self.driver.launch_persistent_context(
            self.folder,
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            base_url=url,
            viewport={"width": 1180, "height": 820},
        )
        self.context.add_cookies([{"name": "session", "value": self.cookie, "url": url}])
        return self.context.pages[0]

    def restart(self) -> None:
        self.context.close()
        self.page = self._begin()

    def known_offline(self) -> bool:
        for _ in range(300):
            if self.page.evaluate(KEPT, ["/owner", self.counter.path]):
                return True
            self.page.wait_for_timeout(100)
        return False

    def open_for_keeps(self) -> None:
        """Until it is there after the browser has ended: it writes its cache some seconds later."""
        for _ in range(20):
            self.page.goto(self.counter.path)
            assert self.known_offline()
            self.restart()
            self.page.goto("/health/live")
            if self.page.evaluate(KEPT, ["/owner", self.counter.path]):
                break
        self.page.goto(self.counter.path)
        assert self.known_offline()

    def sell(self, *skus: str) -> None:
        """One slip for each, as fast as the page takes them."""
        expect(self.page.locator(".slip__pay [type=submit]")).to_be_enabled()
        self.page.evaluate(SELL, skus)

    def waits(self, count: int) -> None:
        state = self.page.locator("[data-line-state]")
        expect(state).to_have_attribute("data-waits", str(count), timeout=60_000)


@pytest.fixture
def tablet(
    site: Site, chromium: Browser, line: Line, counter: Counter, tmp_path: Path
) -> Iterator[Tablet]:
    made = Tablet(site, chromium, line, counter, tmp_path)
    yield made
    made.context.close()


def booked(counter: Counter) -> int:
    mine = CounterSale.number.startswith(f"{counter.number}-")
    return db.session.query(CounterSale).filter(mine).count()


def close(tablet: Tablet, counter: Counter, toman: int) -> None:
    tablet.page.goto(f"/fa/office/till/shifts/{counter.number}/close")
    expect(tablet.page.locator("[name=last]")).not_to_have_value("")
    tablet.page.locator("[name=coins]").fill(str(toman))
    tablet.page.get_by_role("button", name="بستن شیفت").click()


def test_fifty_sales_without_a_line_outlive_the_browser_and_count_once_each(
    site: Site, tablet: Tablet, counter: Counter
) -> None:
    tablet.open_for_keeps()
    tablet.line.fall()
    tablet.sell(*[counter.many] * 25)
    tablet.waits(25)
    tablet.restart()
    tablet.page.goto(counter.path)
    tablet.sell(*[counter.many] * 24, counter.one)
    tablet.waits(50)
    with site.database():
        shelves.reserve(f"faster {counter.number}", {counter.one_id: 1}, now() + timedelta(days=1))
        assert booked(counter) == 0
    tablet.line.mend()
    tablet.page.reload()
    with site.app.app_context():
        assert comes_to(tablet.page, lambda: booked(counter), 50)
    tablet.waits(0)
    with site.app.app_context():
        assert counter.one in {line.variant.sku for line in queries.conflicts()}
        assert stock.drift() == []
        assert checking.faults() == []
    close(tablet, counter, 500_000 + 50 * 900_000)
    expect(tablet.page.locator("main")).to_contain_text("بسته")
    with site.app.app_context():
        assert queries.shift(counter.number).state is ShiftState.CLOSED


def test_a_slip_that_is_refused_comes_back_and_leaves_no_gap(
    site: Site, tablet: Tablet, counter: Counter
) -> None:
    tablet.page.goto(counter.path)
    expect(tablet.page.get_by_role("button", name="فروش", exact=True)).to_be_enabled()
    with site.database():
        shelves.reserve(f"faster {counter.number}", {counter.one_id: 1}, now() + timedelta(days=1))
    tablet.page.locator(f"[data-sku='{counter.one}']").click()
    tablet.page.get_by_role("button", name="فروش", exact=True).click()
    expect(tablet.page.locator("[data-said]")).to_contain_text("زودتر", timeout=20_000)
    expect(tablet.page.locator(".slip__lines > li")).to_have_count(1)
    tablet.page.locator("[data-drop]").click()
    tablet.sell(counter.many)
    tablet.waits(0)
    close(tablet, counter, 500_000 + 900_000)
    expect(tablet.page.locator("main")).to_contain_text("بسته")
