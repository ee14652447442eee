"""The days on which a group meets: a weekly pattern in the time of Tehran, without holidays."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now

WEEK = (5, 6, 0, 1, 2, 3, 4)
"""From Saturday, as the Iranian week goes; Monday is 0."""
Hours = tuple[datetime, datetime]


def lessons_needed(hours: int, minutes: int) -> int:
    """How many sessions of so many minutes make up the hours of a course."""
    return -(-hours * 60 // minutes)


def pattern(
    starts_on: date, weekdays: Collection[int], closed: Collection[date], count: int
) -> list[date]:
    """The first `count` days of the pattern on which the centre is open."""
    return list(islice(_days(starts_on, frozenset(weekdays), frozenset(closed)), count))


def _days(day: date, weekdays: frozenset[int], closed: frozenset[date]) -> Iterator[date]:
    while weekdays:
        if day.weekday() in weekdays and day not in closed:
            yield day
        day += timedelta(days=1)


def hours_of(day: date, at: time, minutes: int) -> Hours:
    """From when until when, for a time of day in Tehran."""
    start = datetime.combine(day, at, TEHRAN)
    return start, start + timedelta(minutes=minutes)


def today_in_tehran() -> date:
    return now().astimezone(TEHRAN).date()


def morning_of(day: date) -> datetime:
    return datetime.combine(day, time(), TEHRAN)
