"""What is to happen today, for whoever it concerns.

Each part of the trade that knows something of the day has a `Diary`; `wiring.DIARIES` names them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, url_for
from flask_babel import gettext

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now
from marketplace.core.digits import to_language
from marketplace.localisation.languages import language


@dataclass(frozen=True)
class Appointment:
    """One thing of the day. `kind` is that of a tag, `word` what stands on it."""

    starts_at: datetime
    ends_at: datetime | None
    title: object
    detail: object
    url: str
    word: object = ""
    kind: str = ""

    @property
    def hours(self) -> str:
        """From when to when by the clocks of Iran, where all of it happens."""
        if self.ends_at is None:
            return str(gettext("%(time)s, Iran time", time=_clock(self.starts_at)))
        since, until = _clock(self.starts_at), _clock(self.ends_at)
        return str(gettext("%(since)s to %(until)s, Iran time", since=since, until=until))


@dataclass(frozen=True)
class Diary:
    """One kind of appointments: who reads them, what they are called, where all of them stand, and
    what is said on a day without any. `asks` is given her, and the day from its first moment to
    that of the next."""

    permission: Permission
    heading: object
    endpoint: str
    more: object
    none: object
    asks: Callable[[User, datetime, datetime], Sequence[Appointment]]


@dataclass(frozen=True)
class Day:
    """The appointments of one kind, today."""

    heading: str
    more: str
    none: str
    url: str
    appointments: Sequence[Appointment]


def today_of(user: User) -> list[Day]:
    """What today holds for her, by kind; each kind costs one query, or two."""
    morning = now().astimezone(TEHRAN).replace(hour=0, minute=0, second=0, microsecond=0)
    diaries: Sequence[Diary] = current_app.extensions["diaries"]
    return [
        Day(
            str(diary.heading),
            str(diary.more),
            str(diary.none),
            url_for(diary.endpoint),
            diary.asks(user, morning, morning + timedelta(days=1)),
        )
        for diary in diaries
        if diary.endpoint in current_app.view_functions and user.may(diary.permission)
    ]


def _clock(moment: datetime) -> str:
    return to_language(f"{moment.astimezone(TEHRAN):%H:%M}", language())
