"""Which calendar a reader keeps, and days as it writes them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, has_app_context
from flask_babel import get_locale
from persiantools.jdatetime import JalaliDate

from marketplace.core.digits import to_latin

TEHRAN = ZoneInfo("Asia/Tehran")
LAST_JALALI_YEAR = 1600
JALALI_MONTHS = {
    "en": (
        *("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar"),
        *("Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"),
    ),
    "fa": (
        *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
        *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
    ),
}


def uses_jalali(lang: str | None = None) -> bool:
    """Whether days are shown in the solar Hijri calendar: as the signed-in person wishes
    (`g.calendar`, set where the page is hers alone), else as the language is used to."""
    chosen = g.get("calendar") if has_app_context() else None
    return (chosen or ("jalali" if (lang or str(get_locale()))[:2] == "fa" else "")) == "jalali"


@contextmanager
def written_for(calendar: str | None) -> Iterator[None]:
    """Days that are written down inside are for a reader who keeps this calendar, whoever acts;
    None for one whose language decides."""
    before, g.calendar = g.get("calendar"), calendar
    try:
        yield
    finally:
        g.calendar = before


def typed_day(text: str) -> date:
    """A day written year first, in either calendar and any digits; ValueError where it is none."""
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", to_latin(text).strip())
    if found is None:
        raise ValueError(text)
    year, month, day = (int(part) for part in found.groups())
    if 1200 <= year <= LAST_JALALI_YEAR:
        gregorian: date = jalali(year, month, day).to_gregorian()
        return gregorian
    return date(year, month, day)


def numeric_day(day: date) -> str:
    """A day in the reader's calendar as she would type it, in Latin digits."""
    if uses_jalali():
        own = jalali(day)
        return f"{own.year}/{own.month:02}/{own.day:02}"
    return day.isoformat()


def jalali(*day: Any) -> Any:
    """The solar Hijri day of a date, or of its own year, month and day."""
    return JalaliDate(*day)  # type: ignore[no-untyped-call]
