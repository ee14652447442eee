"""Paying by card, from the review to the paid order, over the company's own page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import db
from marketplace.orders.models import Order, OrderState
from tests.browser.conftest import Site
from tests.browser.looks import faults_of, watch
from tests.browser.pages import Reader
from tests.factories.accounts import make_user
from tests.factories.fulfilment import make_treasurer
from tests.factories.orders import make_piece, make_seller
from tests.support.jobs import run_jobs
from tests.support.stripe import FakeStripe, running
from tests.support.stripe.shop import card_settings, make_card_basket, permit_cards

BrowserAs = Callable[..., BrowserContext]
WAYS = [
    ("en", {"viewport": {"width": 1440, "height": 900}}),
    ("fa", {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}),
]
IDS = ["en on a desktop", "fa on a phone without script"]


@pytest.fixture(scope="module")
def company(site: Site) -> Iterator[FakeStripe]:
    """The card company, and our shop with its keys and an administrator's word."""
    with running() as fake:
        before = site.app.extensions["settings"]
        site.app.extensions["settings"] = replace(card_settings(before, fake), base_url=site.url)
        fake.webhook = f"{site.url}/webhooks/stripe"
        with site.database():
            permit_cards()
        yield fake
        site.app.extensions["settings"] = before


def at_the_review(site: Site, browser_as: BrowserAs, options: dict[str, Any]) -> Page:
    """A buyer with a full bag, who has said where it goes; the page on which she decides."""
    with site.database():
        buyer: User = make_user()
        make_card_basket(make_piece(make_seller(), pieces=2), user=buyer)
    page = browser_as(buyer, **options).new_page()
    page.set_default_timeout(15_000)
    return page


def place(reader: Reader) -> None:
    """Presses the button under the review, and is led to the company."""
    reader.open("/checkout/review")
    reader.page.locator("input[name=gateway][value=card]").check()
    reader.page.locator("form:has([name=checkout_key]) button[type=submit]").click()
    reader.page.wait_for_url("**/pay/cs_test_*")


def last_order(site: Site) -> Order:
    with site.app.app_context():
        order = db.session.scalars(db.select(Order).order_by(Order.id.desc()).limit(1)).one()
        db.session.expunge(order)
        return order


@pytest.mark.parametrize(("lang", "options"), WAYS, ids=IDS)
def test_a_buyer_pays_by_card(
    site: Site, company: FakeStripe, browser_as: BrowserAs, lang: str, options: dict[str, Any]
) -> None:
    page = at_the_review(site, browser_as, options)
    reader = Reader(page, lang)
    place(reader)
    page.get_by_role("button", name="Pay now").click()
    page.wait_for_url("**/order/**")
    reader.reads(reader.words("Your payment has arrived. Thank you."))
    assert last_order(site).state is OrderState.PAID
    company.send()
    with site.app.app_context():
        run_jobs()
    assert last_order(site).state is OrderState.PAID


def test_who_turns_back_can_go_again_while_her_pieces_are_held(
    site: Site, company: FakeStripe, browser_as: BrowserAs
) -> None:
    page = at_the_review(site, browser_as, {})
    reader = Reader(page, "en")
    place(reader)
    page.get_by_role("link", name="Back").click()
    page.wait_for_url("**/order/**")
    reader.reads("This order waits for your card")
    page.get_by_role("button", name="by card").click()
    page.wait_for_url("**/pay/cs_test_*")
    page.get_by_role("button", name="Pay now").click()
    page.wait_for_url("**/order/**")
    assert last_order(site).state is OrderState.PAID


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_pages_of_cards_look_right(
    site: Site, company: FakeStripe, browser_as: BrowserAs, lang: str
) -> None:
    page = at_the_review(site, browser_as, {})
    reader = Reader(page, lang)
    place(reader)
    session = list(company.books.sessions.values())[-1]
    with site.database():
        treasurer = make_treasurer(db.session.get_one(Cooperative, last_order(site).cooperative_id))
        admin = make_user(Role.ADMINISTRATOR)
    number = last_order(site).number
    shown = {
        session["cancel_url"]: page,
        f"{session['success_url']}?n=99": page,
        f"{site.url}/{lang}/admin/gates/cards": browser_as(admin).new_page(),
    }
    for address, tab in shown.items():
        watch(tab)
        tab.goto(address)
        assert faults_of(tab) == [], address
    page.goto(session["url"])
    page.get_by_role("button", name="Pay now").click()
    page.wait_for_url("**/order/**")
    desk = browser_as(treasurer).new_page()
    watch(desk)
    desk.goto(f"/{lang}/office/orders/{number}/refund")
    assert faults_of(desk) == []
