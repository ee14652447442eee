"""Who moves to another group is asked for the difference, or gets it back by the dated rule."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.accounts.permissions import Role
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.money import Money
from marketplace.pardis.training import loading
from marketplace.pardis.training.models import Enrolment, Fee, FeeState, Group, GroupState
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import fees, joining, planning
from marketplace.payments import services as payments
from marketplace.payments.models import PaymentState, Refund
from marketplace.payments.queries import refunds_of
from marketplace.payments.services import Arrival
from marketplace.payouts import reconciliation
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_group, make_price


@pytest.fixture(autouse=True)
def rules() -> None:
    loading.load(Path("data"))


def rial(thousands: int) -> Money:
    return Money.of(thousands * 1_000, "IRR")


def beginning(group: Group, days: int) -> Group:
    """Its first session is so many days from now."""
    for number, lesson in enumerate(sorted(group.lessons, key=lambda one: -one.id)):
        lesson.starts_at = now() + timedelta(days=days + 2 - number, minutes=30)
        lesson.ends_at = lesson.starts_at + timedelta(hours=3)
        db.session.flush()
    return group


def seat(price: int = 2_000, begins: int = 8) -> tuple[Enrolment, Fee]:
    group = beginning(make_group(sessions=3), begins)
    make_price(group, rial(price))
    enrolment = make_enrolment(group)
    return enrolment, parts(enrolment)[0]


def other(enrolment: Enrolment, price: int) -> Group:
    """Another group of the course, with a price of its own."""
    group = beginning(make_group(course=enrolment.group.course, sessions=3), 30)
    make_price(group, rial(price), group_id=group.id)
    return group


def parts(enrolment: Enrolment) -> list[Fee]:
    return list(found.parts_of(enrolment.id))


def pay(fee: Fee) -> None:
    assert fee.payment
    payments.settle(fee.payment.id, Arrival(f"B-{fee.id}", fee.charged))


def move(enrolment: Enrolment, to: Group) -> None:
    joining.transfer(enrolment, to, make_user())


def back(enrolment: Enrolment) -> int:
    """Thousands of rial that are owed back to her."""
    ids = [fee.payment_id for fee in parts(enrolment) if fee.payment_id]
    return sum(refund.amount.minor for one in ids for refund in refunds_of(one)) // 100_000


def test_nothing_was_paid_yet_so_the_other_price_is_asked() -> None:
    enrolment, fee = seat()
    first = fee.payment
    move(enrolment, other(enrolment, 2_500))
    (fee,) = parts(enrolment)
    assert fee.payment
    assert first
    assert (fee.full, fee.charged, first.state) == (
        rial(2_500),
        rial(2_500),
        PaymentState.CANCELLED,
    )


def test_of_a_dearer_group_the_difference_is_asked_for_beside_what_she_paid() -> None:
    enrolment, fee = seat()
    pay(fee)
    move(enrolment, other(enrolment, 2_500))
    first, more = parts(enrolment)
    assert (first.state, more.state, more.charged) == (FeeState.PAID, FeeState.OWED, rial(500))
    pay(more)
    assert more.state is FeeState.PAID
    assert reconciliation.faults() == []


@pytest.mark.parametrize(("begins", "thousands"), [(8, 500), (2, 250)])
def test_of_a_cheaper_group_the_difference_goes_back_by_the_rule(
    begins: int, thousands: int
) -> None:
    enrolment, fee = seat(begins=begins)
    pay(fee)
    move(enrolment, other(enrolment, 1_500))
    assert back(enrolment) == thousands
    assert fee.state is FeeState.PAID
    assert reconciliation.faults() == []


def test_there_and_back_and_there_again_each_move_counts() -> None:
    enrolment, fee = seat()
    pay(fee)
    home, away = enrolment.group, other(enrolment, 1_500)
    make_price(home, rial(2_000), group_id=home.id)
    for to in (away, home):
        move(enrolment, to)
    pay(parts(enrolment)[-1])
    move(enrolment, away)
    assert back(enrolment) == 1_000
    assert reconciliation.faults() == []


def test_a_difference_that_nobody_paid_is_forgotten_when_she_moves_on() -> None:
    enrolment, fee = seat()
    pay(fee)
    home = enrolment.group
    move(enrolment, other(enrolment, 2_500))
    move(enrolment, home)
    assert [each.state for each in parts(enrolment)] == [FeeState.PAID, FeeState.ENDED]
    assert back(enrolment) == 0


def test_a_difference_that_is_not_paid_in_time_keeps_the_seat_until_people_have_spoken() -> None:
    enrolment, fee = seat()
    pay(fee)
    move(enrolment, other(enrolment, 2_500))
    more = parts(enrolment)[1]
    more.due_at = now() - timedelta(days=1)
    assert not fees.lapse(enrolment)
    assert more.state is FeeState.OWED


def test_her_scholarship_goes_with_her() -> None:
    enrolment, fee = seat()
    fees.grant(fee, "head-of-household", "Letter 12", make_user())
    percent = fee.due.minor * 100 // fee.full.minor
    move(enrolment, other(enrolment, 3_000))
    (fee,) = parts(enrolment)
    assert fee.due == rial(3_000 * percent // 100)


def test_nobody_is_asked_more_because_the_course_became_dearer_since() -> None:
    enrolment, fee = seat()
    to = beginning(make_group(course=enrolment.group.course, sessions=3), 30)
    make_price(to, rial(9_000), from_day=today() + timedelta(days=1))
    move(enrolment, to)
    assert parts(enrolment) == [fee]


def test_money_in_part_waits_for_the_rest_before_she_moves() -> None:
    enrolment, fee = seat()
    assert fee.payment
    payments.settle(fee.payment.id, Arrival("B-part", rial(500)))
    with pytest.raises(Conflict, match="A part of her fee"):
        move(enrolment, other(enrolment, 2_500))


def test_two_currencies_have_no_difference() -> None:
    enrolment, _fee = seat()
    to = other(enrolment, 1)
    make_price(to, Money.of(40, "EUR"), group_id=to.id)
    with pytest.raises(Conflict, match="another currency"):
        move(enrolment, to)


def test_who_leaves_after_a_move_gets_back_of_all_that_she_paid() -> None:
    enrolment, fee = seat()
    pay(fee)
    move(enrolment, other(enrolment, 2_500))
    pay(parts(enrolment)[1])
    joining.leave(enrolment, make_user())
    assert back(enrolment) == 2_500
    assert reconciliation.faults() == []


def test_the_office_sees_what_a_move_costs_before_it_is_made(client_of: ClientOf) -> None:
    enrolment, fee = seat()
    pay(fee)
    other(enrolment, 2_500)
    other(enrolment, 1_500)
    client = client_of(make_user(Role.PARDIS_MANAGER))
    page = client.get(f"/en/office/training/enrolments/{enrolment.id}/transfer").text
    assert "500,000" in page
    assert "more is asked for" in page
    assert "goes back (100%)" in page


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from([1_000, 1_500, 2_000, 2_700]), st.booleans()), max_size=4)
)
def test_whatever_way_she_moves_the_books_agree(moves: list[tuple[int, bool]]) -> None:
    enrolment, fee = seat()
    pay(fee)
    for price, pays in moves:
        move(enrolment, other(enrolment, price))
        latest = parts(enrolment)[-1]
        if pays and latest.state is FeeState.OWED:
            pay(latest)
    planning.go_on(enrolment.group, GroupState.RUNNING, make_user())
    for refund in db.session.query(Refund).order_by(Refund.id):
        payments.mark_refund_paid(refund, external_id="OUT", by=make_user())
    assert reconciliation.faults() == []
