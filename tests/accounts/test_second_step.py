"""A password alone does not open an account that has a second step."""

import re
from html import unescape

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from marketplace.accounts.models import AuthenticatorApp, RecoveryCode, User
from marketplace.accounts.passwords import hashed
from marketplace.accounts.permissions import Role
from marketplace.accounts.services import second
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.digits import to_language
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.support.jobs import run_jobs

PASSWORD = "red cloth blue thread"
HASH = hashed(PASSWORD)
SECURITY = "/en/account/security"
STEP = "/en/sign-in/second-step"


def code_of(user: User, steps: int = 0) -> str:
    secret = db.session.get_one(AuthenticatorApp, user.id).secret
    return pyotp.TOTP(secret).at(int(now().timestamp()) + 30 * steps)


def with_app(**given) -> User:
    """Somebody whose telephone makes codes; none of them is used yet."""
    user = make_user(password_hash=HASH, second_step_at=now(), **given)
    db.session.add(
        AuthenticatorApp(user_id=user.id, secret=pyotp.random_base32(), confirmed_at=now())
    )
    db.session.flush()
    return user


def enter(browser: FlaskClient, user: User, **more):
    form = {"email": user.email, "password": PASSWORD, **more}
    return browser.post("/en/sign-in", data=form)


def codes_on(page: str) -> list[str]:
    return re.findall(r">((?:\w{4}-){5}\w{4})<", page)


def test_setting_up_an_app_shows_ten_codes_once(client_of: ClientOf) -> None:
    user = make_user(password_hash=HASH)
    browser = client_of(user)
    assert browser.post(f"{SECURITY}/app").location == f"{SECURITY}/app"
    assert "<svg" in browser.get(f"{SECURITY}/app").text
    page = browser.post(f"{SECURITY}/app/confirm", data={"code": code_of(user)}).text
    assert len(codes_on(page)) == 10
    assert codes_on(browser.get(SECURITY).text) == []
    assert user.second_step_at


def test_a_wrong_first_code_leaves_all_as_it_was(client_of: ClientOf) -> None:
    user = make_user(password_hash=HASH)
    browser = client_of(user)
    browser.post(f"{SECURITY}/app")
    answer = browser.post(f"{SECURITY}/app/confirm", data={"code": "000000x"})
    assert answer.status_code == 422
    assert user.second_step_at is None


def test_the_secret_is_sealed_and_not_shown_again(client_of: ClientOf) -> None:
    user = with_app()
    stored = db.session.scalar(db.text("select secret from authenticator_apps"))
    assert stored.startswith("s1.")
    assert client_of(user).get(f"{SECURITY}/app").location == SECURITY


def test_the_password_alone_opens_nothing(client_of: ClientOf) -> None:
    user, browser = with_app(), client_of()
    assert enter(browser, user).location == STEP
    assert browser.get("/en/account").status_code == 302


def test_password_and_code_open_the_page_she_wanted(client_of: ClientOf) -> None:
    user, browser = with_app(), client_of()
    enter(browser, user, next="/en/account/preferences")
    answer = browser.post(STEP, data={"code": code_of(user)})
    assert answer.location == "/en/account/preferences"
    assert browser.get("/en/account").status_code == 200


def test_a_code_may_be_typed_in_persian_digits(client_of: ClientOf) -> None:
    user, browser = with_app(), client_of()
    enter(browser, user)
    typed = to_language(code_of(user), "fa")
    assert browser.post(STEP, data={"code": f"{typed[:3]} {typed[3:]}"}).status_code == 302


def test_a_code_works_once(client_of: ClientOf) -> None:
    user, first, second_ = with_app(), client_of(), client_of()
    code = code_of(user)
    for browser, status in ((first, 302), (second_, 422)):
        enter(browser, user)
        assert browser.post(STEP, data={"code": code}).status_code == status


def test_an_earlier_code_does_not_work_after_a_later_one(client_of: ClientOf) -> None:
    user, first, second_ = with_app(), client_of(), client_of()
    enter(first, user)
    first.post(STEP, data={"code": code_of(user, 1)})
    enter(second_, user)
    assert second_.post(STEP, data={"code": code_of(user)}).status_code == 422


def test_a_code_of_long_ago_does_not_work(client_of: ClientOf) -> None:
    user, browser = with_app(), client_of()
    enter(browser, user)
    assert browser.post(STEP, data={"code": code_of(user, -3)}).status_code == 422


def test_guessing_codes_is_slowed_down(client_of: ClientOf) -> None:
    user, browser = with_app(), client_of()
    enter(browser, user)
    answers = [browser.post(STEP, data={"code": f"00000{n}x"}) for n in range(6)]
    assert [a.status_code for a in answers] == [422] * 5 + [429]


def test_a_recovery_code_works_once_and_she_is_told(client_of: ClientOf, mailer) -> None:
    user = with_app(locale="fa")
    code = second.new_recovery_codes(user)[0]
    for status in (302, 422):
        browser = client_of()
        enter(browser, user)
        assert browser.post(STEP, data={"code": code.upper()}).status_code == status
    run_jobs()
    assert [m.to for m in mailer.sent if "بازیابی" in m.text] == [user.email]


def test_new_recovery_codes_end_the_older(client_of: ClientOf) -> None:
    user = with_app()
    old = second.new_recovery_codes(user)[0]
    assert len(codes_on(client_of(user).post(f"{SECURITY}/codes").text)) == 10
    browser = client_of()
    enter(browser, user)
    assert browser.post(STEP, data={"code": old}).status_code == 422


def test_no_recovery_code_can_be_read_in_the_database() -> None:
    user = with_app()
    codes = second.new_recovery_codes(user)
    kept = db.session.scalars(select(RecoveryCode.code_hash)).all()
    assert not {code.replace("-", "") for code in codes} & set(kept)


def test_the_half_open_door_closes_after_some_minutes(client_of: ClientOf, time_machine_at) -> None:
    user, browser = with_app(), client_of()
    enter(browser, user)
    with time_machine_at(minutes=11):
        assert browser.post(STEP, data={"code": code_of(user)}).location == "/en/sign-in"


def test_nobody_meets_the_second_step_without_the_first(client_of: ClientOf) -> None:
    assert client_of().get(STEP).location == "/en/sign-in"


def test_removing_the_app_removes_the_codes_on_paper(client_of: ClientOf) -> None:
    user = with_app()
    second.new_recovery_codes(user)
    client_of(user).post(f"{SECURITY}/app/remove")
    assert user.second_step_at is None
    assert second.codes_left(user) == 0


def test_a_link_to_a_new_password_does_not_go_round_the_second_step(
    app: Flask, client_of: ClientOf
) -> None:
    user, browser = with_app(), client_of()
    browser.post("/en/forgot", data={"email": user.email})
    run_jobs()
    link = re.search(r"/en/reset/\S+", app.extensions["mailer"].sent[-1].text)[0]
    assert browser.post(unescape(link), data={"password": "quite another one"}).location == STEP


@pytest.fixture
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production: whoever moves money must have a second step."""
    frozen = app.extensions["settings"]
    strict = type(frozen)(**{**vars(frozen), "second_step": "required"})
    monkeypatch.setitem(app.extensions, "settings", strict)


def staff(role: Role, **given) -> User:
    return make_user(role, scope_id=None if role is Role.ADMINISTRATOR else 1, **given)


GUARDED_ROLES = (Role.TREASURER, Role.MANAGER, Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", GUARDED_ROLES)
def test_who_moves_money_or_roles_sets_it_up_first(
    client_of: ClientOf, required: None, role: Role
) -> None:
    browser = client_of(staff(role))
    for page in ("/en/account", "/en/office", "/en/account/orders"):
        assert browser.get(page, follow_redirects=False).status_code in {302, 308, 403, 404}
    assert browser.get("/en/account").location == SECURITY
    assert browser.get(SECURITY).status_code == 200


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SALES, Role.SHIPPING])
def test_others_are_only_offered_it(client_of: ClientOf, required: None, role: Role) -> None:
    assert client_of(staff(role)).get("/en/account").status_code == 200


def test_once_set_up_all_opens(client_of: ClientOf, required: None) -> None:
    user = staff(Role.TREASURER, second_step_at=now())
    assert client_of(user).get("/en/account").status_code == 200


def test_who_must_have_one_cannot_remove_the_last(client_of: ClientOf, required: None) -> None:
    user = with_app()
    user.grants = staff(Role.ADMINISTRATOR).grants
    client_of(user).post(f"{SECURITY}/app/remove")
    assert user.second_step_at
    assert second.app_of(user)


def test_an_operator_lets_somebody_begin_anew(app: Flask) -> None:
    user = with_app()
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["users", "forget-second-step", user.email])
    assert done.exit_code == 0
    assert second.app_of(user) is None
    assert user.second_step_at is None
