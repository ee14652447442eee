"""Every mail we ever owed somebody, and what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Dated, Json, Model
from marketplace.core.seal import SealedJson


class MailState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    SENT = "sent"
    FAILED = "failed"


class Mail(Dated, Model):
    """One mail to one person about one event; `key` makes sure it is only ever one."""

    __tablename__ = "mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    to: Mapped[str] = mapped_column(String(254), index=True)
    locale: Mapped[str] = mapped_column(String(8))
    template: Mapped[str] = mapped_column(String(60))
    context: Mapped[Json] = mapped_column(SealedJson)
    about: Mapped[str] = mapped_column(String(60), default="", index=True)
    subject: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]
    sending_since: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
