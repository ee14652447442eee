import re

from argon2 import PasswordHasher
from flask import session
from sqlalchemy import func, select

from marketplace.accounts.models import Session, SignInFailure, User
from marketplace.accounts.passwords import hashed
from marketplace.accounts.permissions import Role
from marketplace.core.clock import now
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user

PASSWORD = "red cloth blue thread"
HASH = hashed(PASSWORD)


def enter(browser, user, password=PASSWORD, **more):
    form = {"email": user.email, "password": password, **more}
    return browser.post("/en/sign-in", data=form)


def test_the_right_password_opens_a_session(client_of: ClientOf) -> None:
    user, browser = make_user(password_hash=HASH), client_of()
    answer = enter(browser, user)
    assert answer.location == "/en/account"
    assert user.name in browser.get("/en/account").text


def test_her_own_language_and_work_decide_where_it_leads(client_of: ClientOf) -> None:
    user = make_user(Role.ADMINISTRATOR, password_hash=HASH, locale="fa")
    assert enter(client_of(), user).location in ("/fa/admin", "/fa/admin/")


def test_the_address_may_be_written_in_capitals(client_of: ClientOf) -> None:
    user = make_user(password_hash=HASH)
    answer = client_of().post(
        "/en/sign-in", data={"email": user.email.upper(), "password": PASSWORD}
    )
    assert answer.status_code == 302


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client_of: ClientOf) -> None:
    known = make_user(password_hash=HASH)
    stranger = User(email="nobody@example.org")
    answers = [enter(client_of(), who, "something else here") for who in (known, stranger)]
    assert [a.status_code for a in answers] == [422, 422]
    changing = rf'value="[^"]*"|{known.email}|{stranger.email}|<bdi>\w{{32}}</bdi>'
    pages = [re.sub(changing, "", answer.text) for answer in answers]
    assert pages[0] == pages[1]


def test_a_failed_sign_in_keeps_the_address_and_not_the_password(client_of: ClientOf) -> None:
    user = make_user(password_hash=HASH)
    page = enter(client_of(), user, "my secret typing error").text
    assert user.email in page
    assert "my secret typing error" not in page
    assert 'id="password-error"' in page


def test_what_is_left_out_is_named(client_of: ClientOf) -> None:
    page = client_of().post("/en/sign-in", data={})
    assert page.status_code == 422
    assert 'id="email-error"' in page.text
    assert 'id="password-error"' in page.text


def test_many_wrong_guesses_slow_the_account_down(client_of: ClientOf) -> None:
    user, browser = make_user(password_hash=HASH), client_of()
    answers = [enter(browser, user, "wrong password") for _ in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert enter(browser, user).status_code == 429


def test_an_unknown_address_is_slowed_down_just_so(client_of: ClientOf) -> None:
    stranger = User(email="nobody@example.org")
    answers = [enter(client_of(), stranger, "wrong password") for _ in range(6)]
    assert answers[-1].status_code == 429


def test_one_network_address_cannot_try_account_after_account(client_of: ClientOf) -> None:
    browser = client_of()
    answers = [enter(browser, User(email=f"a{n}@example.org"), "wrong") for n in range(31)]
    assert [answers[29].status_code, answers[30].status_code] == [422, 429]


def test_a_browser_that_is_known_need_not_wait_for_strangers(client_of: ClientOf) -> None:
    user, hers, strangers = make_user(password_hash=HASH), client_of(), client_of()
    enter(hers, user)
    for _ in range(8):
        enter(strangers, user, "wrong password")
    assert enter(hers, user).status_code == 302


def test_the_wait_ends(client_of: ClientOf, time_machine_at) -> None:
    user, browser = make_user(password_hash=HASH), client_of()
    for _ in range(6):
        enter(browser, user, "wrong password")
    with time_machine_at(seconds=10):
        assert enter(browser, user).status_code == 302


def test_the_right_password_forgets_the_failures(client_of: ClientOf) -> None:
    user, browser = make_user(password_hash=HASH), client_of()
    enter(browser, user, "wrong password")
    enter(browser, user)
    account = select(func.count()).select_from(SignInFailure)
    assert db.session.scalar(account) == 1  # that of the network address stays


def test_a_closed_account_stays_out(client_of: ClientOf) -> None:
    user, browser = make_user(password_hash=HASH, disabled_at=now()), client_of()
    assert enter(browser, user).status_code == 422
    assert browser.get("/en/account").status_code == 302


def test_an_unconfirmed_address_gets_its_link_once_more(client_of: ClientOf) -> None:
    user = make_user(password_hash=HASH, email_confirmed_at=None)
    assert enter(client_of(), user).location == "/en/look-in-your-mail/new"


def test_the_session_is_a_fresh_one(client_of: ClientOf) -> None:
    user, browser = make_user(password_hash=HASH), client_of()
    with browser.session_transaction() as before:
        before["planted"] = "by a stranger"
    with browser:
        enter(browser, user)
        assert "planted" not in session


def test_only_ticked_does_the_sign_in_outlive_the_browser(client_of: ClientOf) -> None:
    user = make_user(password_hash=HASH)
    kept = enter(client_of(), user, keep="y").headers.getlist("Set-Cookie")
    short = enter(client_of(), user).headers.getlist("Set-Cookie")
    assert "Expires" in next(c for c in kept if c.startswith("session="))
    assert "Expires" not in next(c for c in short if c.startswith("session="))


def test_signing_out_ends_the_session_for_good(client_of: ClientOf) -> None:
    browser = client_of(make_user())
    cookie = browser.get_cookie("session").value
    browser.post("/en/sign-out")
    browser.set_cookie("session", cookie)
    assert browser.get("/en/account").status_code == 302


def test_a_page_that_needs_a_sign_in_is_come_back_to(client_of: ClientOf) -> None:
    user, browser = make_user(password_hash=HASH), client_of()
    asked = browser.get("/en/account/preferences?x=1")
    assert "next=/en/account/preferences?x%3D1" in asked.location
    answer = enter(browser, user, next="/en/account/preferences?x=1")
    assert answer.location == "/en/account/preferences?x=1"


def test_next_never_leads_away(client_of: ClientOf) -> None:
    user = make_user(password_hash=HASH)
    for away in (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/ /evil",
        "x",
        "/\t/e",
    ):
        assert enter(client_of(), user, next=away).location == "/en/account", away


def test_being_seen_is_noted_now_and_then(client_of: ClientOf, time_machine_at) -> None:
    user = make_user()
    browser = client_of(user)
    first = db.session.scalar(select(Session.seen_at).where(Session.user_id == user.id))
    browser.get("/en/account")
    assert db.session.scalar(select(Session.seen_at).where(Session.user_id == user.id)) == first
    with time_machine_at(seconds=700):
        browser.get("/en/account")
    assert db.session.scalar(select(Session.seen_at).where(Session.user_id == user.id)) > first


def test_an_old_hash_is_renewed_at_the_sign_in(client_of: ClientOf) -> None:
    little_work = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    user = make_user(password_hash=little_work.hash(PASSWORD))
    enter(client_of(), user)
    db.session.refresh(user)
    assert "m=19456,t=2,p=1" in user.password_hash


def test_a_page_of_hers_is_kept_by_no_cache(client_of: ClientOf) -> None:
    assert "no-store" in client_of(make_user()).get("/en/account").headers["Cache-Control"]
