"""Wages by the piece, to the rial, and once."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.accounts.permissions import Permission, Role
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger.queries import balance
from marketplace.pardis.production import checking
from marketplace.pardis.production.models import CURRENCY, Grade, Offer, WagesRun
from marketplace.pardis.production.services import advancing, wages
from marketplace.pardis.production.services.advancing import Credit
from marketplace.pardis.production.services.grading import Grades
from marketplace.payouts import queries as payouts
from marketplace.payouts import reconciliation
from marketplace.payouts.services import batches
from tests.factories.accounts import make_user
from tests.factories.fulfilment import make_treasurer
from tests.factories.production import (
    THOUSAND_TOMAN,
    cause,
    make_graded,
    make_lead,
    make_material,
    make_rates,
    make_running,
    rial,
)

VECTOR = Grades(a=30, b=7, c=2, reject=1)
RATES = (90, 70, 40, 0)
SHEBA = "IR820540102680020817909002"


def toman(thousands: int) -> Money:
    return rial(thousands * THOUSAND_TOMAN)


def make_earned(grades: Grades = VECTOR, rates: tuple[int, ...] = RATES) -> Offer:
    """A share whose pieces were graded, at rates in thousands of toman."""
    share = make_running(max(grades.whole, 1))
    make_rates(share.work_order.variant, *rates)
    make_graded(share, grades)
    share.artisan.sheba = SHEBA
    return share


def cooperative(share: Offer) -> Cooperative:
    return share.work_order.variant.product.cooperative


def make_run(share: Offer) -> WagesRun:
    return wages.prepare(cooperative(share), today(), make_lead())


def approved(share: Offer) -> WagesRun:
    run = make_run(share)
    wages.approve(run, make_user(Role.PARDIS_MANAGER))
    return run


def owed(share: Offer) -> Money:
    return -balance(accounts.artisan(share.artisan_id), CURRENCY)


def test_the_worked_example() -> None:
    share = make_earned()
    assert approved(share).gross == toman(3_270)
    assert owed(share) == toman(3_270)
    assert checking.faults() == reconciliation.faults() == []


def test_pieces_that_went_back_earn_when_they_are_good() -> None:
    share = make_running(4)
    make_rates(share.work_order.variant, *RATES)
    make_graded(share, Grades(a=2, c=2, back=2))
    assert make_run(share).gross == toman(180)
    make_graded(share, Grades(a=1, b=1))
    assert make_run(share).gross == toman(160)


def test_each_batch_lies_in_one_run() -> None:
    share = make_earned()
    make_run(share)
    with pytest.raises(Conflict, match="Nothing is left"):
        make_run(share)


def test_a_run_that_is_given_up_can_be_made_anew() -> None:
    share = make_earned()
    wages.drop(make_run(share), make_lead())
    assert make_run(share).gross == toman(3_270)
    assert owed(share) == toman(0)


def test_who_made_a_run_does_not_approve_it() -> None:
    run = make_run(make_earned())
    with pytest.raises(Forbidden):
        wages.approve(run, run.made_by)


def test_approved_twice_it_stands_in_the_books_once() -> None:
    share = make_earned()
    run, manager = make_run(share), make_user(Role.PARDIS_MANAGER)
    wages.approve(run, manager)
    wages.approve(run, manager)
    assert owed(share) == toman(3_270)
    with pytest.raises(Conflict):
        wages.approve(run, make_user(Role.PARDIS_MANAGER))


def test_a_piece_without_a_rate_is_not_paid_by_guess() -> None:
    share = make_running(2)
    make_graded(share, Grades(a=2))
    with pytest.raises(Invalid, match="no rate"):
        make_run(share)


def test_the_rate_of_the_day_it_was_graded_counts() -> None:
    share = make_earned()
    make_rates(share.work_order.variant, 95, 75, 45, 0, starts_on=today() + timedelta(days=1))
    assert make_run(share).gross == toman(3_270)


def test_a_rate_of_a_day_is_not_set_twice() -> None:
    share = make_earned()
    with pytest.raises(Invalid, match="rate of this day"):
        make_rates(share.work_order.variant, *RATES)


def test_an_advance_is_paid_back_from_the_work_it_was_for() -> None:
    share, other = make_running(40), make_earned()
    make_rates(share.work_order.variant, *RATES)
    advancing.pay(share, toman(1_000), cause())
    approved(other)
    make_graded(share, VECTOR)
    slip = approved(share).slips[0]
    assert (slip.gross, slip.repaid, slip.net) == (toman(3_270), toman(1_000), toman(2_270))
    assert owed(share) == toman(3_270)
    assert balance(accounts.advance(share.artisan_id), CURRENCY) == toman(0)
    assert checking.faults() == reconciliation.faults() == []


def test_what_one_run_cannot_pay_back_the_next_one_does() -> None:
    share = make_running(4)
    make_rates(share.work_order.variant, *RATES)
    advancing.pay(share, toman(200), cause())
    make_graded(share, Grades(a=1))
    assert approved(share).net == toman(0)
    make_graded(share, Grades(a=3))
    assert approved(share).slips[0].repaid == toman(110)
    assert checking.faults() == []


def test_no_more_is_advanced_than_can_be_earned() -> None:
    share = make_running(4)
    make_rates(share.work_order.variant, *RATES)
    advancing.pay(share, toman(300), cause())
    with pytest.raises(Invalid, match="At most"):
        advancing.pay(share, toman(61), cause())


def test_material_on_credit_is_worth_what_it_came_in_for_and_paid_back() -> None:
    share = make_running(40)
    make_rates(share.work_order.variant, *RATES)
    wool = make_material(9_000)  # 3,000,000 rial a kilogram
    advancing.lend(share, Credit(wool, 1_234), cause())
    assert wool.on_hand == 9_000 - 1_234
    make_graded(share, VECTOR)
    assert approved(share).slips[0].repaid == rial(3_702_000)
    assert checking.faults() == reconciliation.faults() == []


def test_the_same_cause_advances_once() -> None:
    share, once = make_running(4), cause()
    make_rates(share.work_order.variant, *RATES)
    assert advancing.pay(share, toman(90), once) == advancing.pay(share, toman(90), once)
    assert owed(share) == toman(90)


def test_wages_are_paid_like_other_earnings() -> None:
    share = make_earned()
    approved(share)
    seller = cooperative(share)
    batch = batches.prepare(seller, CURRENCY, [share.artisan_id], make_treasurer(seller))
    batches.approve(batch, make_treasurer(seller))
    batches.mark_paid(batch, "140509041234", make_treasurer(seller))
    assert batch.total == toman(3_270)
    assert owed(share) == toman(0)
    assert payouts.payable(make_treasurer(seller).scope(Permission.PAYOUT_READ)) == []
    assert checking.faults() == reconciliation.faults() == []


@settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    pieces=st.tuples(*[st.integers(0, 9)] * 4),
    rates=st.tuples(*[st.integers(0, 10**7)] * 3),
    advance=st.integers(0, 10**8),
)
def test_wages_are_right_to_the_rial(
    pieces: tuple[int, int, int, int], rates: tuple[int, int, int], advance: int
) -> None:
    share = make_running(max(sum(pieces), 1))
    product = share.work_order.variant.product
    for grade, rate in zip(Grade, (*rates, 0), strict=True):
        wages.set_rate(product, grade, today(), rial(rate), make_lead())
    given = min(advance, rates[0] * share.pieces)
    if given:
        advancing.pay(share, rial(given), cause())
    if not any(pieces):
        return
    make_graded(share, Grades(*pieces))
    run = approved(share)
    gross = sum(n * rate for n, rate in zip(pieces, (*rates, 0), strict=True))
    assert run.gross == rial(gross)
    assert run.net == rial(gross - min(given, gross))
    assert owed(share) == rial(given + gross - min(given, gross))
    assert checking.faults() == []
