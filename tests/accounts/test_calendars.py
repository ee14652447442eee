import pytest

from marketplace.accounts import services
from marketplace.accounts.models import Calendar
from tests.factories.accounts import make_user

DAYS = [("fa", Calendar.JALALI), ("en", Calendar.GREGORIAN)]


@pytest.mark.parametrize(("locale", "calendar"), DAYS)
def test_a_new_account_counts_days_as_its_language_does(locale: str, calendar: Calendar) -> None:
    made = services.create_user("new@example.org", "Golnar", "rain on the lagoon", locale)
    assert made.calendar is calendar
    assert make_user(locale=locale).calendar is calendar
