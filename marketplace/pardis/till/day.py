"""Which day it is at the counter."""

from datetime import date, datetime

from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now


def today_in_tehran() -> date:
    return day_of(now())


def day_of(moment: datetime) -> date:
    return moment.astimezone(TEHRAN).date()
