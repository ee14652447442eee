"""Handing one letter to whoever delivers it."""

import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Letter:
    """One mail to one person, in both its forms. `key` becomes the Message-ID, so a repeat shows."""

    key: str
    to: str
    subject: str
    text: str
    html: str
    headers: Sequence[tuple[str, str]] = field(default=())


Claim = Callable[[], None]
"""Called right before a letter leaves our hands; it does not leave when this raises."""


class Unknown(OSError):
    """A letter was on its way when the line broke: nobody can say whether it has arrived."""


class Mailer(Protocol):
    def send(self, letter: Letter, claim: Claim) -> None:
        """Deliver it. `Unknown` where it may have been delivered; any other OSError (smtplib's
        errors are such) where it was not."""


class _Line(smtplib.SMTP):
    """Claims the letter when the server is ready to take it (354), and knows that it began."""

    claim: Claim
    begun = False

    def getreply(self) -> tuple[int, bytes]:
        code, said = super().getreply()
        if code == READY:
            self.claim()
            self.begun = True
        return code, said


class _SecureLine(_Line, smtplib.SMTP_SSL):
    pass


READY = 354


class SmtpMailer:
    """Speaks SMTP to the server of `url`: `smtp://[user:password@]host:port` or `smtps://…`.

    `smtp` upgrades to TLS where the server offers it. A server that does not is sent neither a
    password nor, with `by_tls`, any mail. Its certificate must hold for its name.
    """

    def __init__(self, url: str, sender: str, timeout: float = 20, *, by_tls: bool = False) -> None:
        self._at, self._sender, self._timeout = urlsplit(url), sender, timeout
        self._by_tls = by_tls or bool(self._at.username)

    def send(self, letter: Letter, claim: Claim) -> None:
        server = self._connect()
        server.claim = claim
        try:
            server.send_message(_message(letter, self._sender))
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            if server.begun:
                raise Unknown(str(error)) from error
            raise
        else:
            with suppress(OSError):  # what was taken stays taken, however we part
                server.quit()
        finally:
            server.close()

    def _connect(self) -> _Line:
        host, context = self._at.hostname or "localhost", ssl.create_default_context()
        if self._at.scheme == "smtps":
            server: _Line = _SecureLine(
                host, self._at.port or 465, timeout=self._timeout, context=context
            )
        else:
            server = _Line(host, self._at.port or 25, timeout=self._timeout)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif self._by_tls:
                server.close()
                raise smtplib.SMTPNotSupportedError(f"{host} offers no STARTTLS")
        if self._at.username:
            server.login(unquote(self._at.username), unquote(self._at.password or ""))
        return server


class FolderMailer:
    """Leaves each letter as a file, for machines that have no mail server."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder, self._sender = folder, sender

    def send(self, letter: Letter, claim: Claim) -> None:
        claim()
        self._folder.mkdir(parents=True, exist_ok=True)
        name = "".join(c if c.isalnum() or c in "-." else "-" for c in letter.key)
        (self._folder / f"{name}.eml").write_bytes(_message(letter, self._sender).as_bytes())


class FakeMailer:
    """Remembers what was sent."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []

    def send(self, letter: Letter, claim: Claim) -> None:
        claim()
        self.sent.append(letter)


def mailer_of(url: str, sender: str, *, by_tls: bool = False) -> Mailer:
    """The mailer that an address of `smtp:`, `smtps:` or `file:` names."""
    at = urlsplit(url)
    if at.scheme == "file":
        return FolderMailer(Path(at.path), sender)
    return SmtpMailer(url, sender, by_tls=by_tls)


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, letter.to
    message["Subject"] = letter.subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{letter.key}@{sender.rpartition('@')[2].rstrip('>')}>"
    for name, value in letter.headers:
        message[name] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
