"""Where somebody is signed in, and devices that were not known."""

from hashlib import sha256

import pytest
from flask import Flask

from marketplace.accounts.devices import named
from marketplace.accounts.models import Session
from marketplace.accounts.passwords import hashed
from marketplace.accounts.sessions import mark_of
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.support.jobs import run_jobs

PASSWORD = "red cloth blue thread"
HASH = hashed(PASSWORD)
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
SECURITY = "/en/account/security"


def enter(browser, user, **headers):
    form = {"email": user.email, "password": PASSWORD}
    return browser.post("/en/sign-in", data=form, headers=headers)


def places(user) -> list[Session]:
    return list(db.session.scalars(db.select(Session).where(Session.user_id == user.id)))


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131 Safari/537.36 Edg/131", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU OS 18_0) Version/18.0 Safari/604", "Safari, iPhone"),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_device_is_named_in_short(agent: str, words: str) -> None:
    assert named(agent) == words


def test_the_page_lists_device_and_place(client_of: ClientOf) -> None:
    user, browser = make_user(password_hash=HASH), client_of()
    enter(browser, user, User_Agent=FIREFOX)
    page = browser.get(SECURITY).text
    assert "Firefox, Android" in page
    assert "127.0.0.1" in page


def test_the_country_is_shown_where_a_header_says_it(
    app: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = app.extensions["settings"]
    told = type(frozen)(**{**vars(frozen), "country_header": "CF-IPCountry"})
    monkeypatch.setitem(app.extensions, "settings", told)
    user, browser = make_user(password_hash=HASH), client_of()
    enter(browser, user, CF_IPCountry="DE")
    assert "Germany" in browser.get(SECURITY).text


def test_signing_out_one_place_leaves_the_others(client_of: ClientOf) -> None:
    user = make_user()
    here, there = client_of(user), client_of(user)
    with there.session_transaction() as cookie:
        token = cookie["place"]
    other = next(p for p in places(user) if p.token_hash == sha256(token.encode()).hexdigest())
    here.post(f"/en/account/sessions/{mark_of(other)}/end")
    assert here.get("/en/account").status_code == 200
    assert there.get("/en/account").status_code == 302


def test_nobody_ends_a_strangers_session(client_of: ClientOf) -> None:
    user = make_user()
    hers, stranger = client_of(user), client_of(make_user())
    stranger.post(f"/en/account/sessions/{mark_of(places(user)[0])}/end")
    stranger.post("/en/account/sessions/%25/end")
    assert hers.get("/en/account").status_code == 200


def test_signing_out_everywhere_means_here_too(client_of: ClientOf) -> None:
    user = make_user()
    here, there = client_of(user), client_of(user)
    here.post("/en/account/sign-out-everywhere")
    assert {here.get("/en/account").status_code, there.get("/en/account").status_code} == {302}


def test_a_new_device_is_told_in_her_language(client_of: ClientOf, mailer) -> None:
    user = make_user(password_hash=HASH, locale="fa")
    enter(client_of(), user)
    run_jobs()
    assert mailer.sent == []  # the very first one is no news
    enter(client_of(), user, User_Agent=FIREFOX)
    run_jobs()
    (mail,) = mailer.sent
    assert "دستگاه" in mail.subject
    assert "Firefox, Android" in mail.text


def test_a_known_device_is_no_news(client_of: ClientOf, mailer) -> None:
    user, browser = make_user(password_hash=HASH), client_of()
    for _ in range(2):
        enter(browser, user)
        browser.post("/en/sign-out")
    run_jobs()
    assert mailer.sent == []


def test_two_people_may_share_a_device(client_of: ClientOf, mailer) -> None:
    people, browser = [make_user(password_hash=HASH) for _ in range(2)], client_of()
    for user in people * 2:
        enter(browser, user)
        browser.post("/en/sign-out")
    run_jobs()
    assert mailer.sent == []


def test_who_has_to_wait_is_told_the_way_back(client_of: ClientOf) -> None:
    user, browser = make_user(password_hash=hashed("another one here")), client_of()
    answers = [enter(browser, user) for _ in range(6)]
    assert "The way back" in answers[-1].text
    assert "The way back" not in answers[0].text
