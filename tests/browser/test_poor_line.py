"""The studio on a line that comes and goes: what she made waits on the phone and arrives once."""

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Request, expect
from sqlalchemy import inspect

from marketplace.accounts.models import User
from marketplace.catalogue.models import Revision
from marketplace.core.db import db
from marketplace.media.models import Picture
from tests.browser.conftest import Site
from tests.browser.test_studio import PHONE, draft_of, maker_of
from tests.support.line import line_to
from tests.support.waiting import comes_to

BrowserAs = Callable[..., BrowserContext]


@pytest.fixture
def maker(site: Site) -> User:
    return maker_of(site)


@pytest.fixture
def draft(site: Site, maker: User) -> int:
    with site.database():
        return draft_of(maker)


def photograph(folder: Path, name: str, side: int = 1100) -> Path:
    """Noise, which no encoder makes small."""
    file, chance = folder / name, random.Random(name)  # noqa: S311
    Image.frombytes("RGB", (side, side), chance.randbytes(side * side * 3)).save(file, quality=90)
    return file


def content_of(site: Site, revision_id: int) -> dict[str, object]:
    with site.app.app_context():
        return dict(db.session.get_one(Revision, revision_id).content)


def title_of(site: Site, revision_id: int) -> object:
    return content_of(site, revision_id)["titles"]["en"]  # type: ignore[index]


def pictures_of(site: Site, maker: User) -> int:
    (owner_id,) = inspect(maker).identity or (0,)
    with site.app.app_context():
        sent = db.select(db.func.count()).select_from(Picture).where(Picture.owner_id == owner_id)
        return int(db.session.scalar(sent) or 0)


def rows(page: Page) -> list[str]:
    return page.locator("[data-upload-list] > li [data-name]").all_inner_texts()


def known_offline(page: Page, path: str) -> None:
    """Waits until the phone has kept the page."""
    for _ in range(150):
        if page.evaluate("async (path) => Boolean(await caches.match(path))", path):
            return
        page.wait_for_timeout(100)
    raise AssertionError(path)


def arrived(page: Page, count: int) -> None:
    sent = page.locator("[data-upload-list] [data-state]", has_text="Arrived")
    expect(sent).to_have_count(count, timeout=60_000)


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_the_first_load_is_light(
    site: Site, browser_as: BrowserAs, maker: User, draft: int, lang: str
) -> None:
    """Everything before photographs, as it goes over the line; pages are compressed there."""
    page, weights = browser_as(maker, **PHONE).new_page(), {}

    def weigh(request: Request) -> None:
        if request.resource_type != "image" and "/studio/" not in request.url:
            weights[request.url] = request.sizes()["responseBodySize"]

    page.on("requestfinished", weigh)
    page.goto(f"/{lang}/studio/{draft}/photos", wait_until="networkidle")
    whole = sum(weights.values()) + len(gzip.compress(page.content().encode()))
    assert whole <= 120_000, weights


def test_photographs_go_on_after_the_line_and_the_page_were_gone(
    site: Site, browser_as: BrowserAs, maker: User, draft: int, tmp_path: Path
) -> None:
    context = browser_as(maker, **PHONE)
    page = context.new_page()
    page.goto(f"/en/studio/{draft}/photos")
    context.set_offline(True)
    files = [photograph(tmp_path, f"{n}.jpg") for n in range(2)]
    page.locator("input[type=file]").set_input_files(files)
    expect(page.locator("[data-upload-list] > .is-waiting")).to_have_count(2, timeout=20_000)
    context.set_offline(False)
    page.reload()
    arrived(page, 2)
    last = page.locator("[data-upload-list] > li").last
    last.locator("[data-up]").focus()
    page.keyboard.press("Enter")
    order = rows(page)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=2)).not_to_have_text("Photographs")
    page.goto(f"/en/studio/{draft}/photos")
    assert len(rows(page)) == len(order) == 3
    assert pictures_of(site, maker) == 2


def test_a_photograph_arrives_over_a_line_that_is_cut(
    site: Site, browser_as: BrowserAs, maker: User, draft: int, tmp_path: Path
) -> None:
    with line_to(int(site.url.rpartition(":")[2])) as line:
        page = browser_as(maker, **PHONE).new_page()
        page.goto(f"http://127.0.0.1:{line.port}/en/studio/{draft}/photos")
        line.cut_after(200_000)
        page.locator("input[type=file]").set_input_files(photograph(tmp_path, "a.jpg", 1400))
        arrived(page, 1)
        assert line.cuts == 1
    assert pictures_of(site, maker) == 1


def test_a_screen_waits_for_the_line_and_is_sent_once(
    site: Site, browser_as: BrowserAs, maker: User, draft: int
) -> None:
    context = browser_as(maker, **PHONE)
    page = context.new_page()
    page.goto(f"/en/studio/{draft}/piece")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    known_offline(page, f"/en/studio/{draft}/send")
    context.set_offline(True)
    page.locator("#title_en").fill("Shawl of the rain")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("#length")).to_be_visible(timeout=20_000)
    page.locator("#length").fill("77")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("[data-outbox] li")).to_have_count(2)
    expect(page.locator("[data-outbox]")).to_contain_text("Kept on this phone")
    assert title_of(site, draft) == "Cotton shawl"
    context.set_offline(False)
    expect(page.locator("[data-outbox]")).to_be_hidden(timeout=40_000)
    content = content_of(site, draft)
    assert (content["titles"]["en"], content["length_mm"]) == ("Shawl of the rain", 770)  # type: ignore[index]


def test_nothing_is_overwritten_that_somebody_else_saved_meanwhile(
    site: Site, browser_as: BrowserAs, maker: User, draft: int
) -> None:
    context = browser_as(maker, **PHONE)
    page, other = context.new_page(), browser_as(maker, **PHONE).new_page()
    page.goto(f"/en/studio/{draft}/piece")
    other.goto(f"/en/studio/{draft}/piece")
    context.set_offline(True)
    page.locator("#title_en").fill("From the phone")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("[data-outbox] li")).to_have_count(1)
    other.locator("#title_en").fill("From the office")
    other.get_by_role("button", name="Save and go on").click()
    expect(other.locator("#length")).to_be_visible()
    context.set_offline(False)
    expect(page.locator("[data-outbox] li[data-state=changed]")).to_be_visible(timeout=40_000)
    assert title_of(site, draft) == "From the office"  # type: ignore[index]
    page.goto(f"/en/studio/{draft}/piece")
    expect(page.locator("#title_en")).to_have_value("From the phone")


def test_what_waits_outlives_the_sign_in(
    site: Site, browser_as: BrowserAs, maker: User, draft: int
) -> None:
    context = browser_as(maker, **PHONE)
    page = context.new_page()
    page.goto(f"/en/studio/{draft}/piece")
    page.locator("#title_en").fill("Kept")
    known = context.cookies()
    context.clear_cookies()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.locator("[data-sign-in] a")).to_be_visible()
    context.add_cookies([{k: c[k] for k in ("name", "value", "domain", "path")} for c in known])  # type: ignore[misc]
    page.reload()
    assert comes_to(page, lambda: title_of(site, draft), "Kept")
    expect(page.locator("[data-outbox]")).to_be_hidden()
