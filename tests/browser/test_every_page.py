"""Every page of the site in a real browser, in both languages, as somebody who may see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select

from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.localisation.languages import LANGUAGES
from marketplace.media.models import Picture
from tests.browser.conftest import Site, signed
from tests.browser.looks import faults_of, watch
from tests.factories.media import store
from tests.support.estate import make_estate
from tests.support.growth import grow
from tests.support.tour import BLUEPRINTS, Stop, stops

LONG = "The Sefidrud Women's Handicraft Production and Export Cooperative of Rudsar and Amlash"
LONG_FA = "شرکت تعاونی تولید و صادرات صنایع دستی بانوان سفیدرود رودسر و املش"


@pytest.fixture(scope="module")
def crowd(site: Site, chromium: Browser) -> Iterator["Crowd"]:
    with site.database():
        estate = make_estate(names={"en": LONG, "fa": LONG_FA})
        grow(estate, 2)
        for picture in db.session.scalars(select(Picture)):
            store(picture)
        tours = {lang: list(stops(site.app, estate, lang)) for lang in LANGUAGES}
        people = {role: estate.user(role) for role in {stop.role for stop in tours["en"]}}
        cookies = {role: signed(site, user) for role, user in people.items() if user}
    crowd = Crowd(site, chromium, tours, cookies)
    yield crowd
    for page, _noted in crowd.windows.values():
        page.context.close()


@dataclass
class Crowd:
    """Where to go in each language, and a window for each role, opened when it is first needed."""

    site: Site
    chromium: Browser
    tours: dict[str, list[Stop]]
    cookies: dict[Role | None, str]
    windows: dict[tuple[Role | None, str], tuple[Page, list[str]]] = field(default_factory=dict)

    def window(self, role: Role | None, lang: str) -> tuple[Page, list[str]]:
        """The page, and the list of what goes wrong in it."""
        if (role, lang) not in self.windows:
            page = self._context(role).new_page()
            self.windows[role, lang] = page, watch(page)
        return self.windows[role, lang]

    def _context(self, role: Role | None) -> BrowserContext:
        context = self.chromium.new_context(base_url=self.site.url, reduced_motion="reduce")
        if role in self.cookies:
            cookie = {"name": "session", "value": self.cookies[role], "url": self.site.url}
            context.add_cookies([cookie])
        return context


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_pages_have_no_faults(crowd: Crowd, blueprint: str, lang: str) -> None:
    tour = [stop for stop in crowd.tours[lang] if stop.blueprint == blueprint]
    faults = {stop.address: _faults(crowd, stop, lang) for stop in tour}
    assert {address: found for address, found in faults.items() if found} == {}


def _faults(crowd: Crowd, stop: Stop, lang: str) -> list[str]:
    page, noted = crowd.window(stop.role, lang)
    noted.clear()
    answer = page.goto(stop.address)
    assert answer
    if answer.status != 200 or urlsplit(page.url).path != urlsplit(stop.address).path:
        return [f"{stop.role} does not get there: {answer.status} {page.url}"]
    return faults_of(page) + noted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_there_has_a_page_without_faults(crowd: Crowd, lang: str) -> None:
    page, noted = crowd.window(None, lang)
    noted.clear()
    page.goto(f"/{lang}/nothing-here")
    assert faults_of(page) + [n for n in noted if "404 (NOT FOUND)" not in n] == []
