"""The line to the database breaks: people are told so at once, and all is well when it is back."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from marketplace.app import create_app
from marketplace.core import lines, listening
from marketplace.core.db import db, transaction
from tests.factories.shop import make_piece
from tests.support.databases import clone, settings_for
from tests.support.line import Line, line_to

PIECES = "/en/pieces"
CONNECT, SLACK, PATIENCE = 5, 20, 60


@pytest.fixture
def forgetful_database() -> None:
    """What is saved here is seen by others; the database is this test's own."""


@pytest.fixture
def far_shop(
    server: str, template: str, tmp_path: Path, worker_id: str, request: pytest.FixtureRequest
) -> Iterator[tuple[Flask, Line]]:
    """A shop whose database lies behind a line."""
    at = make_url(clone(server, template, f"{request.node.name[:40]}_{worker_id}"))
    with line_to(f"{at.query['host']}/.s.PGSQL.5432") as line:
        url = f"postgresql://{at.username}@127.0.0.1:{line.port}/{at.database}?sslmode=disable"
        app = create_app(settings_for(url, tmp_path))
        with app.app_context(), transaction():
            make_piece("Striped cloth", "پارچهٔ راه‌راه")
        yield app, line
        with app.app_context():
            db.engine.dispose()


def test_while_the_database_is_away_people_are_told_and_then_it_is_back(
    far_shop: tuple[Flask, Line],
) -> None:
    app, line = far_shop
    assert Client(app).get(PIECES).status_code == 200
    line.fall()
    started = time.monotonic()
    answer = Client(app).get(PIECES)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "We are not ready yet" in answer.text
    assert time.monotonic() - started < CONNECT + SLACK
    line.down = False
    assert Client(app).get(PIECES).status_code == 200


def test_while_the_database_keeps_silent_people_are_told_and_then_it_is_back(
    far_shop: tuple[Flask, Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, line = far_shop
    monkeypatch.setattr(lines, "PAGE", 1)
    assert Client(app).get(PIECES).status_code == 200
    line.hush()
    started = time.monotonic()
    answer = Client(app).get(PIECES)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert time.monotonic() - started < 1 + CONNECT + SLACK
    line.mend()
    assert Client(app).get(PIECES).status_code == 200


def test_an_answer_that_never_comes_undoes_what_was_under_way(
    far_shop: tuple[Flask, Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, line = far_shop
    monkeypatch.setattr(lines, "PAGE", 1)

    def change() -> None:
        with transaction():
            db.session.execute(text("update products set version = version + 7"))
            line.hush()
            db.session.execute(text("update products set version = version + 7"))

    with app.test_request_context("/"), pytest.raises(OperationalError, match="silent"):
        change()
    line.mend()
    with app.app_context():
        assert db.session.scalar(text("select max(version) from products")) < 7


def test_a_slow_database_is_waited_for(far_shop: tuple[Flask, Line]) -> None:
    app, line = far_shop
    line.slow = 0.05
    assert Client(app).get(PIECES).status_code == 200


def test_who_listens_for_changes_notices_silence_and_listens_again(
    far_shop: tuple[Flask, Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, line = far_shop
    monkeypatch.setattr(listening, "BEAT", 0.2)
    monkeypatch.setattr(listening, "DEAF", 1)
    ear = listening.Listener(app.config["SQLALCHEMY_DATABASE_URI"], "shop")
    until(lambda: ear.count() is not None)
    before = ear.count() or 0
    line.hush()
    until(lambda: ear.count() is None)
    line.mend()
    until(lambda: (ear.count() or 0) > before)


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_a_connection_that_broke_meanwhile_is_not_noticed(far_shop: tuple[Flask, Line]) -> None:
    app, line = far_shop
    assert Client(app).get(PIECES).status_code == 200
    line.fall()
    line.down = False
    assert Client(app).get(PIECES).status_code == 200


def test_what_was_under_way_when_the_line_broke_is_not_half_done(
    far_shop: tuple[Flask, Line],
) -> None:
    app, line = far_shop

    def change() -> None:
        with transaction():
            db.session.execute(text("update products set version = version + 7"))
            line.fall()

    with app.app_context(), pytest.raises(OperationalError):
        change()
    line.down = False
    with app.app_context():
        assert db.session.scalar(text("select max(version) from products")) < 7


def test_waiting_for_rows_answers_and_silent_people_has_an_end(shared: Flask) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    with shared.app_context():
        shown = [db.session.scalar(text(f"show {name}")) for name in names]
    assert shown == ["1min", "10s", "2min"]
