"""Passkeys open the door for their owner, once for each challenge, and for nobody else."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient

from marketplace.accounts.models import Passkey, User
from marketplace.accounts.passwords import hashed
from marketplace.core.clock import now
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.support.authenticators import PRESENT, Authenticator

PASSWORD = "red cloth blue thread"
HASH = hashed(PASSWORD)
KEYS = "/en/account/security/passkeys"
STEP = "/en/sign-in/second-step"


def options_on(page: str) -> str:
    return unescape(re.search(r'data-options="([^"]*)"', page)[1])


def add(browser: FlaskClient, device: Authenticator, name: str = "My phone"):
    options = options_on(browser.post(f"{KEYS}/new").text)
    return browser.post(KEYS, data={"passkey": device.make(options), "name": name})


@pytest.fixture
def owner(client_of: ClientOf) -> tuple[User, Authenticator]:
    user, device = make_user(password_hash=HASH), Authenticator()
    assert add(client_of(user), device).status_code == 200
    return user, device


def sign(browser: FlaskClient, device: Authenticator, **more):
    options = browser.post("/en/sign-in/passkey/options").text
    return browser.post("/en/sign-in/passkey", data={"passkey": device.sign(options), **more})


def test_making_one_names_it_and_shows_recovery_codes(client_of: ClientOf) -> None:
    user = make_user()
    browser = client_of(user)
    assert add(browser, Authenticator()).text.count('class="ltr strong"') == 10
    assert "My phone" in browser.get("/en/account/security").text
    assert user.second_step_at


def test_it_opens_the_door_alone(client_of: ClientOf, owner) -> None:
    user, device = owner
    browser = client_of()
    assert sign(browser, device, next="/en/account/preferences").location.endswith("/preferences")
    assert user.name in browser.get("/en/account").text


def test_it_is_a_second_step_after_the_password(client_of: ClientOf, owner) -> None:
    user, device = owner
    browser = client_of()
    browser.post("/en/sign-in", data={"email": user.email, "password": PASSWORD})
    options = options_on(browser.get(STEP).text)
    assert browser.post(STEP, data={"passkey": device.sign(options)}).location == "/en/account"


def test_somebody_elses_is_no_second_step(client_of: ClientOf, owner) -> None:
    user, _device = owner
    stranger, browser = Authenticator(), client_of()
    add(client_of(make_user()), stranger)
    browser.post("/en/sign-in", data={"email": user.email, "password": PASSWORD})
    options = options_on(browser.get(STEP).text)
    assert browser.post(STEP, data={"passkey": stranger.sign(options)}).status_code == 422


def test_a_challenge_is_signed_once(client_of: ClientOf, owner) -> None:
    browser = client_of()
    options = browser.post("/en/sign-in/passkey/options").text
    cookie = browser.get_cookie("session").value
    answer = owner[1].sign(options)
    assert browser.post("/en/sign-in/passkey", data={"passkey": answer}).status_code == 302
    browser.set_cookie("session", cookie)
    assert browser.post("/en/sign-in/passkey", data={"passkey": answer}).status_code == 422


def test_a_wrong_answer_uses_the_challenge_up(client_of: ClientOf, owner) -> None:
    browser = client_of()
    options = browser.post("/en/sign-in/passkey/options").text
    cookie = browser.get_cookie("session").value
    browser.post("/en/sign-in/passkey", data={"passkey": "{}"})
    browser.set_cookie("session", cookie)
    answer = browser.post("/en/sign-in/passkey", data={"passkey": owner[1].sign(options)})
    assert answer.status_code == 422


def test_another_browsers_challenge_is_refused(client_of: ClientOf, owner) -> None:
    options = client_of().post("/en/sign-in/passkey/options").text
    other = client_of()
    other.post("/en/sign-in/passkey/options")
    answer = other.post("/en/sign-in/passkey", data={"passkey": owner[1].sign(options)})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "https://evil.example"}, {"flags": PRESENT}],
    ids=["origin", "not unlocked"],
)
def test_a_foreign_page_or_a_locked_device_is_refused(client_of: ClientOf, owner, wrong) -> None:
    assert sign(client_of(), replace(owner[1], **wrong)).status_code == 422


def test_an_unknown_one_is_refused(client_of: ClientOf) -> None:
    assert sign(client_of(), Authenticator()).status_code == 422


def test_a_copied_device_is_noticed(client_of: ClientOf, owner) -> None:
    copy = replace(owner[1])
    assert sign(client_of(), owner[1]).status_code == 302
    assert sign(client_of(), owner[1]).status_code == 302
    assert sign(client_of(), copy).status_code == 422


def test_a_closed_account_stays_closed(client_of: ClientOf, owner) -> None:
    owner[0].disabled_at = now()
    assert sign(client_of(), owner[1]).status_code == 422


@pytest.mark.parametrize("answer", ["", "x", "{}", "[]", '{"id": 1}', "null"])
def test_nonsense_is_refused_kindly(client_of: ClientOf, answer: str) -> None:
    user_browser, browser = client_of(make_user()), client_of()
    user_browser.post(f"{KEYS}/new")
    assert user_browser.post(KEYS, data={"passkey": answer}).status_code == 422
    browser.post("/en/sign-in/passkey/options")
    assert browser.post("/en/sign-in/passkey", data={"passkey": answer}).status_code == 422


def test_renaming_and_removing(client_of: ClientOf, owner) -> None:
    browser = client_of(owner[0])
    passkey = db.session.scalars(db.select(Passkey)).one()
    browser.post(f"{KEYS}/{passkey.id}/name", data={"name": "دستگاه من"})
    assert passkey.name == "دستگاه من"
    browser.post(f"{KEYS}/{passkey.id}/remove")
    assert db.session.scalars(db.select(Passkey)).all() == []
    assert owner[0].second_step_at is None
    assert sign(client_of(), owner[1]).status_code == 422


@pytest.mark.parametrize("act", ["name", "remove"])
def test_a_strangers_passkey_does_not_exist(client_of: ClientOf, owner, act: str) -> None:
    passkey = db.session.scalars(db.select(Passkey)).one()
    answer = client_of(make_user()).post(f"{KEYS}/{passkey.id}/{act}", data={"name": "x"})
    assert answer.status_code == 404
