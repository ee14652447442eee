"""What people may send by mistake or on purpose."""

import re
from dataclasses import replace
from hashlib import sha1
from pathlib import Path

import pytest
from flask import Flask

from marketplace.accounts.passwords import fault_of, hashed, is_breached
from tests.conftest import ClientOf
from tests.factories.accounts import make_user

PASSWORD = "red cloth blue thread"
HASH = hashed(PASSWORD)
NEW = {"name": "Clara", "email": "clara@example.org", "password": PASSWORD}
BAD = [
    ("name", ""),
    ("name", "   "),
    ("name", "x" * 10_000),
    ("email", ""),
    ("email", "x" * 10_000),
    ("email", "clara"),
    ("email", "a@b"),
    ("email", "clara@example.org, all@example.org"),
    ("email", "clara@example.org\r\nBcc: all@example.org"),
    ("password", ""),
    ("password", "short"),
    ("password", "x" * 10_000),
    ("password", "password1234"),
    ("password", "۱۲۳۴۵۶۷۸۹۰۱۲"),
    ("password", "clara@example.org"),
    ("password", "aaaaaaaaaaaaaaa"),
    ("password", "Kotam-Gilan-26"),
]


@pytest.mark.parametrize(("field", "typed"), BAD)
def test_signing_up_names_what_is_wrong_and_keeps_the_rest(
    client_of: ClientOf, field: str, typed: str
) -> None:
    answer = client_of().post("/en/sign-up", data=NEW | {field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    kept = {"name": 'value="Clara"', "email": 'value="clara@example.org"'}
    kept.pop(field, None)
    assert all(value in answer.text for value in kept.values())
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("path", ["sign-in", "sign-up", "forgot"])
@pytest.mark.parametrize("field", ["email", "password", "name"])
def test_nul_never_reaches_the_database(client_of: ClientOf, path: str, field: str) -> None:
    answer = client_of().post(f"/en/{path}", data=NEW | {field: "a\0b@example.org"})
    assert answer.status_code == 422
    assert field in answer.text


def test_nul_in_an_address_is_a_bad_request(client_of: ClientOf) -> None:
    for path in ("/en/sign-in?next=%00", "/en/sign-in?a%00b=1", "/en/confirm/a%00b"):
        assert client_of().get(path).status_code == 400


def test_repeated_fields_count_once(client_of: ClientOf) -> None:
    twice = {
        "name": ["Clara", "X"],
        "email": ["clara@example.org", "b@x.org"],
        "password": PASSWORD,
    }
    assert client_of().post("/en/sign-up", data=twice).status_code == 302


def test_an_address_may_be_typed_with_persian_digits(client_of: ClientOf) -> None:
    user = make_user(email="clara12@example.org", password_hash=HASH)
    form = {"email": " Clara۱۲@example.org ", "password": PASSWORD}
    assert client_of().post("/en/sign-in", data=form).location == "/en/account"
    assert user.email == "clara12@example.org"


def test_a_password_is_the_same_from_a_persian_keyboard(client_of: ClientOf) -> None:
    user = make_user(password_hash=hashed("thread 1405 cloth"))
    form = {"email": user.email, "password": "thread ۱۴۰۵ cloth"}
    assert client_of().post("/en/sign-in", data=form).status_code == 302


def test_the_present_password_is_asked_for(client_of: ClientOf) -> None:
    user = make_user(password_hash=HASH)
    form = {"present": "not this one", "password": "quite another one"}
    answer = client_of(user).post("/en/account/password", data=form)
    assert answer.status_code == 422
    assert 'id="present-error"' in answer.text
    assert "quite another one" not in answer.text


def test_a_changed_password_leaves_this_session_only(client_of: ClientOf) -> None:
    user = make_user(password_hash=HASH)
    here, elsewhere = client_of(user), client_of(user)
    form = {"present": PASSWORD, "password": "quite another one"}
    assert here.post("/en/account/password", data=form).status_code == 302
    assert here.get("/en/account").status_code == 200
    assert elsewhere.get("/en/account").status_code == 302


@pytest.mark.parametrize(("field", "typed"), [("locale", "de"), ("calendar", "x" * 10_000)])
def test_preferences_take_only_what_there_is(client_of: ClientOf, field: str, typed: str) -> None:
    form = {"locale": "en", "calendar": "jalali"} | {field: typed}
    answer = client_of(make_user()).post("/en/account/preferences", data=form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_language_and_a_calendar_are_kept(client_of: ClientOf) -> None:
    user = make_user()
    form = {"locale": "fa", "calendar": "gregorian"}
    answer = client_of(user).post("/en/account/preferences", data=form)
    assert answer.location == "/fa/account/preferences"
    assert (user.locale, user.calendar) == ("fa", "gregorian")


def test_days_on_her_pages_are_in_her_calendar(client_of: ClientOf) -> None:
    user = make_user(calendar="jalali")
    assert " 140" in client_of(user).get("/en/account").text


def test_signing_out_elsewhere_leaves_this_session(client_of: ClientOf) -> None:
    user = make_user()
    here, elsewhere = client_of(user), client_of(user)
    here.post("/en/account/sign-out-elsewhere")
    assert here.get("/en/account").status_code == 200
    assert elsewhere.get("/en/account").status_code == 302


@pytest.mark.parametrize("good", ["red cloth blue thread", "زیر باران انزلی", "Tr0ub4dor&3xyz"])
def test_good_passwords_pass(good: str) -> None:
    assert fault_of(good, "clara@example.org", "Clara") == ""


@pytest.mark.parametrize("path", ["sign-in", "sign-up", "account/password"])
def test_passwords_are_covered_and_left_to_their_keepers(client_of: ClientOf, path: str) -> None:
    page = client_of(make_user() if "account" in path else None).get(f"/en/{path}").text
    fields = re.findall(r"<input[^>]*(?:name|type)=\"password[^>]*>", page)
    assert fields
    assert all('type="password"' in field and "-password" in field for field in fields)
    assert not any(word in page for word in ("onpaste", 'autocomplete="off"'))


@pytest.fixture
def breached(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list as thieves publish them, of 500 passwords."""
    words = [f"thirteen horses {n}" for n in range(500)]
    hashes = [sha1(word.encode(), usedforsecurity=False).hexdigest() for word in words]
    lines = sorted(f"{each.upper()}:{n}" for n, each in enumerate(hashes))
    (tmp_path / "hashes.txt").write_text("\r\n".join(lines))
    settings = replace(app.extensions["settings"], breached_passwords=tmp_path / "hashes.txt")
    monkeypatch.setitem(app.extensions, "settings", settings)
    return words


def test_passwords_that_thieves_have_published_are_refused(
    client_of: ClientOf, breached: list[str]
) -> None:
    assert [word for word in breached if not is_breached(word)] == []
    assert not is_breached(PASSWORD)
    answer = client_of().post("/en/sign-up", data=NEW | {"password": breached[7]})
    assert answer.status_code == 422
    assert "thieves" in answer.text
