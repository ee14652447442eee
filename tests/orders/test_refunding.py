import pytest

from marketplace.accounts.models import User
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger.queries import balance
from marketplace.orders.fulfilment import cancelling, refunding
from marketplace.orders.fulfilment.refunding import Wish
from marketplace.orders.models import Order, OrderState
from marketplace.payments.queries import refunds_of
from marketplace.payouts.reconciliation import faults
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.fulfilment import make_treasurer
from tests.factories.orders import make_order, make_piece


@pytest.fixture
def order() -> Order:
    return make_order(make_piece(pieces=2), state=OrderState.PAID)


@pytest.fixture
def treasurer(order: Order) -> User:
    return make_treasurer(order.cooperative)


def wish(order: Order, pieces: int = 1, *, shipping: bool = False, seen: int = 0) -> Wish:
    return Wish({order.lines[0].id: pieces}, shipping, "A corner is torn", seen)


def test_a_line_is_given_back_at_the_cost_of_the_cooperative(order: Order) -> None:
    refund = refunding.give_back(order, wish(order), make_user())
    assert refund.amount == order.lines[0].total
    assert balance(accounts.allowance(order.cooperative_id), "EUR") == refund.amount
    assert order.state is OrderState.PAID
    assert faults() == []


def test_the_shipping_is_given_back_once(order: Order) -> None:
    refund = refunding.give_back(order, wish(order, 0, shipping=True), make_user())
    assert refund.amount == order.shipping
    with pytest.raises(Invalid):
        refunding.give_back(order, wish(order, 0, shipping=True, seen=1), make_user())


def test_no_more_pieces_are_given_back_than_were_sold(order: Order) -> None:
    with pytest.raises(Conflict):
        refunding.give_back(order, wish(order, 2), make_user())


def test_the_second_of_two_who_saw_the_same_is_refused(order: Order) -> None:
    refunding.give_back(order, wish(order, 0, shipping=True), make_user())
    with pytest.raises(Conflict):
        refunding.give_back(order, wish(order), make_user())
    assert len(refunds_of(order.payment.id)) == 1


def test_cancelling_afterwards_gives_back_only_the_rest(order: Order) -> None:
    first = refunding.give_back(order, wish(order), make_user())
    cancelling.cancel(order, "The loom broke", make_user())
    amounts = [refund.amount for refund in refunds_of(order.payment.id)]
    assert amounts == [first.amount, order.total - first.amount]
    assert balance(accounts.allowance(order.cooperative_id), "EUR") == Money(0, "EUR")
    assert faults() == []


def test_an_unpaid_order_has_nothing_to_give_back() -> None:
    order = make_order()
    with pytest.raises(Conflict):
        refunding.give_back(order, wish(order), make_user())


def test_a_treasurer_gives_a_line_back_on_its_page(
    client_of: ClientOf, order: Order, treasurer: User
) -> None:
    client, address = client_of(treasurer), f"/en/office/orders/{order.number}/refund"
    assert "the cooperative bears it" in client.get(address).text
    sent = {f"line-{order.lines[0].id}": "۱", "reason": "A corner is torn", "seen": "0"}
    answer = client.post(address, data=sent | {"act": "part"})
    assert answer.status_code == 303
    assert [r.amount for r in refunds_of(order.payment.id)] == [order.lines[0].total]
    assert client.post(address, data=sent | {"act": "part"}).status_code == 422


def test_a_treasurer_gives_all_back_by_calling_the_order_off(
    client_of: ClientOf, order: Order, treasurer: User
) -> None:
    address = f"/en/office/orders/{order.number}/refund"
    sent = {"reason": "The loom broke", "seen": "0", "act": "whole"}
    assert client_of(treasurer).post(address, data=sent).status_code == 303
    assert order.state is OrderState.CANCELLED
    assert [r.amount for r in refunds_of(order.payment.id)] == [order.total]


def test_what_was_typed_stays_when_the_reason_is_missing(
    client_of: ClientOf, order: Order, treasurer: User
) -> None:
    address = f"/en/office/orders/{order.number}/refund"
    sent = {f"line-{order.lines[0].id}": "1", "seen": "0"}
    answer = client_of(treasurer).post(address, data=sent)
    assert answer.status_code == 422
    assert 'value="1"' in answer.text
