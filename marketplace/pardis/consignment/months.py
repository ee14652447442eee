"""Months of the Iranian year, by which the centre settles."""

from datetime import date, datetime, time, timedelta

from marketplace.core.calendars import JALALI_MONTHS, TEHRAN, jalali, typed_day
from marketplace.core.clock import now
from marketplace.core.digits import to_latin


def first_day(day: date) -> date:
    own = jalali(day)
    found: date = jalali(own.year, own.month, 1).to_gregorian()
    return found


def last_day(day: date) -> date:
    return first_day(first_day(day) + timedelta(days=31)) - timedelta(days=1)


def end_of(day: date) -> datetime:
    """The moment at which the month of this day is over in Tehran."""
    return datetime.combine(last_day(day) + timedelta(days=1), time(), TEHRAN)


def ended(count: int) -> list[date]:
    """The first days of the last so many months that have ended, the latest first."""
    found, day = [], first_day(now().astimezone(TEHRAN).date())
    for _month in range(count):
        day = first_day(day - timedelta(days=1))
        found.append(day)
    return found


def code_of(day: date) -> str:
    """1405/08."""
    own = jalali(day)
    return f"{own.year}/{own.month:02}"


def day_of(code: str) -> date:
    """The first day of a month that was written 1405/08; ValueError where it is none."""
    return typed_day(f"{to_latin(code)}/01")


def name_of(day: date, lang: str) -> str:
    """Aban 1405; the figures in Latin digits."""
    own = jalali(day)
    return f"{JALALI_MONTHS[lang][own.month - 1]} {own.year}"
