"""Which pages follow a visitor's system into the dark."""

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Site

GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(242, 245, 240)", "rgb(15, 21, 18)"


@pytest.mark.parametrize("path", ["/en/", "/fa/pieces", "/en/sign-in", "/fa/nothing-here"])
def test_the_shop_goes_with_the_visitor_and_prints_in_the_light(
    site: Site, chromium: Browser, path: str
) -> None:
    context = chromium.new_context(base_url=site.url, color_scheme="dark")
    page = context.new_page()
    page.goto(path)
    assert page.evaluate(GROUND) == DARK
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"
    page.emulate_media(media="screen", color_scheme="light")
    assert page.evaluate(GROUND) == LIGHT
    context.close()
