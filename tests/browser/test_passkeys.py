"""A real browser with a passkey of its own: made, used alone, used as the second step, confirming."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from marketplace.accounts.models import Session
from marketplace.accounts.passwords import hashed
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from tests.browser.conftest import Site
from tests.factories.accounts import make_user

PASSWORD = "red cloth blue thread"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(site: Site, chromium: Browser) -> Iterator[Page]:
    """A page of a browser that has a fingerprint reader. Passkeys want a name, not a number."""
    context = chromium.new_context(base_url=site.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    reader = context.new_cdp_session(page)
    reader.send("WebAuthn.enable")
    reader.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def enter(page: Page, email: str) -> None:
    page.goto("/en/sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def owner(site: Site, page: Page) -> str:
    """The address of an administrator who has just made a passkey in this browser."""
    with site.database():
        email = make_user(Role.ADMINISTRATOR, password_hash=hashed(PASSWORD)).email
    enter(page, email)
    page.wait_for_url("**/en/admin/")
    page.goto("/en/account/security")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("button", name="Make it now").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    return email


def test_it_opens_the_door_alone_and_after_the_password(page: Page, owner: str) -> None:
    page.context.clear_cookies()
    page.goto("/en/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/en/admin/")
    page.context.clear_cookies()
    enter(page, owner)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/en/admin/")


def test_it_confirms_who_gives_a_role_and_the_form_goes_on(
    site: Site, page: Page, owner: str
) -> None:
    with site.database():
        person_id = make_user(name="Mina Rad").id
        then = db.text("clock_timestamp() - interval '1 day'")
        db.session.execute(update(Session).values(confirmed_at=then))
    page.goto(f"/en/admin/users/{person_id}")
    page.get_by_label("Role", exact=True).select_option("auditor")
    page.locator("form[action$='/grant'] button").click()
    page.get_by_role("heading", name="Is it you?").wait_for()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"**/en/admin/users/{person_id}")
    assert page.locator("#main").get_by_text("Auditor").count() >= 1
