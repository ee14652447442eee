"""The studio and the review in a true browser: a phone of 360 pixels, and a desk."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from marketplace.accounts.models import User
from marketplace.catalogue import services
from marketplace.catalogue.queries import hers, memberships_today
from marketplace.core.db import db
from marketplace.media.models import Picture
from marketplace.media.services import ship_picture
from tests.browser.conftest import Site
from tests.factories.catalogue import make_content, make_craft
from tests.factories.cooperatives import make_cooperative, make_maker, make_place
from tests.factories.media import picture_bytes

BrowserAs = Callable[..., BrowserContext]
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "fa-IR"}


def maker_of(site: Site) -> User:
    with site.database():
        make_craft(names={"en": "Weaving", "fa": "بافندگی"})
        make_place(names={"en": "Masuleh", "fa": "ماسوله"})
        user, _artisan = make_maker(make_cooperative())
        return user


def shipped() -> Picture:
    return ship_picture(picture_bytes("WEBP", size=(640, 480)), "shawl.webp", (640, 480))


def draft_of(user: User) -> int:
    """A complete draft of hers; its id."""
    user = db.session.merge(user)
    membership = memberships_today(hers(user))[0]
    revision = services.start_product(membership.artisan, membership.cooperative, by=user)
    picture = shipped()
    db.session.flush()
    content = make_content(pictures=[picture])
    services.save_step(revision, content, by=user, seen=revision.version)
    return revision.id


def on(page: Page, screen: str) -> None:
    """The heading of the next screen stands there, and nothing sticks out."""
    expect(page.get_by_role("heading", name=screen, level=2)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def go_on(page: Page) -> None:
    page.get_by_role("button", name="ذخیره و ادامه").click()


SCREENS = (
    ("این چیست؟", {"#title_fa": "شال", "#craft_id": "بافندگی", "#story_fa": "خودم بافتم."}),
    (
        "اندازه، جنس، وزن",
        {
            "#length": "۱۸۶",
            "#width": "٧٠",
            "#net_grams": "۳۴۰",
            "#packed_grams": "450",
            "#materials-0-name_fa": "پنبه",
        },
    ),
    ("قیمت", {"#price": "۵۸٫۵", "#ready": "۲"}),
    ("خاستگاه و نگهداری", {"#place_id": "ماسوله"}),
)


def fill(page: Page, typed: dict[str, str]) -> None:
    for where, what in typed.items():
        field = page.locator(where)
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(label=what)
        else:
            field.fill(what)


def test_a_first_piece_in_six_short_screens(
    site: Site, browser_as: BrowserAs, tmp_path: Path
) -> None:
    photo = tmp_path / "shawl.jpg"
    photo.write_bytes(picture_bytes(size=(900, 700)))
    page = browser_as(maker_of(site), **PHONE).new_page()
    page.goto("/fa/studio/new")
    on(page, "عکس‌ها")
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_label("این عکس چه نشان می‌دهد؟").fill("تمام شال")
    go_on(page)
    for heading, typed in SCREENS:
        on(page, heading)
        fill(page, typed)
        go_on(page)
    on(page, "یک بار نگاه کنید")
    page.get_by_role("button", name="فرستادن برای تعاونی").click()
    expect(page.get_by_text("فرستاده شد.")).to_be_visible()


def test_what_was_typed_is_there_again_after_the_line_broke(
    site: Site, browser_as: BrowserAs
) -> None:
    user = maker_of(site)
    with site.database():
        revision_id = draft_of(user)
    context = browser_as(user, **PHONE)
    page = context.new_page()
    page.goto(f"/fa/studio/{revision_id}/piece")
    page.locator("#title_fa").fill("شال نو")
    page.reload()
    expect(page.locator("#title_fa")).to_have_value("شال نو")
    expect(page.locator("[data-kept]")).to_be_visible()
    context.set_offline(True)
    expect(page.locator("[data-offline]")).to_be_visible()
    context.set_offline(False)
    go_on(page)
    on(page, "اندازه، جنس، وزن")
    page.goto(f"/fa/studio/{revision_id}/piece")
    expect(page.locator("[data-kept]")).to_be_hidden()
    expect(page.locator("#title_fa")).to_have_value("شال نو")
