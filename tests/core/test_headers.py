"""Every address of the site, asked for as in production: each answer carries its guards."""

from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import Client, TestResponse

from marketplace.accounts.models import User
from marketplace.accounts.passwords import hashed
from marketplace.accounts.permissions import Role
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.core.page_cache import FRESH, PageCache
from marketplace.core.security import GUARDS
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.media import make_picture, store
from tests.support.clients import cookie_of
from tests.support.estate import Estate, make_estate, values_for

PASSWORD = "red cloth blue thread"
SHOP = "https://kotam.example"
VISITORS = (None, Role.BUYER, Role.ARTISAN, Role.MANAGER, Role.TREASURER, Role.ADMINISTRATOR)
SAID_OTHERWISE = {"Content-Security-Policy", "Referrer-Policy", "Cross-Origin-Resource-Policy"}
KEPT_BY_ALL = ("/static/", "/media/", "/sitemap", "/robots.txt", "/feed")


@pytest.fixture
def production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application as an operator runs it, as far as answers can tell."""
    monkeypatch.setitem(app.extensions, "settings", _like_production(app.extensions["settings"]))
    for name, value in {"NAME": "__Host-session", "SECURE": True}.items():
        monkeypatch.setitem(app.config, f"SESSION_COOKIE_{name}", value)
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["kotam.example", "localhost"])
    return app


def _like_production(settings: Settings) -> Settings:
    return replace(settings, environment="production", base_url=SHOP)


@pytest.mark.parametrize("role", VISITORS, ids=str)
def test_every_answer_of_every_address_carries_its_guards(
    production: Flask, client_of: ClientOf, role: Role | None
) -> None:
    estate = make_estate()
    client = _browser_of(client_of, estate.user(role))
    answers = [client.get(path, base_url=SHOP) for path in _addresses(production, estate)]
    assert [fault for answer in answers for fault in _faults(answer, role)] == []
    assert len(answers) > 100


def _browser_of(client_of: ClientOf, user: User | None) -> FlaskClient:
    client = client_of(None)
    if user:
        with client.session_transaction(base_url=SHOP) as session:
            session.update(cookie_of(user))
    return client


def _addresses(app: Flask, estate: Estate) -> Iterator[str]:
    with app.test_request_context(base_url=SHOP):
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or set()):
                yield url_for(rule.endpoint, **_values(rule, estate))
    yield from ("/nowhere", "/en/nowhere", "/media/../x", "/static/0/none.css", "/en/bag/add")


def _values(rule: Rule, estate: Estate) -> dict[str, Any]:
    try:
        return values_for(rule, estate)
    except KeyError:
        return {name: "en" if name == "lang" else "made-up" for name in rule.arguments}


def _faults(answer: TestResponse, role: Role | None) -> Iterator[str]:
    path, headers = answer.request.path, answer.headers
    for name, value in GUARDS.items():
        if headers.get(name) != value and not (name in SAID_OTHERWISE and name in headers):
            yield f"{path}: {name} is {headers.get(name)}"
    policy = headers["Content-Security-Policy"]
    for word in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        if word not in policy:
            yield f"{path}: no {word}"
    if "unsafe" in policy or "data:" in policy or "*" in policy:
        yield f"{path}: {policy}"
    if headers["Strict-Transport-Security"] != "max-age=31536000; includeSubDomains":
        yield f"{path}: {headers['Strict-Transport-Security']}"
    yield from _loose_ends(answer, role)


def _loose_ends(answer: TestResponse, role: Role | None) -> Iterator[str]:
    """What an answer should not say or do: name its server, let caches keep what is somebody's,
    send people to another host, set a cookie that others may set or read."""
    path, headers = answer.request.path, answer.headers
    for_everybody = {"Access-Control-Allow-Origin"} if path.startswith("/badges/") else set()
    talk = {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} - for_everybody
    if talk & {*headers.keys()}:
        yield f"{path}: says too much"
    kind = headers.get("Content-Type", "")
    if answer.data and (not kind or (kind.startswith("text/") and "charset=utf-8" not in kind)):
        yield f"{path}: is of the type {kind!r}"
    kept = "public" in headers["Cache-Control"]
    if kept and "Set-Cookie" in headers:
        yield f"{path}: a cookie in an answer for everyone"
    if (answer.location or "/")[:1] != "/" or (answer.location or "")[:2] == "//":
        yield f"{path}: leads to {answer.location}"
    for cookie in headers.getlist("Set-Cookie"):
        if not _is_guarded(cookie):
            yield f"{path}: {cookie}"


def _is_guarded(header: str) -> bool:
    (cookie,) = SimpleCookie(header).values()
    strict = cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"
    return bool(cookie.key.startswith("__Host-") and strict and cookie["path"] == "/")


def _sign_in(client: FlaskClient, user: User) -> TestResponse:
    form = {"email": user.email, "password": PASSWORD}
    return client.post("/en/sign-in", data=form, base_url=SHOP)


def test_cookies_belong_to_this_host_alone(production: Flask, client_of: ClientOf) -> None:
    client = client_of(None)
    chosen = client.post("/en/preferences/currency", data={"currency": "USD"}, base_url=SHOP)
    signed_in = _sign_in(client_of(None), make_user(password_hash=hashed(PASSWORD)))
    cookies = [*chosen.headers.getlist("Set-Cookie"), *signed_in.headers.getlist("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-currency",
        "__Host-session",
        "__Host-known",
    }
    assert [cookie for cookie in cookies if not _is_guarded(cookie)] == []


def test_a_page_of_somebody_is_kept_by_nobody(production: Flask, client_of: ClientOf) -> None:
    estate = make_estate()
    client = _browser_of(client_of, estate.buyer)
    answers = [client.get(path, base_url=SHOP) for path in _addresses(production, estate)]
    shared = {a.request.path for a in answers if "public" in a.headers["Cache-Control"]}
    private = [path for path in shared if _is_private(production, path)]
    assert private == []
    assert len(shared) > 10


def _is_private(app: Flask, path: str) -> bool:
    endpoint, _ = app.url_map.bind("kotam.example", url_scheme="https").match(path)
    return getattr(app.view_functions[endpoint], "access", None) != "public"


def test_pictures_may_be_shown_elsewhere_and_run_nothing(
    production: Flask, client_of: ClientOf
) -> None:
    picture = make_picture()
    store(picture)
    name = picture.derivatives[0]["name"]
    answer = client_of(None).get(f"/media/{name}", base_url=SHOP)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_an_unknown_host_is_answered_with_nothing_of_the_shop(
    production: Flask, client_of: ClientOf
) -> None:
    answer = client_of(None).get("/en/", base_url="https://evil.example")
    assert answer.status_code == 400
    assert "evil" not in answer.text


def test_preloading_is_asked_for_by_a_setting_only(
    production: Flask, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = replace(production.extensions["settings"], hsts_preload=True)
    monkeypatch.setitem(production.extensions, "settings", asked)
    told = client_of(None).get("/health/live", base_url=SHOP).headers["Strict-Transport-Security"]
    assert told == "max-age=63072000; includeSubDomains; preload"


def test_over_plain_http_nothing_is_promised(client_of: ClientOf) -> None:
    assert "Strict-Transport-Security" not in client_of(None).get("/health/live").headers


def test_a_kept_page_comes_with_all_that_it_was_made_with() -> None:
    def page(_: object, start: object) -> list[bytes]:
        start("200 OK", [*GUARDS.items(), ("Cache-Control", FRESH)])  # type: ignore[operator]
        return [b"hello"]

    kept = PageCache(page, version=lambda: 1, is_page=lambda _: True, key_of=lambda _: ("",))
    answers = [Client(kept).get("/") for _ in range(2)]
    assert [GUARDS.items() <= {*a.headers.items()} for a in answers] == [True, True]


def test_in_production_the_application_is_set_so(tmp_path: Path) -> None:
    settings = Settings("postgresql://nobody@127.0.0.1:1/x", page_cache=False, data_dir=tmp_path)
    made = create_app(_like_production(settings))
    assert made.config["SESSION_COOKIE_NAME"] == "__Host-session"
    assert made.config["SESSION_COOKIE_SECURE"]
    assert made.config["SESSION_COOKIE_HTTPONLY"]
    assert made.config["TRUSTED_HOSTS"] == ["kotam.example", "127.0.0.1", "localhost"]
    assert not made.config["DEBUG"]
