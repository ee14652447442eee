import asyncio
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTPNotSupportedError
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from marketplace.core.db import db
from marketplace.core.mail import FakeMailer, FolderMailer, Letter, SmtpMailer
from marketplace.notifications import services
from marketplace.notifications.jobs import deliver
from marketplace.notifications.models import Mail, MailState
from tests.support.jobs import run_jobs, waiting


def owe(**given: Any) -> Mail:
    defaults = {
        "key": "one",
        "to": "clara@example.org",
        "locale": "en",
        "template": "password_changed",
        "context": {"name": "Clara"},
    }
    services.send(**defaults | given)
    db.session.commit()
    return db.session.query(Mail).one()


class Broken:
    """A mail server that is not there."""

    def send(self, _letter: object, _claim: object) -> None:
        raise OSError("connection refused")


@pytest.fixture
def broken(app: Flask) -> Iterator[None]:
    before, app.extensions["mailer"] = app.extensions["mailer"], Broken()
    yield
    app.extensions["mailer"] = before


def test_one_key_is_one_mail(mailer: FakeMailer) -> None:
    owe()
    owe(to="somebody@else.example")
    assert run_jobs() == 1
    assert [letter.to for letter in mailer.sent] == ["clara@example.org"]


def test_it_is_written_in_the_receivers_language(mailer: FakeMailer) -> None:
    mail = owe(locale="fa")
    run_jobs()
    letter = mailer.sent[0]
    assert letter.subject == "رمز شما عوض شد"
    assert 'lang="fa"' in letter.html
    assert "/fa/forgot" in letter.text
    assert mail.subject == letter.subject


def test_both_forms_say_the_same_and_load_nothing(mailer: FakeMailer) -> None:
    owe(context={"name": "<b>Clara</b> & sons"})
    run_jobs()
    letter = mailer.sent[0]
    assert "<b>Clara</b> & sons" in letter.text
    assert "&lt;b&gt;Clara&lt;/b&gt; &amp; sons" in letter.html
    assert "<img" not in letter.html
    assert "http://127.0.0.1:8000/en/forgot" in letter.text


def test_what_was_sent_is_not_sent_again(mailer: FakeMailer) -> None:
    mail = owe()
    run_jobs()
    deliver(mail.id)
    assert len(mailer.sent) == 1
    assert (mail.state, mail.attempts) == (MailState.SENT, 1)
    assert mail.sent_at


def test_a_failure_is_kept_and_told_to_the_worker(broken: None) -> None:
    mail = owe()
    with pytest.raises(OSError, match="refused"):
        deliver(mail.id)
    assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
    assert mail.last_error == "OSError: connection refused"


def test_after_eight_failures_a_mail_has_failed(broken: None) -> None:
    mail = owe()
    for _ in range(services.ATTEMPTS):
        with pytest.raises(OSError, match="refused"):
            deliver(mail.id)
    assert mail.state is MailState.FAILED
    deliver(mail.id)
    assert mail.attempts == services.ATTEMPTS


def test_a_template_that_breaks_is_a_failure_too(mailer: FakeMailer) -> None:
    mail = owe(context={})
    with pytest.raises(Exception, match="undefined"):
        deliver(mail.id)
    assert "name" in (mail.last_error or "")


def test_nothing_is_owed_when_its_cause_is_undone() -> None:
    services.send(key="x", to="a@b.example", locale="en", template="reset", context={})
    db.session.rollback()
    assert waiting() == []


def test_no_line_of_what_people_wrote_becomes_a_header(mailer: FakeMailer) -> None:
    owe(context={"name": "Clara\r\nBcc: all@example.org"})
    run_jobs()
    assert "\n" not in mailer.sent[0].subject


class Postbox:
    """Keeps what comes in."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


LETTER = Letter("a-key", "golnar@example.org", "Subject", "Text", "<p>Text</p>")


class Loopback(Controller):
    """On a port that the kernel chose."""

    def _create_server(self) -> Any:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=self.socket)


@pytest.fixture
def postbox(app: Flask) -> Iterator[Postbox]:
    box = Postbox()
    server = Loopback(box, hostname="127.0.0.1", port=0, loop=asyncio.new_event_loop())
    server.start()
    before = app.extensions["mailer"]
    app.extensions["mailer"] = SmtpMailer(
        f"smtp://127.0.0.1:{server.port}", "Kotam <shop@kotam.example>"
    )
    yield box
    app.extensions["mailer"] = before
    server.stop()


def test_a_real_mail_server_takes_it(postbox: Postbox) -> None:
    mail = owe(locale="fa", to="golnar@example.org")
    run_jobs()
    [letter] = postbox.letters
    assert letter["To"] == "golnar@example.org"
    assert letter["Subject"] == "رمز شما عوض شد"
    assert letter["Message-ID"].endswith("@kotam.example>")
    assert letter["Auto-Submitted"] == "auto-generated"
    kinds = [part.get_content_type() for part in letter.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert mail.state is MailState.SENT


@pytest.mark.parametrize("url", ["smtp://user:secret@127.0.0.1:{}", "smtp://127.0.0.1:{}"])
def test_a_server_without_tls_is_sent_nothing_where_tls_is_asked_for(
    app: Flask, postbox: Postbox, url: str
) -> None:
    port = app.extensions["mailer"]._at.port
    app.extensions["mailer"] = SmtpMailer(url.format(port), "a@b.c", by_tls="user" not in url)
    with pytest.raises(SMTPNotSupportedError, match="STARTTLS"):
        app.extensions["mailer"].send(LETTER, lambda: None)
    assert postbox.letters == []


def test_without_a_mail_server_letters_are_files(app: Flask, tmp_path: Path) -> None:
    before, app.extensions["mailer"] = app.extensions["mailer"], FolderMailer(tmp_path, "a@b.c")
    owe(key="order 1/../../x")
    run_jobs()
    app.extensions["mailer"] = before
    [file] = tmp_path.iterdir()
    assert file.suffix == ".eml"
