from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger.services import post
from marketplace.orders.fulfilment import cancelling
from marketplace.orders.models import Order, OrderState
from marketplace.payments import queries as payments
from marketplace.payments import services
from marketplace.payouts import reconciliation
from marketplace.payouts.models import Credit
from marketplace.payouts.services import batches
from tests.factories.fulfilment import SHEBA, make_treasurer
from tests.factories.orders import make_order, make_piece
from tests.factories.payouts import make_batch, make_credits


def receive(order: Order, minor: int, number: str) -> None:
    assert order.payment
    services.record_receipt(
        order.payment,
        external_id=number,
        amount=Money(minor, order.currency),
        value_date=date(2026, 11, 24),
        by=None,
    )


def paid_and_delivered() -> Order:
    order = make_order(make_piece(), state=OrderState.CONFIRMED)
    for credit in make_credits(order):
        credit.artisan.sheba = SHEBA
    return order


def test_books_without_entries_are_in_order(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["ledger", "check"])
    assert (result.exit_code, result.stderr) == (0, "")


def test_money_that_no_order_explains_is_reported(app: Flask) -> None:
    post("x", "receipt", "", "", [("bank:1", Money(5, "EUR")), ("buyer:1", Money(-5, "EUR"))])
    result = app.test_cli_runner().invoke(args=["ledger", "check"])
    assert result.exit_code == 1
    assert "account bank:1: stands at 0.05 EUR, should stand at 0.00 EUR" in result.stderr
    assert "2 faults." in result.stderr


def test_the_books_agree_from_order_to_payout() -> None:
    order = paid_and_delivered()
    batch = make_batch(credits_=db.session.query(Credit))
    assert reconciliation.faults() == []
    batches.approve(batch, make_treasurer(order.cooperative))
    batches.mark_paid(batch, "B-1", make_treasurer(order.cooperative))
    assert reconciliation.faults() == []


def test_they_agree_when_money_comes_in_parts_and_too_much_of_it() -> None:
    order = make_order(make_piece())
    receive(order, 10_00, "a")
    assert reconciliation.faults() == []
    receive(order, order.total_minor, "b")
    assert order.state is OrderState.PAID
    assert reconciliation.faults() == []


def test_they_agree_when_an_order_is_cancelled_and_the_money_goes_back() -> None:
    order = make_order(make_piece(), state=OrderState.PAID)
    by = make_treasurer(order.cooperative)
    cancelling.cancel(order, "The loom broke", by)
    assert reconciliation.faults() == []
    assert order.payment_id
    (refund,) = payments.refunds_of(order.payment_id)
    services.mark_refund_paid(refund, external_id="R-1", by=by)
    assert reconciliation.faults() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            "update order_lines set commission_minor = commission_minor + 1",
            "differs from its lines",
        ),
        ("update payments set received_minor = received_minor - 1", "its receipts sum to"),
        ("update receipts set amount_minor = amount_minor + 1", "account bank:"),
        (
            "update orders set goods_minor = goods_minor + 1, total_minor = total_minor + 1",
            "its lines sum to",
        ),
        ("update credits set amount_minor = amount_minor + 1", "account artisan:"),
        ("update credits set amount_minor = amount_minor * 9", "credited of"),
        ("update orders set state = 'cancelled'", "differs from its lines"),
    ],
)
def test_whatever_was_changed_behind_the_books_is_found(wrong: str, said: str) -> None:
    paid_and_delivered()
    db.session.execute(text(wrong))
    db.session.expire_all()
    assert any(said in fault for fault in reconciliation.faults())


def test_an_order_shown_as_paid_without_a_sale_is_found() -> None:
    order = make_order(make_piece())
    order.state = OrderState.PAID
    db.session.flush()
    assert f"order {order.number}: its sale in the ledger differs from its lines" in (
        reconciliation.faults()
    )
