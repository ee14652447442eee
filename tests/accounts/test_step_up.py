"""Acts that move money, roles or bank details ask once more who it is, and lose nothing typed."""

import re
from html import unescape

import pytest
from sqlalchemy import update

from marketplace.accounts.models import Session, User
from marketplace.accounts.passwords import hashed
from marketplace.accounts.permissions import GUARDED, Permission, Role
from marketplace.core.clock import now
from marketplace.core.db import db
from tests.accounts.test_passkeys import add, options_on
from tests.accounts.test_second_step import code_of, with_app
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.support.authenticators import Authenticator

PASSWORD = "red cloth blue thread"
HASH = hashed(PASSWORD)


def grow_old(user: User) -> None:
    """As if she had signed in yesterday."""
    then = db.text("clock_timestamp() - interval '1 day'")
    db.session.execute(update(Session).where(Session.user_id == user.id).values(confirmed_at=then))


@pytest.fixture
def admin() -> User:
    return make_user(Role.ADMINISTRATOR, password_hash=HASH)


def granting(client_of: ClientOf, admin: User):
    """A browser of long ago, the address where a role is given, and what is typed there."""
    browser, person = client_of(admin), make_user()
    grow_old(admin)
    return browser, f"/en/admin/users/{person.id}/grant", {"role": "auditor"}, person


def test_a_role_is_not_given_before_she_is_asked(client_of: ClientOf, admin: User) -> None:
    browser, address, typed, person = granting(client_of, admin)
    answer = browser.post(address, data=typed)
    assert answer.status_code == 401
    assert not person.roles
    assert f'action="{address}' in answer.text


def test_what_was_typed_comes_through(client_of: ClientOf, admin: User) -> None:
    browser, address, typed, person = granting(client_of, admin)
    page = browser.post(address, data=typed).text
    kept = re.findall(r'<input\s+type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', page)
    sent = dict(kept) | {"confirm_password": PASSWORD}
    assert browser.post(address, data=sent).status_code == 302
    assert person.roles == {Role.AUDITOR}


def test_many_values_of_one_field_and_strange_signs_are_kept(
    client_of: ClientOf, admin: User
) -> None:
    browser, address, _typed, _person = granting(client_of, admin)
    typed = {"role": ["a", '"<b>&'], "scope": "رشت\nانزلی"}
    page = browser.post(address, data=typed).text
    values = [unescape(v) for v in re.findall(r'name="role"\s+value="([^"]*)"', page)]
    assert values == typed["role"]
    assert 'value="رشت\nانزلی"' in page


def test_after_that_she_is_left_alone_for_a_while(
    client_of: ClientOf, admin: User, time_machine_at
) -> None:
    browser, address, typed, _person = granting(client_of, admin)
    browser.post(address, data=typed | {"confirm_password": PASSWORD})
    assert browser.post(address, data=typed).status_code == 302
    with time_machine_at(minutes=16):
        assert browser.post(address, data=typed).status_code == 401


def test_a_wrong_password_asks_again_and_keeps_all(client_of: ClientOf, admin: User) -> None:
    browser, address, typed, person = granting(client_of, admin)
    answer = browser.post(address, data=typed | {"confirm_password": "not this"})
    assert answer.status_code == 422
    assert re.search(r'name="role"\s+value="auditor"', answer.text)
    assert "not this" not in answer.text
    assert not person.roles


def test_guessing_here_is_slowed_down(client_of: ClientOf, admin: User) -> None:
    browser, address, typed, _person = granting(client_of, admin)
    answers = [
        browser.post(address, data=typed | {"confirm_password": "wrong"}).status_code
        for _ in range(6)
    ]
    assert answers == [422] * 5 + [429]


def test_a_code_of_the_app_will_do(client_of: ClientOf) -> None:
    user = with_app()
    user.grants = make_user(Role.ADMINISTRATOR).grants
    browser, address, typed, person = granting(client_of, user)
    browser.post(address, data=typed | {"confirm_code": code_of(user)})
    assert person.roles


def test_a_passkey_will_do(client_of: ClientOf, admin: User) -> None:
    browser, device = client_of(admin), Authenticator()
    add(browser, device)
    grow_old(admin)
    address = f"/en/admin/users/{make_user().id}/grant"
    options = options_on(browser.post(address, data={"role": "auditor"}).text)
    typed = {"role": "auditor", "confirm_passkey": device.sign(options)}
    assert browser.post(address, data=typed).status_code == 302


def test_signing_in_is_proof_enough(client_of: ClientOf, admin: User) -> None:
    browser = client_of()
    browser.post("/en/sign-in", data={"email": admin.email, "password": PASSWORD})
    address = f"/en/admin/users/{make_user().id}/grant"
    assert browser.post(address, data={"role": "auditor"}).status_code == 302


@pytest.mark.parametrize(
    "path", ["address", "security/app", "security/app/remove", "security/codes", "data/erase"]
)
def test_what_touches_the_sign_in_asks_too(client_of: ClientOf, path: str) -> None:
    user = make_user(password_hash=HASH, second_step_at=now())
    browser = client_of(user)
    grow_old(user)
    assert browser.post(f"/en/account/{path}").status_code == 401


def test_reading_asks_nothing(client_of: ClientOf, admin: User) -> None:
    browser = client_of(admin)
    grow_old(admin)
    assert browser.get("/en/admin/users").status_code == 200


def test_guarded_is_what_moves_money_roles_or_account_numbers() -> None:
    harmless = {"studio:use", "office:enter", "admin:enter", "pardis:enter", "programme:enter"}
    read = {p for p in Permission if p.value.endswith(":read")}
    work = {"product:write-for-member", "product:review", "hs-code:confirm", "stock:write"}
    orders = {"order:manage", "order:release", "order:ship"}
    school = {
        "training:manage",
        "attendance:mark",
        "training:assess",
        "training:certify",
        "kit:hand",
    }
    workshop = {"production:manage", "material:keep", "pieces:grade", "wages:prepare"}
    till = {"till:sell", "till:manage"}
    centre = school | workshop | till | {"consignment:manage"}
    assert set(Permission) - GUARDED == harmless | read | work | orders | centre
