"""Finding mails."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.notifications.models import Mail, MailState

PAGE_SIZE = 40


@dataclass(frozen=True)
class MailPage:
    mails: Sequence[Mail]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def mail(mail_id: int) -> Mail:
    found = db.session.get(Mail, mail_id)
    if found is None:
        raise NotFound
    return found


def calendar_of(address: str) -> str | None:
    """The calendar of whoever has an account with this address."""
    return db.session.scalar(select(User.calendar).where(User.email == address.lower()))


def locked_mail(mail_id: int) -> Mail:
    """One mail that nobody else changes until this transaction ends."""
    return db.session.scalars(
        select(Mail)
        .where(Mail.id == mail_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def mails(words: str, state: MailState | None, number: int) -> MailPage:
    """Mails whose receiver or matter holds the words, latest first."""
    query, total = _matching(words, state), count(words, state)
    number = max(1, min(number, -(-total // PAGE_SIZE) or 1))
    found = db.session.scalars(
        query.order_by(Mail.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    ).all()
    return MailPage(found, number, total)


def count(words: str, state: MailState | None) -> int:
    query = _matching(words, state).subquery()
    return db.session.scalar(select(func.count()).select_from(query)) or 0


def all_mails(words: str, state: MailState | None) -> Iterator[Mail]:
    """The same as the pages show, read piece by piece."""
    query = _matching(words, state).order_by(Mail.id.desc())
    yield from db.session.scalars(query.execution_options(yield_per=500))


def _matching(words: str, state: MailState | None) -> Select[Mail]:
    query = select(Mail)
    if words:
        query = query.where(
            or_(
                Mail.to.icontains(words, autoescape=True),
                Mail.about.icontains(words, autoescape=True),
                Mail.subject.icontains(words, autoescape=True),
            )
        )
    return query.where(Mail.state == state) if state else query


def counts() -> dict[MailState, int]:
    """How many mails are in each state."""
    rows = db.session.execute(select(Mail.state, func.count()).group_by(Mail.state))
    return dict.fromkeys(MailState, 0) | {row[0]: row[1] for row in rows}
