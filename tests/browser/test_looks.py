"""The pages that need no data, in a real browser, in both directions."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.looks import faults_of, watch

PAGES = ["/", "/how-it-works", "/privacy", "/nothing-here"]


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_faults(
    browser_as: Callable[..., BrowserContext], path: str, lang: str
) -> None:
    page = browser_as().new_page()
    noted = watch(page)
    page.goto(f"/{lang}{path}")
    assert faults_of(page) + [n for n in noted if "404 (NOT FOUND)" not in n] == []
