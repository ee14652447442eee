"""Fees: asked with the seat, paid, lapsed, given back by the dated rule, and right in the books."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE, Role
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import queries as books
from marketplace.pardis.training import jobs, loading, queries
from marketplace.pardis.training.models import (
    Enrolment,
    EnrolmentState,
    Fee,
    FeeState,
    Group,
    GroupState,
    LessonState,
)
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import charging, fees, joining, planning
from marketplace.payments import services as payments
from marketplace.payments.models import PaymentState, Refund
from marketplace.payments.queries import refunds_of
from marketplace.payments.services import Arrival
from marketplace.payouts import reconciliation
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_group, make_price
from tests.support.jobs import run_jobs

PRICE = Money.of(2_000_000, "IRR")


@pytest.fixture(autouse=True)
def rules() -> None:
    loading.load(Path("data"))


def costly_group(begins: int = 0, **given: object) -> Group:
    """Its first session is so many days from now."""
    group = make_group(sessions=3, **given)
    for number, lesson in enumerate(reversed(group.lessons)):
        start = now() + timedelta(days=begins + 2 - number, minutes=30)
        lesson.starts_at, lesson.ends_at = start, start + timedelta(hours=3)
        db.session.flush()
    make_price(group)
    return group


def seat(group: Group, user: User | None = None) -> tuple[Enrolment, Fee]:
    enrolment = make_enrolment(group, user)
    fee = found.fee_of(enrolment.id)
    assert fee
    return enrolment, fee


def pay(fee: Fee, amount: Money | None = None, name: str = "B-1") -> None:
    assert fee.payment_id
    payments.settle(fee.payment_id, Arrival(f"{name}-{fee.id}", amount or fee.due))


def refunds(fee: Fee) -> list[Money]:
    assert fee.payment_id
    return [refund.amount for refund in refunds_of(fee.payment_id)]


def stands(account: str) -> int:
    return books.balance(account, "IRR").minor


def test_a_seat_is_asked_for_what_it_costs_today() -> None:
    group = costly_group()
    make_price(group, Money.of(1, "IRR"), from_day=today() + timedelta(days=1))
    make_price(group, Money.of(3_000_000, "IRR"), group_id=group.id)
    _enrolment, fee = seat(group)
    assert fee.due == Money.of(3_000_000, "IRR")
    assert fee.payment
    assert (fee.payment.payee_id, fee.payment.who["buyer"]) == (CENTRE, "مریم شعبانی")
    assert fee.payment.payer


def test_a_course_without_a_price_asks_for_nothing() -> None:
    assert found.fee_of(make_enrolment(make_group()).id) is None


def test_who_waits_is_asked_when_she_takes_the_seat() -> None:
    group = costly_group(capacity=1)
    first, _fee = seat(group)
    waiting = make_enrolment(group)
    assert found.fee_of(waiting.id) is None
    joining.leave(first, make_user())
    joining.accept(waiting)
    assert found.fee_of(waiting.id)


def test_money_for_a_course_to_come_is_earned_when_it_begins() -> None:
    group = costly_group(begins=8)
    _enrolment, fee = seat(group)
    pay(fee)
    assert fee.state is FeeState.PAID
    assert (stands(accounts.courses_ahead(CENTRE)), stands(accounts.courses(CENTRE))) == (
        -PRICE.minor,
        0,
    )
    planning.go_on(group, GroupState.RUNNING, make_user())
    assert stands(accounts.courses(CENTRE)) == -PRICE.minor
    assert reconciliation.faults() == []


def test_one_notice_of_money_told_twice_counts_once() -> None:
    _enrolment, fee = seat(costly_group())
    pay(fee)
    pay(fee)
    assert stands(accounts.bank(CENTRE)) == PRICE.minor
    assert reconciliation.faults() == []


@pytest.mark.parametrize(("days", "percent"), [(8, 100), (7, 100), (6, 50), (0, 50)])
def test_before_it_begins_what_goes_back_depends_on_the_days_left(days: int, percent: int) -> None:
    enrolment, fee = seat(costly_group(begins=days))
    pay(fee)
    joining.leave(enrolment, make_user())
    assert refunds(fee) == [PRICE.share(percent * 100)]
    assert reconciliation.faults() == []


@pytest.mark.parametrize(("held", "percent"), [(1, 25), (2, 0)])
def test_once_it_has_begun_it_depends_on_the_sessions_held(held: int, percent: int) -> None:
    group = costly_group(begins=8)
    enrolment, fee = seat(group)
    pay(fee)
    planning.go_on(group, GroupState.RUNNING, make_user())
    for lesson in group.lessons[:held]:
        lesson.state = LessonState.HELD
    joining.leave(enrolment, make_user())
    assert refunds(fee) == ([PRICE.share(percent * 100)] if percent else [])
    assert stands(accounts.courses(CENTRE)) == -(PRICE.minor - PRICE.share(percent * 100).minor)
    assert reconciliation.faults() == []


def test_a_group_that_is_called_off_gives_everything_back_once() -> None:
    group = costly_group()
    _one, paid = seat(group)
    _other, part = seat(group)
    pay(paid)
    pay(part, Money.of(500_000, "IRR"))
    for _ in range(2):
        planning.call_off(group, "The loom broke.", make_user())
    assert (refunds(paid), refunds(part)) == ([PRICE], [Money.of(500_000, "IRR")])
    assert {paid.state, part.state} == {FeeState.ENDED}
    assert reconciliation.faults() == []


def test_never_more_goes_back_than_is_left_of_what_came() -> None:
    group = costly_group()
    _enrolment, fee = seat(group)
    pay(fee)
    assert fee.payment
    payments.refund(fee.payment, PRICE.share(9_000), key="k", reason="A mistake", by=None)
    planning.call_off(group, "The loom broke.", make_user())
    assert Money.total(refunds(fee), "IRR") == PRICE


def test_money_that_comes_when_the_seat_is_gone_goes_back_whole() -> None:
    enrolment, fee = seat(costly_group())
    joining.leave(enrolment, make_user())
    pay(fee)
    assert refunds(fee) == [PRICE]
    assert fee.state is FeeState.ENDED


def test_a_scholarship_lessens_what_is_asked_for_by_the_dated_rule() -> None:
    _enrolment, fee = seat(costly_group())
    before = fee.payment
    fees.grant(fee, "student", "Student card 12", make_user())
    assert fee.due == PRICE - PRICE.share(3_000)
    assert before
    assert before.state is PaymentState.CANCELLED
    assert fee.payment
    assert fee.payment.amount == fee.due


def test_a_whole_scholarship_leaves_nothing_to_pay_and_nothing_to_lapse() -> None:
    enrolment, fee = seat(costly_group())
    fees.grant(fee, "head-of-household", "Letter 7", make_user())
    fee.due_at = now() - timedelta(days=1)
    joining.lapse(enrolment)
    assert (fee.state, enrolment.state) == (FeeState.FREE, EnrolmentState.ENROLLED)


def test_no_scholarship_after_money_has_come() -> None:
    _enrolment, fee = seat(costly_group())
    pay(fee, Money.of(1, "IRR"))
    with pytest.raises(Conflict):
        fees.grant(fee, "student", "Late", make_user())


def test_a_seat_that_is_not_paid_in_time_goes_to_the_next_in_line() -> None:
    group = costly_group(capacity=1)
    enrolment, fee = seat(group)
    waiting = make_enrolment(group)
    fee.due_at = now() - timedelta(minutes=1)
    db.session.flush()
    jobs.look_after_fees()
    assert (fee.state, enrolment.state) == (FeeState.LAPSED, EnrolmentState.WITHDRAWN)
    assert waiting.state is EnrolmentState.OFFERED


def test_money_in_part_keeps_the_seat_until_people_have_spoken() -> None:
    enrolment, fee = seat(costly_group())
    pay(fee, Money.of(1, "IRR"))
    fee.due_at = now() - timedelta(minutes=1)
    db.session.flush()
    jobs.look_after_fees()
    assert enrolment.state is EnrolmentState.ENROLLED


def test_she_is_reminded_once(mailer: object) -> None:
    _enrolment, fee = seat(costly_group(), make_user())
    fee.due_at = now() + timedelta(days=1)
    db.session.flush()
    for _ in range(2):
        jobs.look_after_fees()
    run_jobs()
    subjects = [mail.subject for mail in mailer.sent]  # type: ignore[attr-defined]
    assert len([text for text in subjects if text.startswith("Your seat waits")]) == 1


def test_what_was_missed_is_earned_by_the_standing_job() -> None:
    group = costly_group(begins=8)
    _enrolment, fee = seat(group)
    pay(fee)
    group.state = GroupState.RUNNING
    db.session.flush()
    jobs.look_after_fees()
    assert fee.earned_at
    assert reconciliation.faults() == []


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(1, 3_000_000_00), min_size=1, max_size=4),
    st.sampled_from(["leave", "call off", "begin", "nothing"]),
)
def test_whatever_comes_and_goes_the_books_agree(parts: list[int], then: str) -> None:
    group = costly_group(begins=8)
    enrolment, fee = seat(group)
    for number, minor in enumerate(parts):
        pay(fee, Money(minor, "IRR"), name=f"B{number}")
    acts: dict[str, Callable[[], object]] = {
        "leave": lambda: joining.leave(enrolment, make_user()),
        "call off": lambda: planning.call_off(group, "The loom broke.", make_user()),
        "begin": lambda: planning.go_on(group, GroupState.RUNNING, make_user()),
        "nothing": lambda: None,
    }
    acts[then]()
    for refund in db.session.query(Refund).filter_by(payment_id=fee.payment_id).order_by(Refund.id):
        payments.mark_refund_paid(refund, external_id="OUT", by=make_user())
    assert Money.total(refunds(fee), "IRR").minor <= sum(parts)
    assert reconciliation.faults() == []


def test_she_sees_what_to_pay_and_nobody_else_does(client_of: ClientOf) -> None:
    user = make_user()
    enrolment, fee = seat(costly_group(), user)
    assert fee.payment
    page = client_of(user).get(f"/en/account/courses/{enrolment.id}/fee")
    assert fee.payment.reference[:4] in page.text
    other = client_of(make_user()).get(f"/en/account/courses/{enrolment.id}/fee")
    assert other.status_code == 404


def test_she_may_pay_another_way_while_nothing_has_come(client_of: ClientOf) -> None:
    user = make_user()
    enrolment, fee = seat(costly_group(), user)
    data = {"way": list(charging.ways(fee).amounts)[-1]}
    answer = client_of(user).post(f"/en/account/courses/{enrolment.id}/fee/pay", data=data)
    assert answer.status_code == 303
    assert fee.payment
    assert fee.payment.gateway == data["way"]


def test_a_cashier_notes_the_transfer_and_the_seat_is_paid(client_of: ClientOf) -> None:
    _enrolment, fee = seat(costly_group())
    assert fee.payment
    data = {"amount": "2000000", "external_id": "B-1", "sender": "M", "value_date": "2026-11-20"}
    address = f"/en/office/transfers/{fee.payment.reference}"
    answer = client_of(make_user(Role.CASHIER)).post(address, data=data)
    assert answer.status_code == 303
    assert fee.state is FeeState.PAID


def test_a_treasurer_of_a_cooperative_does_not_see_what_the_centre_is_paid(
    client_of: ClientOf,
) -> None:
    _enrolment, fee = seat(costly_group())
    assert fee.payment
    stranger = make_user(Role.TREASURER, scope_id=1)
    address = f"/en/office/transfers/{fee.payment.reference}"
    assert client_of(stranger).get(address).status_code == 404


def test_the_manager_sets_a_price_and_an_account(client_of: ClientOf) -> None:
    group, client = make_group(), client_of(make_user(Role.PARDIS_MANAGER))
    form = {"course": group.course.code, "amount": "۱٬۵۰۰٬۰۰۰", "currency": "IRR"}
    client.post("/en/office/fees/prices", data=form | {"from_day": today().isoformat()})
    rate = found.rate_of(queries.group(group.number), today())
    assert rate
    assert rate.amount == Money.of(1_500_000, "IRR")
    sheba = "IR820540102680020817909002"
    bank = {"currency": "IRR", "holder": "Pardis", "bank": "B", "iban": sheba, "bic": "BMJIIRTH"}
    client.post("/en/office/fees/account", data={f"account-{k}": v for k, v in bank.items()})
    account = found.account_for("IRR")
    assert account
    assert account.iban == sheba


def test_a_price_for_a_group_that_is_none_is_refused_beside_the_field(client_of: ClientOf) -> None:
    group, client = make_group(), client_of(make_user(Role.PARDIS_MANAGER))
    form = {"course": group.course.code, "group": "X-1", "amount": "5", "currency": "IRR"}
    answer = client.post("/en/office/fees/prices", data=form | {"from_day": "2026-11-01"})
    assert answer.status_code == 422
    assert 'id="group-error"' in answer.text


def test_rules_are_those_of_the_day_she_was_asked() -> None:
    enrolment, fee = seat(costly_group(begins=3))
    pay(fee)
    with time_machine.travel(now() + timedelta(days=2, hours=2), tick=False):
        joining.leave(enrolment, make_user())
    assert refunds(fee) == [PRICE.share(5_000)]
