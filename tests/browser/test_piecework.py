"""From a kit to wages in Persian: a lead plans, a maker takes it on her phone, material is issued,
forty pieces are graded, and the run stands in the books."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.pardis.production import checking
from tests.browser.conftest import Site
from tests.browser.pages import Reader
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.factories.production import learn, make_bill, make_rates

BrowserAs = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "java_script_enabled": False}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}


@dataclass(frozen=True)
class Crew:
    """Who works together, by role, and the piece that they make."""

    people: dict[Role, User]
    sku: str


@pytest.fixture
def crew(site: Site) -> Crew:
    """A lead, a storekeeper, a manager, and a maker whose piece has a bill and rates."""
    with site.database():
        cooperative = make_cooperative()
        user, artisan = make_maker(cooperative)
        variant = make_product(cooperative=cooperative, artisan=artisan).variants[0]
        learn(artisan, variant)
        make_bill(variant)
        make_rates(variant, 90, 70, 40, 0)
        roles = Role.WORKSHOP_LEAD, Role.STOREKEEPER, Role.PARDIS_MANAGER
        return Crew({Role.ARTISAN: user} | {role: make_user(role) for role in roles}, variant.sku)


def reader(browser_as: BrowserAs, user: User, **given: object) -> Reader:
    return Reader(browser_as(user, **given).new_page(), "fa")


def plan(lead: Reader, sku: str) -> str:
    """An order of forty, offered to whose turn it is; its path."""
    lead.open("/office/workshop/orders/new")
    lead.field("Piece").select_option(sku)
    lead.field("What for").select_option("stock")
    lead.write("How many?", "۴۰")
    lead.write("Due on", "1410/01/20")
    lead.press("Plan it")
    path = lead.page.url.partition("/fa")[2]
    lead.press("Offer the work")
    lead.reads(lead.words("Waits for her answer"))
    return path


def make(lead: Reader, store: Reader, path: str) -> None:
    """The kit goes out, forty pieces come in and are graded."""
    book(store, path, "issued", "20.8")
    lead.open(path)
    lead.press("Begin the work")
    lead.write("How many pieces?", "40")
    lead.press("Take the pieces in")
    lead.page.locator("a[href*='/batches/']").first.click()
    lead.page.wait_for_load_state()
    for label, pieces in {
        "Grade A, export": "30",
        "Grade B, domestic": "7",
        "Rejected": "1",
    }.items():
        lead.write(label, pieces)
    lead.write("Grade C, poor", "2")
    lead.press("Grade the batch")
    lead.reads(lead.words("%(done)s of %(all)s pieces accepted", done="۳۹", all="۴۰"))
    for happening, amount in (("used", "20"), ("returned", "0.5"), ("wasted", "0.3")):
        book(store, path, happening, amount)
    lead.open(path)
    lead.press("Close the order")


def book(store: Reader, path: str, happening: str, amount: str) -> None:
    store.open(path)
    store.field("What happened?").select_option(happening)
    store.write("How much?", amount)
    store.press("Book the material")


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_kit_to_graded_batch_to_wages(
    site: Site, browser_as: BrowserAs, crew: Crew, device: dict[str, object]
) -> None:
    lead = reader(browser_as, crew.people[Role.WORKSHOP_LEAD], **device)
    path = plan(lead, crew.sku)
    maker = reader(browser_as, crew.people[Role.ARTISAN], **PHONE)
    maker.open("/studio/orders/")
    maker.press("I take it")
    make(lead, reader(browser_as, crew.people[Role.STOREKEEPER], **device), path)
    lead.open("/office/wages/")
    lead.press("Prepare a run")
    manager = reader(browser_as, crew.people[Role.PARDIS_MANAGER], **device)
    manager.open(lead.page.url.partition("/fa")[2])
    manager.press("Approve the run")
    maker.open("/studio/orders/")
    maker.reads("۳٬۲۷۰٬۰۰۰ تومان")
    with site.app.app_context():
        assert checking.faults() == []
