from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import text

from marketplace.core import events
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.money import Money
from marketplace.core.seal import ring
from marketplace.payments import queries, services
from marketplace.payments.errors import AlreadyRecorded
from marketplace.payments.events import PaymentSucceeded, RefundPaid, RefundRequested
from marketplace.payments.models import Match, PaymentState, RefundState
from marketplace.payments.references import creditor_reference, holds
from marketplace.payments.services import Arrival
from tests.factories.accounts import make_user
from tests.factories.payments import make_payment, make_receipt


@pytest.fixture
def heard() -> Iterator[list[object]]:
    """What payments announced, instead of what orders would make of it."""
    said: list[object] = []
    before = dict(events._subscriptions)
    for kind in (PaymentSucceeded, RefundRequested, RefundPaid, services.ReceiptRecorded):
        events._subscriptions[kind] = (said.append,)
    yield said
    events._subscriptions.update(before)
    for kind in events._subscriptions.keys() - before.keys():
        del events._subscriptions[kind]


def eur(amount: int) -> Money:
    return Money(amount, "EUR")


def test_the_exact_sum_pays(heard: list[object]) -> None:
    payment = make_payment(eur(120_00))
    receipt = make_receipt(payment)
    assert (receipt.match, payment.state) == (Match.EXACT, PaymentState.PAID)
    assert PaymentSucceeded(payment.id) in heard


def test_parts_pay_when_they_add_up(heard: list[object]) -> None:
    payment = make_payment(eur(120_00))
    assert make_receipt(payment, eur(100_00)).match is Match.PARTIAL
    assert payment.state is PaymentState.PARTLY_PAID
    assert PaymentSucceeded(payment.id) not in heard
    assert make_receipt(payment, eur(20_00)).match is Match.EXACT
    assert heard.count(PaymentSucceeded(payment.id)) == 1


def test_a_surplus_is_owed_back(heard: list[object]) -> None:
    payment = make_payment(eur(120_00))
    assert make_receipt(payment, eur(125_50)).match is Match.OVER
    assert [r.amount for r in queries.refunds_of(payment.id)] == [eur(5_50)]
    assert payment.state is PaymentState.PAID


def test_the_same_transfer_counts_once(heard: list[object]) -> None:
    payment = make_payment()
    make_receipt(payment, eur(50_00), external_id="ab 12")
    with pytest.raises(AlreadyRecorded):
        make_receipt(payment, eur(50_00), external_id="AB 12 ")
    assert payment.received == eur(50_00)


def test_the_same_transfer_is_not_taken_for_another_order(heard: list[object]) -> None:
    make_receipt(make_payment(), external_id="X1")
    with pytest.raises(AlreadyRecorded):
        make_receipt(make_payment(), external_id="X1")


def test_two_banks_may_use_one_number(heard: list[object]) -> None:
    make_receipt(make_payment(payee_id=1), external_id="X1")
    make_receipt(make_payment(payee_id=2), external_id="X1")


def test_a_gateway_may_repeat_itself(heard: list[object]) -> None:
    payment = make_payment(gateway="demo")
    first = services.settle(payment.id, Arrival("ch_1", eur(120_00)))
    assert services.settle(payment.id, Arrival("ch_1", eur(120_00))) is first
    assert payment.received == eur(120_00)
    assert heard.count(PaymentSucceeded(payment.id)) == 1


def test_money_for_a_cancelled_payment_is_owed_back(heard: list[object]) -> None:
    payment = make_payment()
    services.cancel(payment)
    make_receipt(payment, eur(120_00))
    assert payment.state is PaymentState.CANCELLED
    assert [r.amount for r in queries.refunds_of(payment.id)] == [eur(120_00)]
    assert PaymentSucceeded(payment.id) not in heard


def test_a_part_that_came_before_the_cancelling_is_owed_back(heard: list[object]) -> None:
    payment = make_payment()
    make_receipt(payment, eur(30_00))
    services.cancel(payment)
    services.cancel(payment)
    assert [r.amount for r in queries.refunds_of(payment.id)] == [eur(30_00)]


def test_another_currency_is_refused(heard: list[object]) -> None:
    with pytest.raises(Invalid) as refusal:
        make_receipt(make_payment(), Money(120_00, "USD"))
    assert refusal.value.field == "amount"


def test_a_refund_is_paid_once(heard: list[object]) -> None:
    payment, by = make_payment(), make_user()
    make_receipt(payment)
    owed = services.refund(payment, eur(5_00), key="k", reason="why", by=by)
    assert owed
    assert services.refund(payment, eur(5_00), key="k", reason="why", by=by) is None
    services.mark_refund_paid(owed, external_id="OUT-1", by=by)
    services.mark_refund_paid(owed, external_id="OUT-2", by=by)
    assert (owed.state, owed.external_id) == (RefundState.PAID, "OUT-1")
    assert heard.count(RefundPaid(owed.id)) == 1


def test_references_carry_check_digits() -> None:
    reference = creditor_reference("SFD-2026-00042")
    assert reference.endswith("SFD202600042")
    assert holds(reference)
    assert holds("RF18 5390 0754 7034")
    assert not holds(reference.replace("42", "24"))


def test_a_value_date_is_kept(heard: list[object]) -> None:
    receipt = make_receipt(make_payment(), value_date=date(2026, 11, 2))
    assert receipt.value_date == date(2026, 11, 2)


def test_who_pays_stands_sealed_and_what_older_code_wrote_is_shown() -> None:
    payment = make_payment(
        details={"orders": ["A"], "buyer": "Clara Weiß", "email": "c@example.org"}
    )
    stored = db.session.execute(text("select payer, details::text from payments")).one()
    assert stored[0].startswith(ring().prefix)
    assert "Clara" not in stored[1] + stored[0]
    assert payment.who["email"] == "c@example.org"
    payment.payer, payment.details = None, {"buyer": "Ada"}
    assert payment.who["buyer"] == "Ada"
