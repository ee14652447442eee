"""The store of the centre in Persian: a maker's pieces from her note to her statement, and a count
during which one of them is sold."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from playwright.sync_api import BrowserContext, expect
from pypdf import PdfReader

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory import queries as stock
from marketplace.inventory.models import Location
from marketplace.pardis.consignment import checking
from marketplace.pardis.consignment.models import Sale
from marketplace.pardis.consignment.months import end_of, ended
from tests.browser.conftest import Site
from tests.browser.pages import Reader
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.consignment import make_note
from tests.factories.cooperatives import make_centre, make_cooperative, make_maker
from tests.factories.inventory import make_location

BrowserAs = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "java_script_enabled": False}
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
PRICE = Money.of("10000000", "IRR")
DESKTOP = {"viewport": {"width": 1440, "height": 900}}


@dataclass(frozen=True)
class Crew:
    """A storekeeper, a manager, a maker, the SKU of her piece and the shelf that waits for it."""

    keeper: User
    manager: User
    maker: User
    artisan_id: int
    sku: str
    place_id: int


@pytest.fixture
def crew(site: Site) -> Crew:
    with site.database():
        place = make_location(make_centre())
        user, artisan = make_maker(make_cooperative())
        sku = make_product(artisan=artisan).variants[0].sku
        keeper, manager = make_user(Role.STOREKEEPER), make_user(Role.PARDIS_MANAGER)
        return Crew(keeper, manager, user, artisan.id, sku, place.id)


def reader(browser_as: BrowserAs, user: User, **given: object) -> Reader:
    return Reader(browser_as(user, **given).new_page(), "fa")


def write_note(keeper: Reader, crew: Crew) -> str:
    """A note of four pieces at ten million, of which the centre keeps a quarter; its path."""
    keeper.open("/office/consignment/new")
    keeper.field("Maker").select_option(str(crew.artisan_id))
    keeper.page.get_by_label(keeper.words("Currency"), exact=True).select_option("IRR")
    keeper.write("The centre keeps, in per cent", "۲۵")
    keeper.write("Kept until", "1410/01/20")
    keeper.page.locator("main form button[type=submit]").last.click()
    keeper.page.wait_for_load_state()
    keeper.write("SKU", crew.sku)
    keeper.write("How many?", "۴")
    keeper.write("Price or minimum, each", "10000000")
    keeper.press("Add it")
    keeper.press("Offer it to the maker")
    return keeper.page.url.partition("/fa")[2]


def book(keeper: Reader, path: str, title: str, button: str, **typed: str) -> None:
    """What is under a title of the note's page, filled in and sent."""
    keeper.open(path)
    fold = keeper.page.locator("details").filter(has_text=keeper.words(title))
    fold.locator("summary").click()
    for label, text in typed.items():
        fold.get_by_label(keeper.words(label)).fill(text)
    with keeper.page.expect_navigation():
        fold.get_by_role("button", name=keeper.words(button)).click()


def take_in(keeper: Reader, path: str) -> None:
    book(keeper, path, "Pieces have come", "Book in", **{"How many?": "4"})


def sell(keeper: Reader, path: str, pieces: str) -> None:
    """At ten million each."""
    typed = {"How many?": pieces, "Sold for, each": "10000000"}
    book(keeper, path, "Sold from the shelf", "Book the sale", **typed)


def sold_last_month(site: Site) -> None:
    with site.database():
        day = end_of(ended(1)[0]) - timedelta(days=2)
        db.session.execute(db.update(Sale).values(sold_at=day))


@pytest.mark.parametrize("device", [TABLET, DESKTOP], ids=["tablet", "desktop"])
def test_from_a_note_to_the_statement_of_its_maker(
    site: Site, browser_as: BrowserAs, crew: Crew, device: dict[str, object]
) -> None:
    keeper, maker = (
        reader(browser_as, crew.keeper, **device),
        reader(browser_as, crew.maker, **PHONE),
    )
    path = write_note(keeper, crew)
    maker.open("/studio/consigned/")
    maker.page.get_by_role("link", name=path.rpartition("/")[2]).first.click()
    maker.press("I agree")
    take_in(keeper, path)
    sell(keeper, path, "2")
    sold_last_month(site)
    manager = reader(browser_as, crew.manager, **device)
    manager.open("/office/settlements/")
    manager.press("Settle this month")
    maker.open("/studio/consigned/")
    link = maker.page.locator("a[href$='.pdf']").last
    statement = maker.page.request.get(str(link.get_attribute("href"))).body()
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(statement)).pages)
    assert "۱۵٬۰۰۰٬۰۰۰"[::-1] in words  # the text of the PDF runs from right to left
    with site.app.app_context():
        assert checking.faults() == []


def count(counter: Reader, sku: str, pieces: str) -> None:
    row = counter.page.get_by_role("listitem").filter(has_text=sku)
    row.get_by_label(sku).fill(pieces)
    with counter.page.expect_navigation():
        row.get_by_role("button", name=counter.words("Save")).click()


def test_a_count_during_which_a_piece_is_sold(
    site: Site, browser_as: BrowserAs, crew: Crew
) -> None:
    with site.database():
        place = db.session.get_one(Location, crew.place_id)
        notes = [make_note(place=place, pieces=3, currency="IRR", price=PRICE) for _ in range(2)]
        sold, short = (note.lines[0].variant.sku for note in notes)
        path = f"/office/consignment/notes/{notes[0].number}"
    counter = reader(browser_as, crew.keeper, **PHONE)
    counter.open("/office/stock/counts/")
    counter.field("What is counted?").select_option(str(crew.place_id))
    counter.press("Begin to count")
    sell(reader(browser_as, crew.manager, **TABLET), path, "1")
    count(counter, sold, "۲")
    count(counter, short, "۲")
    counter.follow("How far is it?")
    counter.press("Review the differences")
    expect(counter.page.locator("main li.card")).to_have_count(1)
    counter.reads(short)
    counter.field("Why?").select_option("broken")
    counter.press("Keep the reason")
    counter.press("Book the differences")
    with site.app.app_context():
        assert checking.faults() == [] == list(stock.drift())
