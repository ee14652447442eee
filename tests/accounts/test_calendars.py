import pytest

from marketplace.accounts import services
from marketplace.accounts.models import Calendar
from marketplace.core.mail import FakeMailer
from marketplace.localisation.formats import format_day
from marketplace.orders.queries import token_of
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.orders import make_order
from tests.support.jobs import run_jobs

DAYS = [("fa", Calendar.JALALI), ("en", Calendar.GREGORIAN)]


@pytest.mark.parametrize(("locale", "calendar"), DAYS)
def test_a_new_account_counts_days_as_its_language_does(locale: str, calendar: Calendar) -> None:
    made = services.create_user("new@example.org", "Golnar", "rain on the lagoon", locale)
    assert made.calendar is calendar
    assert make_user(locale=locale).calendar is calendar


def test_the_days_of_an_order_are_written_as_her_account_wishes(client_of: ClientOf) -> None:
    buyer = make_user(locale="fa", calendar=Calendar.GREGORIAN)
    order = make_order(user=buyer)
    path, jalali = f"/fa/order/{token_of(order)}", format_day(order.created_at, "fa")
    assert jalali in client_of().get(path).text
    assert jalali not in client_of(buyer).get(path).text


def test_her_mails_keep_her_calendar(mailer: FakeMailer) -> None:
    buyer = make_user(locale="fa", calendar=Calendar.GREGORIAN, email="clara@example.org")
    make_order(user=buyer, locale="fa")
    run_jobs()
    text = {one.to == buyer.email: one.text for one in mailer.sent}
    assert "۲۰۲" in text[True]
    assert "۱۴۰" not in text[True]
    assert "۱۴۰" in text[False]
