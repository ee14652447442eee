"""The page that sets up an authenticator app, in a real browser under the headers it is sent with."""

import pytest
from playwright.sync_api import Browser, expect

from marketplace.accounts.passwords import hashed
from tests.browser.conftest import Site, signed
from tests.browser.looks import faults_of, watch
from tests.factories.accounts import make_user


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_square_for_the_app_is_seen(site: Site, chromium: Browser, lang: str) -> None:
    with site.database():
        cookie = signed(site, make_user(password_hash=hashed("red cloth blue thread")))
    context = chromium.new_context(base_url=site.url, reduced_motion="reduce")
    context.add_cookies([{"name": "session", "value": cookie, "url": site.url}])
    page = context.new_page()
    noted = watch(page)
    page.goto(f"/{lang}/account/security")
    page.locator("form[action$='/security/app'] button").click()
    expect(page.locator(".qr svg path").first).to_be_visible()
    assert faults_of(page) + noted == []
    context.close()
