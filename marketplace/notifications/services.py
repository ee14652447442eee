"""Owing somebody a mail, and what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.events import announce
from marketplace.notifications import queries
from marketplace.notifications.events import MailOwed
from marketplace.notifications.models import Mail, MailState

ATTEMPTS = 8
"""After so many failures a mail counts as failed; the worker tries no more often by itself."""
LONGEST_ERROR = 500
LEASE = timedelta(minutes=1)
"""After so long in the hands of a worker that said nothing more, a mail is an uncertain one."""
TO_SEND_BY_HAND = (MailState.FAILED, MailState.UNCERTAIN)


class UnderWay(OSError):
    """Another worker is handing this mail over right now, or died doing so a moment ago."""


_told = ContextVar("told", default=False)


@contextmanager
def told_already() -> Iterator[None]:
    """What would be owed within was told long ago: no mail is kept of it, and nobody is written
    to. For taking in a history that happened elsewhere."""
    before = _told.set(True)
    try:
        yield
    finally:
        _told.reset(before)


def is_told() -> bool:
    """Whether what would be owed now was told long ago."""
    return _told.get()


def send(
    *, key: str, to: str, locale: str, template: str, context: dict[str, Any], about: str = ""
) -> None:
    """Owe `to` the mail `templates/mail/<template>.*`, once per key however often this is asked.

    `context` is plain JSON; the mail is written in `locale` when it is sent. `about` names the
    thing it tells of, for example an order's number.
    """
    if is_told():
        return
    mail_id = db.session.scalar(
        insert(Mail)
        .values(
            key=key,
            to=to,
            locale=locale,
            template=template,
            context=context,
            about=about,
            state=MailState.WAITING,
            attempts=0,
            subject="",
        )
        .on_conflict_do_nothing(index_elements=[Mail.key])
        .returning(Mail.id)
    )
    if mail_id is not None:
        announce(MailOwed(mail_id))


def send_again(mail: Mail) -> None:
    """Try a failed or uncertain mail once more, from the beginning."""
    if mail.state not in TO_SEND_BY_HAND:
        raise Conflict
    mail.attempts += -mail.attempts % ATTEMPTS
    asked = mail.attempts // ATTEMPTS + 1
    mail.state = MailState.WAITING
    db.session.flush()
    announce(MailOwed(mail.id, attempt=asked))


def waits(mail_id: int) -> bool:
    """Whether this mail is to be sent now. One that was in the hands of a worker that died is not
    sent again blindly: it may have arrived, so somebody has to decide."""
    mail = queries.locked_mail(mail_id)
    if mail.state is MailState.SENDING:
        if mail.sending_since and now() - mail.sending_since < LEASE:
            raise UnderWay(mail.key)
        _note_uncertain(mail, "The worker died while it handed this mail over.")
    return mail.state is MailState.WAITING


def claim(mail_id: int) -> None:
    """From here on it may arrive. `UnderWay`, where another worker was faster."""
    mail = queries.locked_mail(mail_id)
    if mail.state is not MailState.WAITING:
        raise UnderWay(mail.key)
    mail.state, mail.sending_since = MailState.SENDING, now()


def note_unknown(mail_id: int, error: Exception) -> None:
    """The line broke while it was handed over."""
    mail = queries.locked_mail(mail_id)
    _note_uncertain(mail, _words(error))


def _note_uncertain(mail: Mail, why: str) -> None:
    mail.state, mail.last_error = MailState.UNCERTAIN, why
    mail.attempts += 1


def note_sent(mail_id: int, subject: str) -> None:
    mail = queries.locked_mail(mail_id)
    mail.state, mail.sent_at, mail.subject = MailState.SENT, now(), subject[:300]
    mail.attempts += 1
    mail.last_error = None


def note_failure(mail_id: int, error: Exception) -> None:
    """Keep what went wrong; the last attempt of a round makes the mail a failed one."""
    mail = queries.locked_mail(mail_id)
    mail.attempts += 1
    mail.last_error = _words(error)
    mail.state = MailState.WAITING if mail.attempts % ATTEMPTS else MailState.FAILED


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".replace("\0", "")[:LONGEST_ERROR]
