import pytest

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.inventory import services as inventory
from marketplace.ledger import queries as ledger
from marketplace.orders.fulfilment import cancelling, handling, queries
from marketplace.orders.models import Order, OrderState
from marketplace.payments.models import PaymentState, Refund, RefundState
from marketplace.payouts import reconciliation
from tests.factories.accounts import make_user
from tests.factories.fulfilment import make_paid_order, pack, ship
from tests.factories.inventory import make_stock


def seller_of(order: Order):  # type: ignore[no-untyped-def]
    return make_user(Role.SALES, scope_id=order.cooperative_id)


def test_a_paid_order_is_confirmed_and_the_second_click_is_harmless() -> None:
    order = make_paid_order(state=OrderState.PAID)
    by = seller_of(order)
    handling.confirm(order, by)
    handling.confirm(order, by)
    assert order.state is OrderState.CONFIRMED
    assert [event.kind for event in queries.events_of(order.id)] == ["confirmed"]


def test_of_two_people_who_confirm_one_is_told() -> None:
    order = make_paid_order(state=OrderState.PAID)
    handling.confirm(order, seller_of(order))
    with pytest.raises(Conflict):
        handling.confirm(order, seller_of(order))


def test_an_unpaid_order_cannot_be_confirmed() -> None:
    order = make_paid_order(state=OrderState.PLACED)
    with pytest.raises(Conflict):
        handling.confirm(order, seller_of(order))


def test_the_same_answer_twice_is_sent_once() -> None:
    order = make_paid_order()
    by = seller_of(order)
    handling.answer(order, "Tomorrow.", by)
    assert handling.answer(order, "Tomorrow.", by) is None
    assert len(queries.messages_of(order.id)) == 1


@pytest.mark.parametrize("state", [OrderState.PAID, OrderState.CONFIRMED])
def test_cancelling_a_paid_order_owes_the_money_back_and_undoes_the_sale(state: OrderState) -> None:
    order = make_paid_order(state=state)
    cancelling.cancel(order, "The loom broke", seller_of(order))
    refund = db.session.query(Refund).one()
    assert (refund.amount, refund.state) == (order.total, RefundState.OWED)
    assert ledger.balance(f"buyer:{order.id}", "EUR") == -order.total
    assert reconciliation.faults() == []


def test_cancelling_twice_is_once() -> None:
    order = make_paid_order()
    cancelling.cancel(order, "a", seller_of(order))
    cancelling.cancel(order, "b", seller_of(order))
    assert (order.cancel_reason, db.session.query(Refund).count()) == ("a", 1)


def test_cancelling_an_unpaid_order_awaits_nothing_more() -> None:
    order = make_paid_order(state=OrderState.PLACED)
    cancelling.cancel(order, "Sold elsewhere", seller_of(order))
    assert order.payment
    assert order.payment.state is PaymentState.CANCELLED
    assert db.session.query(Refund).count() == 0


def test_pieces_of_a_cancelled_order_are_back_in_stock() -> None:
    order = make_paid_order()
    item = make_stock(order.lines[0].variant, 2)
    inventory.reserve(order.number, {order.lines[0].variant_id: 2}, order.reserved_until)
    inventory.take(order.number, None)
    assert item.on_hand == 0
    cancelling.cancel(order, "The loom broke", seller_of(order))
    assert item.on_hand == 2


def test_without_a_reason_nothing_is_cancelled() -> None:
    order = make_paid_order()
    with pytest.raises(Invalid) as refused:
        cancelling.cancel(order, "", seller_of(order))
    assert refused.value.field == "reason"


def test_what_is_packed_must_be_unpacked_first_and_what_has_left_stays_sold() -> None:
    order = make_paid_order()
    pack(order)
    with pytest.raises(Conflict, match="Unpack"):
        cancelling.cancel(order, "x", seller_of(order))
    sent = make_paid_order()
    ship(sent)
    with pytest.raises(Conflict, match="have left"):
        cancelling.cancel(sent, "x", seller_of(sent))


def test_who_cancelled_and_why_is_in_the_audit_trail() -> None:
    order = make_paid_order()
    by = seller_of(order)
    cancelling.cancel(order, "The loom broke", by)
    entry = db.session.query(AuditEntry).filter_by(action="order.cancelled").one()
    assert (entry.actor_id, entry.scope_id) == (by.id, order.cooperative_id)
    assert entry.after == {"reason": "The loom broke"}
