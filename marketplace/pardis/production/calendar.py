"""When work is done, by the minutes that somebody has each day."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now
from marketplace.pardis.production.models import USUAL_WEEK

HORIZON = 400
"""Days after which nothing is promised any more."""


@dataclass(frozen=True)
class WorkingTime:
    """`weeks`: from when on she works how many minutes a day from Monday, the earliest first.
    `away`: first and last days. `closed`: the holidays of the country."""

    weeks: Sequence[tuple[date, Sequence[int]]] = ()
    away: Sequence[tuple[date, date]] = ()
    closed: Collection[date] = ()

    def minutes(self, day: date) -> int:
        """How long she works on a day."""
        if day in self.closed or any(first <= day <= last for first, last in self.away):
            return 0
        return self.week_of(day)[day.weekday()]

    def week_of(self, day: date) -> Sequence[int]:
        """Minutes of each day from Monday, in the week that holds then."""
        week: Sequence[int] = USUAL_WEEK
        for starts_on, minutes in self.weeks:
            if starts_on <= day:
                week = minutes
        return week


def finished_on(after: date, minutes: int, of_day: Callable[[date], int]) -> date | None:
    """The first day on whose evening so much is done, when it begins the day after `after`; None
    where that is too far away."""
    left = minutes
    for ahead in range(1, HORIZON + 1):
        day = after + timedelta(days=ahead)
        left -= of_day(day)
        if left <= 0:
            return day
    return None


def today_in_tehran() -> date:
    return now().astimezone(TEHRAN).date()


def days_late(due_on: date, done_at: datetime | None) -> int:
    """How many days after it was due it was done, or, not done, how many it is late today."""
    done = done_at.astimezone(TEHRAN).date() if done_at else today_in_tehran()
    return max((done - due_on).days, 0)


def horizon(since: date) -> date:
    return since + timedelta(days=HORIZON)


Times = Mapping[int, WorkingTime]
"""By the id of the maker."""
