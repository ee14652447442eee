"""An exhibition on a tablet in Persian, from the load list to the last piece that is home."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from marketplace.accounts.permissions import Role
from marketplace.inventory import queries as stock
from marketplace.pardis.till import checking, queries
from tests.browser.conftest import Site
from tests.factories.accounts import make_user
from tests.factories.till import make_good, make_till

UPRIGHT = {"width": 820, "height": 1180}


@dataclass(frozen=True)
class Showroom:
    """A place of the centre with three of one piece, at 900,000 toman each."""

    place_id: int
    sku: str


@pytest.fixture
def showroom(site: Site) -> Showroom:
    with site.database():
        till = make_till()
        return Showroom(till.location_id, make_good(till, 3, 900_000).sku)


@pytest.fixture
def tablet(site: Site, browser_as: Callable[..., BrowserContext]) -> Page:
    with site.database():
        manager = make_user(Role.PARDIS_MANAGER)
    return browser_as(manager, viewport=UPRIGHT).new_page()


def load(page: Page, showroom: Showroom) -> None:
    """Scan two pieces onto the list."""
    page.goto(f"/fa/office/till/exhibitions/new?place={showroom.place_id}")
    page.locator("#scan").fill("ABC-0000")
    page.locator("#scan").press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("ABC-0000 اینجا نیست")
    for _ in range(2):
        page.locator("#scan").fill(showroom.sku.lower())
        page.locator("#scan").press("Enter")
    expect(page.locator("[data-packed]")).to_have_text("۲")
    fair = {"name_fa": "بازارچه", "name_en": "Fair", "borrower": "بنیاد", "ends_on": "۱۵۰۰/۰۱/۰۱"}
    for name, typed in fair.items():
        page.locator(f"[name={name}]").fill(typed)
    page.get_by_role("button", name="راهی نمایشگاه شود").click()


def sell_one(page: Page, showroom: Showroom) -> None:
    page.locator("[name=float]").fill("0")
    page.get_by_role("button", name="باز کردن شیفت").click()
    page.locator("#scan").fill(showroom.sku)
    page.locator("#scan").press("Enter")
    page.get_by_role("button", name="فروش", exact=True).click()
    expect(page.locator("[data-receipt]")).to_be_visible()


def close_and_count(page: Page, there: str) -> None:
    page.goto(there)
    page.get_by_role("link", name="شمارش و بستن").click()
    page.locator("[name=coins]").fill("۹۰۰۰۰۰")
    page.get_by_role("button", name="بستن شیفت").click()
    page.goto(f"{there}/back")
    page.locator("[name=lines-0-pieces]").fill("۱")
    page.get_by_role("button", name="همه به خانه رسید").click()


def test_what_was_scanned_onto_the_list_is_sold_counted_and_home(
    site: Site, tablet: Page, showroom: Showroom
) -> None:
    load(tablet, showroom)
    there = tablet.url
    sell_one(tablet, showroom)
    close_and_count(tablet, there)
    expect(tablet.locator("[aria-current=step]")).to_have_text("تسویه شد")
    with site.app.app_context():
        held = queries.exhibition(there.rpartition("/")[2])
        assert [(one.sold, one.line.came) for one in queries.load_of(held)] == [(1, 1)]
        assert checking.faults() == stock.drift() == []
