"""Two hundred years of Jalali days, against the rule of 33 years reckoned here."""

from datetime import date, timedelta

import pytest

from marketplace.core.calendars import jalali, typed_day

NOWRUZ_1300 = date(1921, 3, 21)
LEAP = {1, 5, 9, 13, 17, 22, 26, 30}
"""Of the years of a cycle of 33, those with 366 days; it holds from 1178 to 1633."""


def days_of(year: int) -> list[tuple[int, int, int]]:
    months = [31] * 6 + [30] * 5 + [30 if year % 33 in LEAP else 29]
    return [(year, month + 1, day + 1) for month, n in enumerate(months) for day in range(n)]


def test_every_day_of_two_hundred_years_there_and_back() -> None:
    day = NOWRUZ_1300
    for year in range(1300, 1500):
        for own in days_of(year):
            shown = jalali(day)
            assert (shown.year, shown.month, shown.day) == own, day
            assert jalali(*own).to_gregorian() == day
            day += timedelta(days=1)
    assert day == date(2121, 3, 21)


@pytest.mark.parametrize("year", range(1300, 1500, 7))
def test_the_last_day_of_a_year_can_be_typed_in_both_digits(year: int) -> None:
    _, month, last = days_of(year)[-1]
    typed = f"{year}/{month}/{last}"
    assert typed_day(typed) == typed_day(typed.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    assert typed_day(typed) + timedelta(days=1) == jalali(year + 1, 1, 1).to_gregorian()


@pytest.mark.parametrize("year", [1301, 1402, 1404, 1405, 1497])
def test_a_common_year_has_no_thirtieth_of_esfand(year: int) -> None:
    assert len(days_of(year)) == 365
    with pytest.raises(ValueError, match="day"):
        typed_day(f"{year}/12/30")


@pytest.mark.parametrize(
    ("year", "nowruz"),
    [(1358, (1979, 3, 21)), (1376, (1997, 3, 21)), (1400, (2021, 3, 21)), (1404, (2025, 3, 21))],
)
def test_the_days_on_which_years_began(year: int, nowruz: tuple[int, int, int]) -> None:
    assert jalali(year, 1, 1).to_gregorian() == date(*nowruz)
