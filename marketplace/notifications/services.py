"""Owing somebody a mail, and what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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
    """Try a failed mail once more, from the beginning."""
    if mail.state is not MailState.FAILED:
        raise Conflict
    asked = mail.attempts // ATTEMPTS + 1
    mail.state = MailState.WAITING
    db.session.flush()
    announce(MailOwed(mail.id, attempt=asked))


def note_sent(mail_id: int, subject: str) -> None:
    mail = queries.locked_mail(mail_id)
    mail.state, mail.sent_at, mail.subject = MailState.SENT, now(), subject[:300]
    mail.attempts += 1
    mail.last_error = None


def note_failure(mail_id: int, error: Exception) -> None:
    """Keep what went wrong; the last attempt of a round makes the mail a failed one."""
    mail = queries.locked_mail(mail_id)
    mail.attempts += 1
    mail.last_error = f"{type(error).__name__}: {error}".replace("\0", "")[:LONGEST_ERROR]
    if mail.attempts % ATTEMPTS == 0:
        mail.state = MailState.FAILED
