"""A seat whose price is in rials, paid by card: in the currency of orders, by a dated rate."""

from datetime import date
from decimal import Decimal

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger.queries import balance
from marketplace.localisation.models import ExchangeRate
from marketplace.pardis.training.models import Fee, FeeState
from marketplace.pardis.training.services import charging
from marketplace.payouts.reconciliation import faults
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_group, make_price
from tests.support.stripe import FakeStripe
from tests.support.stripe.shop import permit_cards

RIALS = 1_000_000
"""For a euro."""


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def fee(user: User, stripe: FakeStripe) -> Fee:
    """Of forty euros in rials."""
    group = make_group(sessions=1)
    make_price(group, Money.of(40 * RIALS, "IRR"))
    enrolment = make_enrolment(group, user)
    return db.session.query(Fee).filter_by(enrolment_id=enrolment.id).one()


@pytest.fixture
def rate() -> ExchangeRate:
    db.session.query(ExchangeRate).delete()
    found = ExchangeRate(
        base="EUR", quote="IRR", as_of=date(2026, 1, 5), rate=Decimal(RIALS), source="test"
    )
    db.session.add(found)
    db.session.flush()
    return found


def page_of(fee: Fee) -> str:
    return f"/en/account/courses/{fee.enrolment_id}/fee"


def choose_card(client_of: ClientOf, user: User, fee: Fee) -> str:
    """The company's page opens; where her browser is led to."""
    return str(client_of(user).post(f"{page_of(fee)}/pay", data={"way": "card"}).location)


def test_the_card_is_offered_in_euros_with_the_day_of_the_rate(
    client_of: ClientOf, user: User, fee: Fee, rate: ExchangeRate
) -> None:
    permit_cards()
    assert "Card · €40" in client_of(user).get(page_of(fee)).text
    choose_card(client_of, user, fee)
    page = client_of(user).get(page_of(fee)).text
    assert "1 EUR = 1,000,000 IRR" in page
    assert "5 January 2026" in page


def test_she_pays_and_the_seat_is_hers_in_both_currencies(
    client_of: ClientOf, user: User, fee: Fee, rate: ExchangeRate, stripe: FakeStripe
) -> None:
    permit_cards()
    client_of(user).get(choose_card(client_of, user, fee))
    (session,) = stripe.books.sessions.values()
    assert (session["amount_total"], session["currency"]) == (4_000, "eur")
    back = str(stripe.books.pay(session["id"])["success_url"])
    client_of(user).get(back.removeprefix("http://127.0.0.1:8000"))
    assert fee.state is FeeState.PAID
    assert (fee.due, fee.charged) == (Money.of(40 * RIALS, "IRR"), Money(40_00, "EUR"))
    assert balance(accounts.card(CENTRE), "EUR") == Money(40_00, "EUR")
    assert faults() == []


def test_without_the_recorded_permission_the_page_says_why_not(
    client_of: ClientOf, user: User, fee: Fee, rate: ExchangeRate
) -> None:
    assert "card" not in charging.ways(fee).amounts
    why = charging.ways(fee).refusals["card"]
    assert why in client_of(user).get(page_of(fee)).text
    assert client_of(user).post(f"{page_of(fee)}/pay", data={"way": "card"}).status_code == 422


def test_without_a_rate_the_page_says_why_not(client_of: ClientOf, user: User, fee: Fee) -> None:
    db.session.query(ExchangeRate).delete()
    permit_cards()
    page = client_of(user).get(page_of(fee)).text
    assert "Card: Cards are charged in EUR, and no rate for it is on record." in page


def test_a_page_that_ran_out_leaves_the_fee_to_a_transfer_in_rials(
    client_of: ClientOf, user: User, fee: Fee, rate: ExchangeRate
) -> None:
    permit_cards()
    choose_card(client_of, user, fee)
    client_of(user).post(f"{page_of(fee)}/pay", data={"way": "transfer"})
    assert fee.payment
    assert (fee.payment.gateway, fee.charged) == ("transfer", Money.of(40 * RIALS, "IRR"))
