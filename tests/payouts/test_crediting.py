from datetime import date, timedelta

from marketplace.config import settings
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.jobs import SCHEDULE
from marketplace.core.money import Money
from marketplace.ledger import queries as ledger
from marketplace.orders.models import OrderState, ParcelState
from marketplace.payouts import queries, reconciliation
from marketplace.payouts.jobs import take_overdue_as_delivered
from marketplace.payouts.models import PayoutRule
from marketplace.payouts.services.crediting import credit_parcel
from tests.factories.fulfilment import deliver, make_line, make_paid_order, pack, ship
from tests.factories.payouts import make_credits


def test_a_maker_is_credited_with_her_share_when_the_parcel_arrives() -> None:
    order = make_paid_order(make_line(2, 100_00))
    (credit,) = make_credits(order)
    assert credit.amount == Money(166_00, "EUR")
    assert ledger.balance(f"artisan:{credit.artisan_id}", "EUR") == Money(-166_00, "EUR")
    assert ledger.balance(f"artisan-pending:{credit.artisan_id}", "EUR") == Money(0, "EUR")


def test_each_line_is_credited_to_its_own_maker() -> None:
    first, second = make_credits(make_paid_order(make_line(1, 10_00), make_line(3, 20_00)))
    assert first.artisan_id != second.artisan_id
    assert (first.amount.minor, second.amount.minor) == (830, 4980)


def test_shares_of_several_parcels_add_up_to_the_line() -> None:
    order = make_paid_order(make_line(3, 33_33))
    line = order.lines[0]
    parcels = [pack(order, quantities={line.id: 1}) for _ in range(3)]
    earned = [credit for parcel in parcels for credit in credit_parcel(parcel)]
    assert sum(c.amount.minor for c in earned) == line.artisan_share.minor
    assert reconciliation.faults() == []


def test_a_parcel_is_credited_once() -> None:
    parcel = deliver(make_paid_order())
    again = credit_parcel(parcel)
    assert again == queries.credits_of_parcel(parcel.id)
    assert len(again) == 1


def test_what_is_earned_is_payable_after_the_days_of_the_dated_rule() -> None:
    db.session.add(PayoutRule(starts_on=today() - timedelta(days=1), days=12, reason="test"))
    (credit,) = make_credits(payable=False)
    assert credit.payable_on == today() + timedelta(days=12)
    assert queries.days_until_payable(date(2021, 1, 1)) == 7


def test_a_parcel_long_under_way_is_taken_as_delivered() -> None:
    order = make_paid_order()
    parcel = ship(order)
    parcel.shipped_at = now() - timedelta(days=settings().credit_after_days, hours=1)
    db.session.flush()
    take_overdue_as_delivered()
    assert (parcel.state, order.state) == (ParcelState.DELIVERED, OrderState.DELIVERED)
    assert len(queries.credits_of_parcel(parcel.id)) == 1


def test_a_parcel_sent_lately_is_not() -> None:
    parcel = ship(make_paid_order())
    take_overdue_as_delivered()
    assert parcel.state is ParcelState.SHIPPED


def test_the_clock_knows_the_standing_jobs() -> None:
    assert "marketplace.payouts.jobs.take_overdue_as_delivered" in SCHEDULE
    assert "marketplace.orders.jobs.end_lapsed_orders" in SCHEDULE
