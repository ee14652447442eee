"""A fee that is paid, given back and called off at the same moment, with real commits."""

from flask import Flask

from marketplace.accounts.models import User
from marketplace.core.db import db, transaction
from marketplace.core.money import Money
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Fee, FeeState
from marketplace.pardis.training.services import joining, planning
from marketplace.payments import services as payments
from marketplace.payments.queries import refunds_of
from marketplace.payments.services import Arrival
from marketplace.payouts import reconciliation
from tests.factories.accounts import make_user
from tests.factories.training import make_enrolment, make_group, make_price
from tests.reliability.test_memberships import AT_ONCE, together


def seat() -> tuple[str, int, int, int]:
    """The number of a group, an enrolment with a fee, its payment, and somebody of the centre."""
    group = make_group(capacity=2, sessions=1)
    make_price(group)
    enrolment = make_enrolment(group)
    fee = db.session.query(Fee).filter_by(enrolment_id=enrolment.id).one()
    return group.number, enrolment.id, fee.payment_id or 0, make_user().id


def owed_back(payment_id: int) -> Money:
    return Money.total((refund.amount for refund in refunds_of(payment_id)), "IRR")


def test_money_and_a_seat_given_back_at_once_leave_the_books_right(shared: Flask) -> None:
    with shared.app_context(), transaction():
        number, enrolment_id, payment_id, by = seat()

    def act(turn: int) -> None:
        user = db.session.get_one(User, by)
        if turn % 3 == 0:
            payments.settle(payment_id, Arrival("B-race", Money.of(2_000_000, "IRR")))
        elif turn % 3 == 1:
            queries.locked_group(number)
            joining.leave(queries.enrolment(enrolment_id), user)
        else:
            planning.call_off(queries.locked_group(number), "The loom broke.", user)

    outcomes = together(shared, act)
    assert len(outcomes) == AT_ONCE
    with shared.app_context():
        assert owed_back(payment_id) <= Money.of(2_000_000, "IRR")
        assert [fault for fault in reconciliation.faults() if "trainee" in fault] == []
        fee = db.session.query(Fee).filter_by(enrolment_id=enrolment_id).one()
        assert fee.state is FeeState.ENDED


def test_a_group_called_off_by_many_gives_each_fee_back_once(shared: Flask) -> None:
    with shared.app_context(), transaction():
        number, _enrolment, payment_id, by = seat()
        payments.settle(payment_id, Arrival("B-once", Money.of(2_000_000, "IRR")))

    def act(_: int) -> None:
        planning.call_off(queries.locked_group(number), "Why", db.session.get_one(User, by))

    assert together(shared, act) == ["done"] * AT_ONCE
    with shared.app_context():
        assert len(refunds_of(payment_id)) == 1
