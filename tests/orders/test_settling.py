from datetime import timedelta

import pytest
import time_machine

from marketplace.core.clock import now
from marketplace.core.errors import Conflict
from marketplace.core.money import Money
from marketplace.inventory.queries import available
from marketplace.ledger import accounts
from marketplace.ledger.queries import balance
from marketplace.orders import cancelling, queries
from marketplace.orders.jobs import _end
from marketplace.orders.models import OrderState
from marketplace.payments import queries as payment_queries
from marketplace.payments import services as payments
from marketplace.payments.models import PaymentState
from marketplace.payouts.reconciliation import faults
from tests.factories.accounts import make_user
from tests.factories.orders import lapse, make_order, make_piece
from tests.factories.payments import make_receipt


def test_an_order_paid_in_full_is_sold_and_booked() -> None:
    piece = make_piece(pieces=2)
    order = make_order(piece)
    make_receipt(order.payment)
    assert order.state is OrderState.PAID
    assert available([piece.id])[piece.id] == 1
    assert balance(accounts.bank(order.cooperative_id), "EUR") == order.total
    assert balance(accounts.buyer(order.id), "EUR") == Money(0, "EUR")
    assert faults() == []


def test_a_part_does_not_move_the_order() -> None:
    order = make_order()
    make_receipt(order.payment, Money(10_00, "EUR"))
    assert order.state is OrderState.PLACED
    assert balance(accounts.buyer(order.id), "EUR") == Money(-10_00, "EUR")
    assert "part_received" in [event.kind for event in queries.events_of(order)]


def test_a_surplus_goes_back_and_the_books_close() -> None:
    order = make_order()
    make_receipt(order.payment, order.total + Money(5_00, "EUR"))
    (owed,) = payment_queries.refunds_of(order.payment.id)
    payments.mark_refund_paid(owed, external_id="OUT", by=make_user())
    assert balance(accounts.buyer(order.id), "EUR") == Money(0, "EUR")
    assert faults() == []


def test_cancelling_frees_the_pieces_and_the_payment() -> None:
    piece = make_piece(pieces=1)
    order = make_order(piece)
    cancelling.cancel(order.id, "Changed my mind", None)
    cancelling.cancel(order.id, "again", None)
    assert order.state is OrderState.CANCELLED
    assert order.cancel_reason == "Changed my mind"
    assert available([piece.id])[piece.id] == 1
    assert order.payment.state is PaymentState.CANCELLED


def test_a_paid_order_is_not_cancelled_by_its_buyer() -> None:
    order = make_order(state=OrderState.PAID)
    with pytest.raises(Conflict):
        cancelling.cancel(order.id, "Changed my mind", None)


def test_money_for_a_cancelled_order_is_owed_back() -> None:
    order = make_order(state=OrderState.CANCELLED)
    make_receipt(order.payment, order.total)
    assert order.state is OrderState.CANCELLED
    assert [r.amount for r in payment_queries.refunds_of(order.payment.id)] == [order.total]
    assert faults() == []


def test_a_late_payment_takes_the_pieces_if_they_are_still_there() -> None:
    piece = make_piece(pieces=1)
    order = make_order(piece)
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        make_receipt(order.payment)
    assert order.state is OrderState.PAID
    assert available([piece.id])[piece.id] == 0


def test_a_late_payment_is_owed_back_if_somebody_else_has_them() -> None:
    piece = make_piece(pieces=1)
    order = make_order(piece)
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        other = make_order(piece, state=OrderState.PAID)
        make_receipt(order.payment)
    assert (order.state, other.state) == (OrderState.CANCELLED, OrderState.PAID)
    assert [r.amount for r in payment_queries.refunds_of(order.payment.id)] == [order.total]
    assert faults() == []


def test_an_order_nobody_paid_ends_when_its_time_is_over() -> None:
    order = make_order()
    assert order.id not in queries.lapsed()
    lapse(order)
    assert order.id in queries.lapsed()
    _end(order.id)
    assert order.state is OrderState.CANCELLED
    assert order.cancel_reason


def test_an_order_paid_in_part_is_given_as_long_again() -> None:
    order = make_order()
    make_receipt(order.payment, Money(10_00, "EUR"))
    lapse(order)
    assert order.id not in queries.lapsed()
    assert order.id in queries.lapsed(now() + timedelta(days=8))
