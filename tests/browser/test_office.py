"""A day at a desk: a view that is saved, columns that are chosen, and the keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from marketplace.accounts.models import User
from tests.browser.conftest import Site
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_staff
from tests.factories.inventory import make_stock

BrowserAs = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def manager(site: Site) -> User:
    with site.database():
        item = make_stock(make_product().variants[0])
        make_stock(make_product(cooperative=item.location.cooperative).variants[0])
        return make_staff(item.location.cooperative)


@pytest.fixture
def page(browser_as: BrowserAs, manager: User) -> Page:
    return browser_as(manager).new_page()


def test_a_view_is_saved_and_opens_the_table(page: Page) -> None:
    page.goto("/fa/office/stock/?condition=sellable")
    page.get_by_text("ستون‌ها، نماها و فایل‌ها").click()
    page.locator("input[value='held']").uncheck()
    page.get_by_role("button", name="نمایش این ستون‌ها").click()
    expect(page.locator("thead")).not_to_contain_text("نگه")
    page.get_by_text("ستون‌ها، نماها و فایل‌ها").click()
    page.get_by_role("link", name="ذخیره به‌عنوان نما").click()
    page.locator("#name").fill("روی میز")
    page.get_by_label("جدول با همین نما باز شود").check()
    page.get_by_role("button", name="ذخیرهٔ نما").click()
    page.goto("/fa/office/stock/")
    expect(page.get_by_role("link", name="روی میز")).to_have_attribute("aria-current", "page")
    expect(page.locator("#condition")).to_have_value("sellable")
    page.get_by_label("انتخاب همه").check()
    expect(page.locator("input[name='row']:checked")).to_have_count(2)


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_keys_lead_on_and_leave_fields_alone(page: Page, lang: str) -> None:
    page.goto(f"/{lang}/office/stock/?saved=0")
    dialog = page.locator("[data-keys]")
    page.locator("#q").press("?")
    expect(page.locator("#q")).to_have_value("?")
    expect(dialog).to_be_hidden()
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.querySelector('[data-keys]').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("o")
    page.wait_for_url(f"**/{lang}/office/orders")


def test_keys_can_be_silenced(page: Page) -> None:
    page.goto("/en/office/")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.locator("[data-keys-on]").uncheck()
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("[data-keys]")).to_be_hidden()
