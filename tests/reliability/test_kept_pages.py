"""Kept pages on two machines: one making for many readers, never old after a change, off when deaf."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import Client, TestResponse

from marketplace.app import create_app
from marketplace.core.clock import today
from marketplace.core.db import db, transaction
from marketplace.localisation.models import ExchangeRate
from tests.factories.shop import make_piece
from tests.support.databases import clone, settings_for
from tests.support.queries import count_queries

PIECES = "/en/pieces"
PATIENCE = 5.0


@pytest.fixture
def machines(
    server: str, template: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[list[Flask]]:
    """Two applications, each with its own memory, on one database with one piece."""
    name = "".join(filter(str.isalnum, request.node.name))[:50]
    settings = replace(settings_for(clone(server, template, name), tmp_path), page_cache=True)
    apps = [create_app(settings) for _ in range(2)]
    with apps[0].app_context(), transaction():
        make_piece("Striped cloth", "پارچهٔ راه‌راه")
    yield apps
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def ask(app: Flask, address: str = PIECES, **headers: str) -> TestResponse:
    return Client(app, use_cookies=False).get(address, headers=headers)


def until(holds: Callable[[], bool]) -> float:
    """Seconds until it holds."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < PATIENCE
        time.sleep(0.005)
    return time.monotonic() - started


def kept(app: Flask) -> bool:
    """Whether the page is answered without a query."""
    with count_queries() as sent:
        assert ask(app).status_code == 200
    return not sent


def warm(machines: list[Flask]) -> None:
    for app in machines:
        until(lambda app=app: kept(app))  # type: ignore[misc]


def rename(app: Flask, name: str) -> None:
    with app.app_context(), transaction():
        db.session.execute(
            text("update products set titles = jsonb_build_object('en', cast(:n as text))"),
            {"n": name},
        )


def test_a_change_reaches_every_machine(machines: list[Flask]) -> None:
    warm(machines)
    rename(machines[0], "Chequered cloth")
    for app in machines:
        until(lambda app=app: "Chequered cloth" in ask(app).text)  # type: ignore[misc]


def test_a_rate_that_is_remembered_is_never_old(machines: list[Flask]) -> None:
    warm(machines)
    shown = ask(machines[1], Cookie="currency=USD").text
    with machines[0].app_context(), transaction():
        rate = {"base": "EUR", "quote": "USD", "as_of": today(), "rate": 7, "source": "test"}
        db.session.merge(ExchangeRate(**rate))
    until(lambda: ask(machines[1], Cookie="currency=USD").text != shown)


def test_what_lists_can_be_narrowed_by_is_never_old(machines: list[Flask]) -> None:
    warm(machines)
    with machines[0].app_context(), transaction():
        db.session.execute(text("""update crafts set names = '{"en": "Striped weaving"}'"""))
    until(lambda: ">Striped weaving<" in ask(machines[1]).text)


def test_what_is_undone_makes_nothing_old(machines: list[Flask]) -> None:
    warm(machines)
    with machines[0].app_context():
        db.session.execute(text("update products set version = version + 1"))
        db.session.rollback()
    time.sleep(0.1)
    assert all(kept(app) for app in machines)


def test_a_thousand_readers_are_served_by_one_making(machines: list[Flask]) -> None:
    warm(machines)
    rename(machines[1], "Chequered cloth")
    until(lambda: "Chequered cloth" in ask(machines[1]).text)
    with count_queries() as once:
        ask(machines[1], f"{PIECES}?q=cloth")
    with count_queries() as sent, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(machines[1], f"{PIECES}?q=cloths"), range(1000)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(sent) <= len(once)


def test_a_machine_that_cannot_hear_keeps_nothing(machines: list[Flask]) -> None:
    warm(machines)
    with machines[0].app_context():
        hearing = (
            "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'"
        )
        db.session.execute(text(hearing))
        db.session.commit()
    until(lambda: not kept(machines[1]))
    until(lambda: kept(machines[1]))
    rename(machines[0], "Chequered cloth")
    until(lambda: "Chequered cloth" in ask(machines[1]).text)


def test_a_reader_who_has_the_page_is_told_so(machines: list[Flask]) -> None:
    warm(machines)
    etag = ask(machines[0]).headers["ETag"]
    again = ask(machines[1], **{"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    packed = ask(machines[0], **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) < len(ask(machines[0]).data)


def test_pages_in_another_currency_are_others(machines: list[Flask]) -> None:
    warm(machines)
    assert ask(machines[0], Cookie="currency=USD").text != ask(machines[0]).text
    assert ask(machines[0], Cookie="session=x; currency=ZZZ").text == ask(machines[0]).text


def test_what_belongs_to_one_visitor_is_not_kept(machines: list[Flask]) -> None:
    warm(machines)
    for address in ("/en/basket", "/en/sign-in", "/en/pieces/none"):
        assert "ETag" not in ask(machines[0], address).headers
    assert Client(machines[0]).head(PIECES).data == b""
