"""Workers that die in the middle of a job, on one database: another finishes it, once."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select, text

from marketplace.core import slots
from marketplace.core.db import db, transaction
from marketplace.notifications import services
from marketplace.notifications.models import Mail, MailState
from tests.support.webs import free_port
from tests.support.workers import worker_of

PATIENCE = 2
RUNNER = text("select executor_id from dbos.workflow_status where status = 'PENDING'")


class Post:
    """A mail server that keeps its first caller waiting for ever before it takes the letter, and
    serves all others."""

    def __init__(self) -> None:
        self.called = Event()
        self.accepted: list[str] = []

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if not self.called.is_set():
            self.called.set()
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.accepted += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def post() -> Iterator[tuple[Post, str]]:
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def until(holds: Callable[[], bool], patience: float) -> float:
    """Seconds until it holds."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < patience
        time.sleep(0.05)
    return time.monotonic() - started


def owe(app: Flask) -> None:
    with app.app_context(), transaction():
        services.send(
            key="one", to="clara@example.org", locale="en", template="password_changed",
            context={"name": "Clara"},
        )  # fmt: skip


def slots_of(app: Flask) -> list[str]:
    """The slots in which a process lives."""
    with app.app_context():
        return list(db.session.scalars(select(slots.WorkerSlot.slot)))


def sent(app: Flask) -> bool:
    with app.app_context():
        return db.session.query(Mail).one().state is MailState.SENT


def test_the_job_of_a_killed_worker_is_finished_by_another(
    shared: Flask, shared_url: str, post: tuple[Post, str], tmp_path: Path
) -> None:
    server, mail_url = post
    told = {"MAIL_URL": mail_url, "DATA_DIR": str(tmp_path), "WORKER_PATIENCE": str(PATIENCE)}
    owe(shared)
    with (
        worker_of(shared_url, "left", **told) as left,
        worker_of(shared_url, "right", **told) as right,
    ):
        assert server.called.wait(30)
        with shared.app_context():
            busy = db.session.scalar(RUNNER)
        (left if busy == "left" else right).send_signal(signal.SIGKILL)
        until(lambda: sent(shared), PATIENCE * 2 + 5)
    assert server.accepted == ["clara@example.org"]


def test_a_second_process_takes_the_slot_and_the_first_ends(
    shared: Flask, shared_url: str, tmp_path: Path
) -> None:
    told = {"DATA_DIR": str(tmp_path), "WORKER_PATIENCE": str(PATIENCE)}
    with worker_of(shared_url, "one", **told) as first:
        until(lambda: "one" in slots_of(shared), 30)
        with worker_of(shared_url, "one", **told) as second:
            assert first.wait(30) == 1
            assert second.poll() is None


def test_a_worker_that_is_asked_to_end_leaves_its_slot(
    shared: Flask, shared_url: str, tmp_path: Path
) -> None:
    with worker_of(shared_url, "gone", DATA_DIR=str(tmp_path)) as worker:
        until(lambda: "gone" in slots_of(shared), 30)
        worker.terminate()
        assert worker.wait(30) == 0
    assert "gone" not in slots_of(shared)


@pytest.fixture
def silent(shared: Flask) -> None:
    """A process of slot `mute` that was heard a minute ago."""
    with shared.app_context(), transaction():
        slots.take("mute", "first")
        db.session.execute(text("update worker_slots set seen_at = now() - interval '1 minute'"))


def test_whoever_was_buried_alive_does_not_go_on(shared: Flask, silent: None) -> None:
    with shared.app_context(), transaction():
        slots.take("loud", "other")
        slots.bury(20)
        assert not slots.beat("mute", "first")
        assert slots.beat("loud", "other")


def test_a_slot_belongs_to_the_process_that_came_last(shared: Flask, silent: None) -> None:
    with shared.app_context(), transaction():
        slots.take("mute", "second")
        assert not slots.beat("mute", "first")
        slots.leave("mute", "first")
        assert slots.beat("mute", "second")
