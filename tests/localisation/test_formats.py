from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, g

from marketplace.core.calendars import jalali, numeric_day, typed_day
from marketplace.core.money import Money
from marketplace.localisation import formats


@pytest.mark.parametrize(
    ("minor", "currency", "lang", "text"),
    [
        (14800, "EUR", "en", "€148"),
        (148250, "EUR", "en", "€1,482.50"),
        (-500, "EUR", "en", "−€5"),
        (14800, "AED", "en", "AED\N{NO-BREAK SPACE}148"),
        (14800, "EUR", "fa", "۱۴۸ یورو"),
        (148250, "EUR", "fa", "۱٬۴۸۲٫۵۰ یورو"),
        (8880000000, "IRR", "fa", "۸٬۸۸۰٬۰۰۰ تومان"),
        (1500, "JPY", "en", "¥1,500"),
    ],
)
def test_money_is_written_as_readers_do(minor: int, currency: str, lang: str, text: str) -> None:
    assert formats.format_money(Money(minor, currency), lang) == text


def test_a_year_is_that_of_the_readers_calendar() -> None:
    assert [formats.format_year(1995, lang) for lang in ("en", "fa")] == ["1995", "۱۳۷۴"]


def test_papers_say_rial() -> None:
    assert formats.format_money(Money(8880000000, "IRR"), "fa", paper=True) == "۸۸٬۸۰۰٬۰۰۰ ریال"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2025, 3, 21), "۱ فروردین ۱۴۰۴"),
        (date(2026, 3, 21), "۱ فروردین ۱۴۰۵"),
        (date(2026, 11, 23), "۲ آذر ۱۴۰۵"),
        (date(2025, 3, 20), "۳۰ اسفند ۱۴۰۳"),
    ],
)
def test_persian_days_are_jalali(day: date, text: str) -> None:
    assert formats.format_day(day, "fa") == text


def test_leap_years_have_their_thirtieth_of_esfand() -> None:
    assert typed_day("1408/12/30") == date(2030, 3, 20)
    with pytest.raises(ValueError, match="day"):
        jalali(1405, 12, 30)


def test_days_follow_the_persons_calendar(app: Flask) -> None:
    g.calendar = "jalali"
    assert formats.format_day(date(2026, 11, 24), "en") == "3 Azar 1405"
    assert numeric_day(date(2026, 11, 24)) == "1405/09/03"
    g.calendar = "gregorian"
    assert formats.format_day(date(2026, 11, 24), "en") == "24 November 2026"
    assert formats.format_day(date(2026, 11, 24), "fa").startswith("۲۴ نوامبر")
    assert formats.format_day(date(2026, 11, 24), "fa", short=True) == "۲۰۲۶/۱۱/۲۴"


def test_late_in_london_it_is_tomorrow_in_rasht() -> None:
    late = datetime(2026, 11, 23, 22, 0, tzinfo=UTC)
    assert formats.format_moment(late, "fa") == "۳ آذر ۱۴۰۵، ۰۱:۳۰"
    assert formats.format_moment(late, "en") == "23 November 2026, 22:00\N{NO-BREAK SPACE}UTC"


def test_a_day_is_marked_up_for_machines(app: Flask) -> None:
    with app.test_request_context("/"):
        assert formats.day_element(date(2026, 11, 24)) == (
            '<time datetime="2026-11-24">24 November 2026</time>'
        )
        assert formats.day_element(None) == ""


def test_numbers_and_weights() -> None:
    assert formats.format_number(1234567, "en") == "1,234,567"
    assert formats.format_number(Decimal("1234.5"), "fa") == "۱٬۲۳۴٫۵"
    assert formats.format_number(-5, "fa") == "\u200e−۵"
    assert formats.format_weight(620, "en") == "620\N{NO-BREAK SPACE}g"
    assert formats.format_weight(1380, "fa") == "۱٫۳۸\N{NO-BREAK SPACE}کیلوگرم"
    assert formats.format_percent(1250, "fa") == "۱۲٫۵٪"
