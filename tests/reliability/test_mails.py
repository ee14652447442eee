"""Letters and a mail server that fails, or a worker that dies, at the worst moment: none goes out twice."""

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import text

from marketplace.core.db import db, transaction
from marketplace.core.mail import SmtpMailer
from marketplace.notifications import services
from marketplace.notifications.jobs import deliver
from marketplace.notifications.models import Mail, MailState
from tests.reliability.test_workers import until
from tests.support.webs import free_port
from tests.support.workers import worker_of

LONG_AGO = text("update mails set sending_since = now() - interval '2 minutes' where id = :id")


class Post:
    """A mail server that keeps each letter, then does something, then says what it is told to."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.then: Callable[[], object] = lambda: None
        self.answer = "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        self.taken += [line for line in content.decode().splitlines() if "Message-ID" in line]
        self.then()
        if not self.answer:
            assert server.transport
            server.transport.close()
        return self.answer


@pytest.fixture
def post() -> Iterator[tuple[Post, str]]:
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


@pytest.fixture
def forgetful_database() -> None:
    """What is saved here is seen by the worker; the database is this module's own."""


def owe(app: Flask, key: str) -> int:
    with app.app_context(), transaction():
        services.send(
            key=key, to="clara@example.org", locale="en", template="password_changed",
            context={"name": "Clara"},
        )  # fmt: skip
        return db.session.scalars(db.select(Mail.id).filter_by(key=key)).one()


def state_of(app: Flask, mail_id: int) -> MailState:
    with app.app_context():
        return db.session.get_one(Mail, mail_id).state


def send_by_hand(app: Flask, mail_id: int) -> None:
    with app.app_context(), transaction():
        services.send_again(db.session.get_one(Mail, mail_id))


def killer(worker: "subprocess.Popen[bytes]") -> Callable[[], object]:
    def kill() -> None:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    return kill


def test_a_worker_killed_after_the_server_took_the_letter_sends_no_second_one(
    shared: Flask, shared_url: str, post: tuple[Post, str], tmp_path: Path
) -> None:
    server, url = post
    told = {"MAIL_URL": url, "DATA_DIR": str(tmp_path), "WORKER_PATIENCE": "2"}
    with worker_of(shared_url, "one", **told) as worker:
        server.then = killer(worker)
        mail_id = owe(shared, "killed")
        until(lambda: worker.poll() is not None, 60)
    server.then = lambda: None
    with shared.app_context(), transaction():
        db.session.execute(LONG_AGO, {"id": mail_id})
    with worker_of(shared_url, "one", **told):
        until(lambda: state_of(shared, mail_id) is MailState.UNCERTAIN, 60)
        assert len(server.taken) == 1
        send_by_hand(shared, mail_id)
        until(lambda: state_of(shared, mail_id) is MailState.SENT, 60)
    assert server.taken == [server.taken[0]] * 2


@pytest.fixture
def mailing(shared: Flask, post: tuple[Post, str]) -> Iterator[Post]:
    """This process sends, by that server."""
    server, url = post
    before = shared.extensions["mailer"]
    shared.extensions["mailer"] = SmtpMailer(url, "Kotam <shop@kotam.example>", timeout=5)
    yield server
    shared.extensions["mailer"] = before


def test_a_line_that_breaks_after_the_letter_leaves_a_doubt(shared: Flask, mailing: Post) -> None:
    mailing.answer = ""
    mail_id = owe(shared, "broken")
    with shared.app_context():
        deliver(mail_id)
        deliver(mail_id)
    assert state_of(shared, mail_id) is MailState.UNCERTAIN
    assert len(mailing.taken) == 1


def test_a_letter_that_is_refused_in_words_is_tried_again(shared: Flask, mailing: Post) -> None:
    mailing.answer = "451 Later"
    mail_id = owe(shared, "refused")
    with shared.app_context(), pytest.raises(OSError, match="Later"):
        deliver(mail_id)
    assert state_of(shared, mail_id) is MailState.WAITING
    mailing.answer = "250 OK"
    with shared.app_context():
        deliver(mail_id)
    assert state_of(shared, mail_id) is MailState.SENT


def test_what_another_worker_hands_over_is_left_to_it(shared: Flask, mailing: Post) -> None:
    mail_id = owe(shared, "claimed")
    with shared.app_context():
        with transaction():
            services.claim(mail_id)
        with pytest.raises(services.UnderWay):
            deliver(mail_id)
    assert mailing.taken == []


def test_a_server_that_is_rude_at_the_goodbye_has_the_letter(
    shared: Flask, mailing: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def rude(server: SMTP, _words: str) -> None:
        await server.push("554 Go away")

    monkeypatch.setattr(SMTP, "smtp_QUIT", rude)
    mail_id = owe(shared, "goodbye")
    with shared.app_context():
        deliver(mail_id)
    assert state_of(shared, mail_id) is MailState.SENT
