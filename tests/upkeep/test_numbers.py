"""What Prometheus is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from marketplace.core import slots
from marketplace.core.db import db
from marketplace.core.late import late
from marketplace.core.meters import Measured, Meters, init_app, sweep
from marketplace.inventory.errors import OutOfStock
from marketplace.notifications import services
from marketplace.upkeep.numbers import NUMBERS, Numbers
from tests.conftest import ClientOf
from tests.factories.fulfilment import make_line, make_paid_order
from tests.support.jobs import run_jobs

MONEY = "kotam_money_minor_units"
TOKEN = "a token of enough letters"


@pytest.fixture(scope="module")
def meters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meters]:
    yield Meters(tmp_path_factory.mktemp("meters"))
    late("prometheus_client.values").close_all_multiprocess_files()


@pytest.fixture
def measured(app: Flask, meters: Meters) -> Iterator[None]:
    """The app counts, and tells it to whoever has the token."""
    before, inside = app.extensions["settings"], app.wsgi_app
    app.extensions["settings"] = replace(before, metrics_token=TOKEN)
    init_app(app, meters)
    yield
    app.wsgi_app = inside  # type: ignore[method-assign]
    app.extensions["settings"] = before
    del app.extensions["meters"]


def told(name: str, **labels: str) -> float | None:
    """One figure; None where there is none with these labels."""
    found = (s for m in Numbers().collect() for s in m.samples if s.name == name)
    return next((s.value for s in found if s.labels == labels), None)


def test_without_a_token_there_is_no_such_address(client_of: ClientOf) -> None:
    assert client_of(None).get("/metrics").status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}"])
def test_without_the_right_token_nothing_is_told(
    measured: None, client_of: ClientOf, given: str
) -> None:
    assert client_of(None).get("/metrics", headers={"Authorization": given}).status_code == 401


def test_requests_and_trade_are_told_together(measured: None, client_of: ClientOf) -> None:
    client_of(None).get("/en/")
    answer = client_of(None).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert 'kotam_requests_total{endpoint="storefront.home",status="200"}' in answer.text
    assert 'kotam_request_seconds_bucket{endpoint="storefront.home",le="0.5"}' in answer.text
    assert "kotam_database_up 1.0" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_never_reached_the_shop_was_a_kept_page(meters: Meters) -> None:
    def kept(environ: object, start: object) -> list[bytes]:
        start("200 OK", [])  # type: ignore[operator]
        return [b""]

    Measured(kept, meters)({}, lambda *_: None)  # type: ignore[arg-type]
    assert b'kotam_requests_total{endpoint="kept page",status="200"}' in meters.gather()


def test_counts_of_processes_that_all_died_are_forgotten(tmp_path: Path) -> None:
    (tmp_path / "counter_999999999.db").write_bytes(b"")
    sweep(tmp_path)
    assert not list(tmp_path.glob("*_999999999.db"))


def test_counts_stay_while_a_process_that_counts_lives(tmp_path: Path) -> None:
    for pid in (999999999, 1):
        (tmp_path / f"counter_{pid}.db").write_bytes(b"")
    sweep(tmp_path)
    assert list(tmp_path.glob("*_999999999.db"))


DELIVER = "marketplace.notifications.jobs.deliver"


@pytest.fixture
def owed() -> None:
    """One mail that waits."""
    services.send(
        key="one", to="a@example.org", locale="en", template="password_changed", context={"name": "A"}
    )  # fmt: skip
    db.session.commit()


def test_mails_and_jobs_are_counted_by_state(owed: None) -> None:
    assert told("kotam_jobs_waiting", job=DELIVER) == 1
    assert told("kotam_mails", state="waiting") == 1
    run_jobs()
    assert told("kotam_jobs_waiting", job=DELIVER) is None
    assert told("kotam_mails", state="sent") == 1
    assert told("kotam_jobs_of_last_hour", job=DELIVER, outcome="success") == 1


def test_the_age_of_the_oldest_job_is_told(owed: None) -> None:
    age = told("kotam_jobs_oldest_waiting_seconds", job=DELIVER)
    assert age is not None
    assert 0 <= age < 60


def test_money_under_way_is_told_by_kind_of_account() -> None:
    make_paid_order(make_line())
    db.session.commit()
    samples = [s for m in Numbers().collect() if m.name == MONEY for s in m.samples]
    assert {"account", "currency"} == set(samples[0].labels)
    assert sum(s.value for s in samples) == 0


def test_living_workers_are_counted() -> None:
    slots.take("here")
    db.session.commit()
    assert told("kotam_workers") == 1


def test_what_the_stock_refuses_is_counted(measured: None, meters: Meters) -> None:
    OutOfStock(1, 0)
    assert b'kotam_refusals_total{what="stock"} 1.0' in meters.gather()


def test_every_figure_can_be_asked_of_an_empty_shop() -> None:
    names = {metric.name for metric in Numbers().collect()}
    assert {number.name for number in NUMBERS} < names
