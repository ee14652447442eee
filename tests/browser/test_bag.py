"""Putting pieces into the bag and changing one's mind, without leaving the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from marketplace.core.db import db
from marketplace.inventory.models import StockItem
from marketplace.search.services import index
from tests.browser.conftest import Site
from tests.browser.looks import watch
from tests.factories.orders import make_piece

BrowserAs = Callable[..., BrowserContext]


@pytest.fixture
def address(site: Site) -> str:
    """Of the page of a piece of which there are three."""
    with site.database():
        return f"/en/pieces/{make_piece(pieces=3, pictures=0).product.slug}"


def open_piece(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def test_a_piece_is_put_into_the_bag_in_place(browser_as: BrowserAs, address: str) -> None:
    page = open_piece(browser_as(), address)
    noted = watch(page)
    page.get_by_label("Quantity").select_option("2")
    page.get_by_role("button", name="Add to bag").click()
    expect(page.get_by_role("status")).to_contain_text("Added to your bag: it holds 2 of it.")
    expect(page.get_by_role("link", name="Bag, 2 pieces")).to_be_visible()
    assert page.url.endswith(address)
    page.get_by_role("link", name="Look into your bag").click()
    expect(page.get_by_label("Number", exact=True)).to_have_value("2")
    assert noted == []


def test_a_heart_is_pressed_and_stays(site: Site, browser_as: BrowserAs) -> None:
    with site.database():
        piece = make_piece(pieces=3, pictures=0).product
        index(piece.id)
        title = piece.titles["en"]
    page = open_piece(browser_as(), "/en/pieces")
    heart = page.get_by_role("button", name=f"Save for later: {title}")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(heart).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Saved pieces").first.click()
    expect(page.get_by_role("heading", name="Saved for later")).to_be_visible()
    expect(page.get_by_text(title).first).to_be_visible()


def test_what_was_sold_meanwhile_is_said_beside_the_button(
    site: Site, browser_as: BrowserAs, address: str
) -> None:
    page = open_piece(browser_as(), address)
    with site.database():
        db.session.execute(db.update(StockItem).values(on_hand=0))
    page.get_by_role("button", name="Add to bag").click()
    expect(page.get_by_role("status")).to_have_text("Someone else was faster: no piece is left.")
    expect(page.get_by_role("link", name="Bag", exact=True)).to_be_visible()


def test_a_broken_line_is_told(browser_as: BrowserAs, address: str) -> None:
    context = browser_as()
    page = open_piece(context, address)
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.get_by_role("button", name="Add to bag").click()
    expect(page.get_by_role("status")).to_contain_text("The line broke.")


def test_without_script_the_form_leads_to_the_bag(browser_as: BrowserAs, address: str) -> None:
    page = open_piece(browser_as(java_script_enabled=False), address)
    page.get_by_role("button", name="Add to bag").click()
    expect(page.get_by_text("Added to your bag: it holds 1 of it.")).to_be_visible()


def test_the_bag_changes_in_place(browser_as: BrowserAs, address: str) -> None:
    page = open_piece(browser_as(), address)
    page.get_by_role("button", name="Add to bag").click()
    page.get_by_role("link", name="Look into your bag").click()
    page.wait_for_url("**/bag")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("button", name="One more").click()
    expect(page.get_by_label("Number", exact=True)).to_have_value("2")
    expect(page.get_by_role("link", name="Bag, 2 pieces")).to_be_visible()
    page.get_by_label("Number", exact=True).fill("9")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("Only 3 pieces are left.")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Your bag is empty")).to_be_visible()
    expect(page.get_by_role("link", name="Bag", exact=True)).to_be_visible()
    assert page.evaluate("window.sameDocument") is True
