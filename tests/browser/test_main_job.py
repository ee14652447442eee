"""The main job, end to end: from an artisan's phone to a paid, shipped order and a credited maker."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext
from pypdf import PdfReader
from sqlalchemy import update

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.clock import today
from marketplace.core.db import db, transaction
from marketplace.payouts.models import Credit
from tests.browser.conftest import Site
from tests.browser.pages import Reader
from tests.factories.cooperatives import make_cooperative, make_maker, make_staff
from tests.factories.media import picture_bytes
from tests.factories.orders import make_delivery_service, make_zone
from tests.support.jobs import run_jobs

SHEBA = "IR820540102680020817909002"
BrowserAs = Callable[..., BrowserContext]


@dataclass(frozen=True)
class People:
    maker: User
    reviewer: User
    second: User
    sales: User
    shipping: User
    treasurer: User
    manager: User


@pytest.fixture(scope="module")
def people(site: Site) -> People:
    with site.database():
        cooperative = make_cooperative(names={"en": "Sefidrud", "fa": "سفیدرود"})
        make_zone("DE")
        make_delivery_service(cooperative)
        maker, artisan = make_maker(cooperative)
        artisan.sheba = SHEBA
        roles = (Role.REVIEWER, Role.REVIEWER, Role.SALES, Role.SHIPPING, Role.TREASURER)
        staff = [make_staff(cooperative, role) for role in (*roles, Role.MANAGER)]
        return People(maker, *staff)


@pytest.mark.parametrize(
    ("lang", "options"),
    [
        ("en", {"viewport": {"width": 1440, "height": 900}}),
        ("fa", {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}),
    ],
    ids=["en on a desktop", "fa on a phone without script"],
)
def test_a_piece_is_made_sold_sent_and_paid(
    site: Site, browser_as: BrowserAs, people: People, lang: str, options: dict[str, Any]
) -> None:
    def at(user: User | None) -> Reader:
        page = browser_as(user, **options).new_page()
        page.set_default_timeout(10_000)
        return Reader(page, lang)

    maker = at(people.maker)
    offer(maker, site)
    review(at(people.reviewer), maker, at(people.second))
    reference, number = buy(at(None), site)
    receive(at(people.treasurer), reference)
    send(at(people.sales), at(people.shipping), number, site)
    maker.open("/earnings")
    maker.reads(number)
    pay_out(at(people.treasurer), at(people.manager), site)
    maker.open("/earnings")
    maker.reads(maker.words("Paid"))


def offer(maker: Reader, site: Site) -> None:
    """Six screens, from photographs to the cooperative."""
    maker.open("/studio/new")
    photo = {"name": "shawl.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes()}
    maker.page.locator("input[type=file]").first.set_input_files(photo)  # type: ignore[arg-type]
    maker.press("Save and go on")
    with site.app.app_context():
        run_jobs()
    shown = {"What it shows, in Persian": "شال روناسی، آویخته"}
    if maker.page.url.endswith("/photos"):  # without script the words follow the file
        write_all(maker, shown)
    maker.field("Craft").select_option("chador-shab-bafi")
    write_all(maker, WORDS)
    material = "Material, in Persian" if maker.lang == "fa" else "Material, in English"
    write_all(maker, SIZE | {material: "silk"})
    write_all(maker, {"Price": "۱۲۰", "How many are ready?": "۳"})
    maker.field("Where was it made?").select_option("qasemabad")
    maker.page.locator("input[type=radio][name=hs_code]").first.check()
    maker.press("Save and go on")
    here = found(r"/studio/\d+/", maker.page.url)
    maker.open(here + "photos")
    write_all(maker, shown)
    maker.open(here + "send")
    maker.press("Send to the cooperative")


def write_all(maker: Reader, fields: Mapping[str, str]) -> None:
    for label, text in fields.items():
        maker.write(label, text)
    maker.press("Save and go on")


WORDS = {
    "Name of the piece, in Persian": "شال روناسی کرانه",
    "Name of the piece, in English": "Madder shawl Karaneh",
    "Its story, in Persian": "ترتیب راه‌ها از مادرم است.",
}
SIZE = {
    "Length (cm)": "۲۰۰",
    "Width (cm)": "۷۰",
    "Percent": "۱۰۰",
    "Weight (grams)": "۳۴۰",
    "Weight when packed (grams)": "۴۰۰",
}


def review(reviewer: Reader, maker: Reader, second: Reader) -> None:
    """One round of changes, a customs code confirmed by another person, and publication."""
    to_review(reviewer)
    reviewer.page.locator("form[action$=decision] summary").click()
    reviewer.page.locator("input[name=reasons]").first.check()
    reviewer.write("Note to the maker", "عکس روشن‌تر، لطفاً.")
    reviewer.press("Send back with note")
    maker.open("/studio/")
    with maker.page.expect_navigation():
        maker.page.locator("main a[href*='/studio/']:visible").first.click()
    maker.reads("عکس روشن‌تر، لطفاً.")
    maker.open(found(r"/studio/\d+/", maker.page.content()) + "send")
    maker.press("Send to the cooperative")
    to_review(second)
    code = second.page.locator("button[type=submit]").filter(
        has_text=second.words("Confirm %(code)s", code="").strip()
    )
    with second.page.expect_navigation():
        code.first.click()
    to_review(second)
    second.press("Publish")


def to_review(reader: Reader) -> None:
    reader.open("/office/review")
    with reader.page.expect_navigation():
        reader.page.locator(".queue-list a").first.click()


def buy(buyer: Reader, site: Site) -> tuple[str, str]:
    """Finds it by a word of either language, orders as a guest; the reference and the number."""
    with site.app.app_context():
        run_jobs()
    for word in ("کرانه", "karaneh"):
        buyer.open(f"/pieces?q={word}")
        assert buyer.page.locator("article.piece").count() >= 1, word
    with buyer.page.expect_navigation():
        buyer.page.locator("article.piece a").first.click()
    take(buyer)
    buyer.follow("Go to checkout")
    buyer.page.locator("#country").select_option("DE")
    buyer.press("Go on to the address")
    buyer.page.locator("input[type=email]").fill("clara@example.org")
    for name, text in ADDRESS.items():
        buyer.page.locator(f"[name={name}]").fill(text)
    buyer.press("Go on to delivery")
    buyer.page.locator("input[type=radio]").first.check()
    buyer.press("Go on to the review")
    buyer.page.locator("input[name=gateway][value=transfer]").check()
    with buyer.page.expect_navigation():
        buyer.page.locator("form:has([name=checkout_key]) button[type=submit]").click()
    with site.app.app_context():
        run_jobs()
    text = buyer.page.content()
    reference = found(
        r"RF\d{2}(?:[ \u00a0]?[A-Z0-9]{1,4})+", buyer.page.locator("main").inner_text()
    )
    return re.sub(r"\s", "", reference), found(r"[A-Z]{2,5}-\d{4}-\d{5}", text)


def take(buyer: Reader) -> None:
    """Into the bag, which happens in place where there is script."""
    with buyer.page.expect_response(re.compile(r"/bag/add$")):
        buyer.button("Add to bag").click()
    buyer.page.wait_for_load_state()
    buyer.open("/bag")


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"no {pattern} in {text}"
    return match[0]


ADDRESS = {
    "name": "Clara Weiß",
    "street_address": "Marktstraße 18",
    "city": "Hamburg",
    "postal_code": "20357",
    "phone": "+49 40 5550142",
}


def receive(treasurer: Reader, reference: str) -> None:
    treasurer.open(f"/office/transfers/{reference}")
    due = treasurer.page.locator("dl.facts b").first.inner_text()
    treasurer.write("Amount that arrived", re.sub(r"[^\d.,٫۰-۹]", "", due))
    treasurer.write("Value date", today().isoformat())
    treasurer.page.locator("[name=external_id]").fill(f"BANK-{reference}")
    treasurer.page.locator("[name=sender]").fill("Clara Weiss")
    treasurer.press("Record the transfer")


def send(sales: Reader, shipping: Reader, number: str, site: Site) -> None:
    """Confirmed, packed, with papers that agree, on its way, and arrived."""
    sales.open(f"/office/orders/{number}")
    sales.press("Confirm order")
    shipping.open(f"/office/orders/{number}/parcels/new")
    shipping.page.locator("[name^=line-]").fill("1")
    for name, text in {"gross": "0.9", "length": "40", "width": "30", "height": "10"}.items():
        shipping.page.locator(f"[name={name}]").fill(text)
    shipping.press("Close the parcel")
    with site.app.app_context():
        run_jobs()
    invoice, packing = (paper(shipping, number, k) for k in ("commercial_invoice", "packing_list"))
    for figure in (found(r"[A-Z]+-CHD-\d{4}", invoice), "0.340", "0.900", number):
        assert figure in invoice, figure
        assert figure in packing, figure
    assert "120.00" in invoice
    complete(shipping, number)
    with shipping.page.expect_navigation():
        shipping.page.locator("a[href$='/ship']").first.click()
    shipping.write("Tracking number", "RR473124829IR")
    shipping.press("It has left")
    shipping.press("It has arrived")


def complete(shipping: Reader, number: str) -> None:
    """Whatever else the parcel needs before it may leave."""
    shipping.open(f"/office/parcels/{number}-P1")
    gaps = shipping.page.locator("#why a")
    while gap := gaps.count() and gaps.first.get_attribute("href"):
        shipping.page.locator(f"{gap} :is(a, button).btn").first.click()
        if shipping.page.locator("[name=reference]").count():
            shipping.write("Number of the paper", "CN 4731")
            shipping.press("Put it to the parcel")


def paper(reader: Reader, number: str, kind: str) -> str:
    """The words of a parcel's paper, as its file holds them."""
    reader.open(f"/office/orders/{number}")
    link = reader.page.locator(f"a[href*='{kind}']").first.get_attribute("href")
    file = reader.page.request.get(str(link))
    assert file.headers["content-type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file.body())).pages)


def pay_out(treasurer: Reader, manager: Reader, site: Site) -> None:
    """The days of waiting pass; one prepares, another approves, the bank pays."""
    with site.app.app_context(), transaction():
        db.session.execute(update(Credit).values(payable_on=today() - timedelta(days=1)))
    treasurer.open("/office/payouts")
    treasurer.press("Prepare a batch")
    batch = treasurer.page.url
    manager.page.goto(batch)
    with manager.page.expect_navigation():
        manager.page.locator("form[action*=approve] button").click()
    treasurer.page.goto(batch)
    treasurer.write("The bank's reference", "140509031234")
    treasurer.press("Mark as paid")
    with site.app.app_context():
        run_jobs()
