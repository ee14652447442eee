import re

from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import Session, User
from marketplace.accounts.passwords import hashed, matches
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.core.mail import FakeMailer
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.support.jobs import run_jobs

PASSWORD = "red cloth blue thread"
HASH = hashed(PASSWORD)


def link_in(mailer: FakeMailer, word: str) -> str:
    """The path of the link in the latest mail."""
    run_jobs()
    found = re.search(rf"https?://[^/\s]+(/\S+/{word}/\S+)", mailer.sent[-1].text)
    assert found, mailer.sent[-1].text
    return found[1]


def sign_up(browser, lang="en", **changed):
    form = {"name": "Clara Weiss", "email": "clara@example.org", "password": PASSWORD, **changed}
    return browser.post(f"/{lang}/sign-up", data=form)


def found(email="clara@example.org") -> User | None:
    db.session.expire_all()
    return db.session.scalar(select(User).where(User.email == email))


def test_a_new_account_waits_until_its_address_is_confirmed(client_of: ClientOf, mailer) -> None:
    browser = client_of()
    assert sign_up(browser).location == "/en/look-in-your-mail/new"
    assert found().email_confirmed_at is None
    path = link_in(mailer, "confirm")
    assert "This address is mine" in browser.get(path).text
    assert found().email_confirmed_at is None, "opening the link alone does nothing"
    assert browser.post(path).location == "/en/sign-in"
    assert found().email_confirmed_at


def test_the_mail_is_in_the_language_of_the_page(client_of: ClientOf, mailer) -> None:
    sign_up(client_of(), lang="fa")
    assert "/fa/confirm/" in link_in(mailer, "confirm")
    assert 'dir="rtl"' in mailer.sent[0].html
    assert found().calendar == "jalali"


def test_a_confirmed_link_is_an_old_one(client_of: ClientOf, mailer) -> None:
    sign_up(client_of())
    path = link_in(mailer, "confirm")
    client_of().post(path)
    answer = client_of().get(path)
    assert answer.status_code == 410
    assert "You can sign in" in answer.text


def test_a_link_that_was_cut_short_is_a_page(client_of: ClientOf) -> None:
    for path in ("/en/confirm/abc", "/en/reset/abc.def.ghi", "/fa/reset/%C3%BF"):
        answer = client_of().get(path)
        assert answer.status_code == 404
        assert "<h1>" in answer.text


def test_a_known_address_answers_the_same_and_tells_its_owner(client_of: ClientOf, mailer) -> None:
    user = make_user(email="clara@example.org", password_hash=HASH)
    known, new = sign_up(client_of()), sign_up(client_of(), email="new@example.org")
    assert (known.status_code, known.location) == (new.status_code, new.location)
    run_jobs()
    subjects = {letter.to: letter.subject for letter in mailer.sent}
    assert subjects["clara@example.org"] == "You already have an account"
    assert matches(found().password_hash, PASSWORD)
    assert found().name == user.name


def test_the_latest_wish_for_an_unconfirmed_address_counts(client_of: ClientOf, mailer) -> None:
    sign_up(client_of(), password="somebody else wanted this")
    first = link_in(mailer, "confirm")
    sign_up(client_of())
    second = link_in(mailer, "confirm")
    assert client_of().get(first).status_code == 410
    assert client_of().get(second).status_code == 200
    assert matches(found().password_hash, PASSWORD)


def test_an_account_with_a_role_is_not_taken_over_by_signing_up(client_of: ClientOf) -> None:
    make_user(Role.ADMINISTRATOR, email="clara@example.org", email_confirmed_at=None)
    sign_up(client_of())
    assert found().password_hash is None


def test_a_reset_link_sets_a_password_once_and_signs_in(client_of: ClientOf, mailer) -> None:
    user, browser = make_user(password_hash=HASH), client_of()
    asked = browser.post("/en/forgot", data={"email": user.email.upper()})
    assert asked.location == "/en/look-in-your-mail/reset"
    path = link_in(mailer, "reset")
    form = {"password": "quite another one"}
    assert browser.post(path, data=form).location == "/en/account"
    assert browser.get("/en/account").status_code == 200
    assert client_of().post(path, data=form).status_code == 410
    assert matches(found(user.email).password_hash, "quite another one")


def test_asking_for_a_reset_of_an_unknown_address_looks_the_same(
    client_of: ClientOf, mailer
) -> None:
    answer = client_of().post("/en/forgot", data={"email": "nobody@example.org"})
    assert answer.location == "/en/look-in-your-mail/reset"
    run_jobs()
    assert mailer.sent == []


def test_asking_twice_at_once_sends_one_mail(client_of: ClientOf, mailer) -> None:
    user = make_user(password_hash=HASH)
    for _ in range(3):
        client_of().post("/en/forgot", data={"email": user.email})
    run_jobs()
    assert len(mailer.sent) == 1


def test_a_reset_link_runs_out(client_of: ClientOf, mailer, time_machine_at) -> None:
    user = make_user(password_hash=HASH)
    client_of().post("/en/forgot", data={"email": user.email})
    path = link_in(mailer, "reset")
    with time_machine_at(seconds=3700):
        assert client_of().get(path).status_code == 410


def test_a_reset_ends_all_other_sessions_and_tells_of_it(client_of: ClientOf, mailer) -> None:
    user = make_user(password_hash=HASH)
    elsewhere = client_of(user)
    client_of().post("/en/forgot", data={"email": user.email})
    client_of().post(link_in(mailer, "reset"), data={"password": "quite another one"})
    assert elsewhere.get("/en/account").status_code == 302
    run_jobs()
    assert "Your password was changed" in [mail.subject for mail in mailer.sent]


def test_a_reset_opens_the_door_that_strangers_slowed_down(client_of: ClientOf, mailer) -> None:
    user, strangers = make_user(password_hash=HASH), client_of()
    for _ in range(7):
        strangers.post("/en/sign-in", data={"email": user.email, "password": "wrong wrong"})
    client_of().post("/en/forgot", data={"email": user.email})
    answer = client_of().post(link_in(mailer, "reset"), data={"password": "quite another one"})
    assert answer.status_code == 302


def test_a_closed_account_gets_no_reset_link(client_of: ClientOf, mailer) -> None:
    user = make_user(password_hash=HASH)
    user.disabled_at = user.email_confirmed_at
    client_of().post("/en/forgot", data={"email": user.email})
    run_jobs()
    assert mailer.sent == []


def test_no_mail_keeps_a_usable_link_in_the_database(client_of: ClientOf, app: Flask) -> None:
    client_of().post("/en/forgot", data={"email": make_user(password_hash=HASH).email})
    run_jobs()
    kept = db.session.execute(select(func.string_agg(User.email, ","))).scalar()
    assert kept
    context = db.session.execute(db.text("select context::text from mails")).scalar()
    assert "reset/" not in context


def test_two_who_want_one_address_at_once_make_one_account(client_of: ClientOf) -> None:
    assert sign_up(client_of()).status_code == sign_up(client_of()).status_code == 302
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_resetting_leaves_one_session(client_of: ClientOf, mailer) -> None:
    user = make_user(password_hash=HASH)
    client_of(user), client_of(user)
    client_of().post("/en/forgot", data={"email": user.email})
    client_of().post(link_in(mailer, "reset"), data={"password": "quite another one"})
    open_now = select(func.count()).where(Session.user_id == user.id, Session.ended_at.is_(None))
    assert db.session.scalar(open_now) == 1
