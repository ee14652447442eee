import pytest

from marketplace.accounts.models import Scope
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.orders.fulfilment import packing, queries, sending
from marketplace.orders.fulfilment.sending import Handover
from marketplace.orders.models import Order, OrderState, ParcelState
from tests.factories.fulfilment import (
    deliver,
    make_line,
    make_paid_order,
    make_shipper,
    pack,
    ship,
)


def half(order: Order) -> dict[int, int]:
    return {line.id: line.quantity // 2 for line in order.lines}


def test_what_is_left_can_be_packed_in_several_parcels() -> None:
    order = make_paid_order(make_line(4))
    first, second = pack(order, quantities=half(order)), pack(order)
    assert [line.quantity for line in (*first.lines, *second.lines)] == [2, 2]
    assert (first.number, second.number) == (f"{order.number}-P1", f"{order.number}-P2")


def test_no_more_than_what_is_left_can_be_packed() -> None:
    order = make_paid_order(make_line(3))
    line = order.lines[0].id
    pack(order, quantities={line: 2})
    with pytest.raises(Invalid, match="Only 1 piece of this is left") as refused:
        pack(order, quantities={line: 2})
    assert refused.value.field == f"line-{line}"


def test_a_line_of_another_order_cannot_be_packed() -> None:
    order, other = make_paid_order(), make_paid_order()
    with pytest.raises(Invalid):
        pack(order, quantities={other.lines[0].id: 1})


def test_the_same_form_twice_makes_one_parcel() -> None:
    order = make_paid_order(make_line(4))
    first = pack(order, quantities=half(order), position=1)
    assert pack(order, quantities=half(order), position=1) is first
    assert len(queries.parcels_of(order.id)) == 1


def test_another_parcel_under_the_same_number_is_a_conflict() -> None:
    order = make_paid_order(make_line(4))
    pack(order, quantities=half(order), position=1)
    with pytest.raises(Conflict, match="Somebody else"):
        pack(order, quantities={order.lines[0].id: 1}, position=1)


def test_an_empty_parcel_and_one_lighter_than_its_pieces_are_refused() -> None:
    order = make_paid_order()
    with pytest.raises(Invalid, match="how many pieces"):
        pack(order, quantities={})
    with pytest.raises(Invalid, match="alone weigh 1.24"):
        pack(order, gross_grams=1239)


def test_only_a_confirmed_order_is_packed() -> None:
    with pytest.raises(Conflict):
        pack(make_paid_order(state=OrderState.PAID))


def test_freight_of_the_parcels_adds_up_to_the_orders() -> None:
    order = make_paid_order(make_line(3, 33_33), shipping_minor=10_00)
    line = order.lines[0].id
    parcels = [pack(order, quantities={line: 1}) for _ in range(3)]
    assert [parcel.freight_minor for parcel in parcels] == [333, 333, 334]


def test_an_unpacked_parcel_gives_its_pieces_back_and_keeps_its_number() -> None:
    order = make_paid_order()
    parcel = pack(order)
    packing.unpack(parcel, make_shipper(order))
    packing.unpack(parcel, make_shipper(order))
    again = pack(order)
    assert parcel.state is ParcelState.UNPACKED
    assert again.number == f"{order.number}-P2"
    assert again.freight_minor == order.shipping_minor


def test_what_has_left_cannot_be_unpacked() -> None:
    order = make_paid_order()
    with pytest.raises(Conflict, match="has left"):
        packing.unpack(ship(order), make_shipper(order))


def test_the_order_follows_its_parcels() -> None:
    order = make_paid_order(make_line(4))
    by, handover = make_shipper(order), Handover("Post", "RR1")
    first, second = pack(order, quantities=half(order)), pack(order)
    states = []
    for step in (sending.ship, sending.deliver):
        for parcel in (first, second):
            step(parcel, *((handover,) if step is sending.ship else ()), by)
            states.append(order.state)
    assert states == [
        OrderState.PARTLY_SHIPPED,
        OrderState.SHIPPED,
        OrderState.SHIPPED,
        OrderState.DELIVERED,
    ]
    assert order.delivered_at


def test_a_first_parcel_that_arrives_before_the_second_leaves_ends_nothing() -> None:
    order = make_paid_order(make_line(2))
    first = pack(order, quantities=half(order))
    sending.ship(first, Handover("Post", ""), make_shipper(order))
    sending.deliver(first, make_shipper(order))
    assert order.state is OrderState.PARTLY_SHIPPED
    deliver(order)
    assert order.state is OrderState.DELIVERED


def test_the_tracking_link_is_the_delivery_services() -> None:
    order = make_paid_order()
    parcel = pack(order)
    sending.ship(parcel, Handover("Post", "RR 123/4"), make_shipper(order))
    assert parcel.tracking_url == "https://post.example/RR123%2F4"


def test_another_carrier_has_no_link_of_the_first() -> None:
    order = make_paid_order()
    parcel = pack(order)
    sending.ship(parcel, Handover("Courier", "X"), make_shipper(order))
    assert parcel.tracking_url == ""


def test_sending_twice_is_once_and_sending_otherwise_is_a_conflict() -> None:
    order = make_paid_order()
    parcel = ship(order)
    sending.ship(parcel, Handover("Post", "RR123"), make_shipper(order))
    with pytest.raises(Conflict):
        sending.ship(parcel, Handover("Post", "RR999"), make_shipper(order))


def test_what_was_not_sent_cannot_arrive() -> None:
    order = make_paid_order()
    with pytest.raises(Conflict):
        sending.deliver(pack(order), make_shipper(order))


def test_a_stranger_cooperative_finds_no_order_and_no_parcel() -> None:
    order = make_paid_order()
    parcel = pack(order)
    stranger = Scope(everywhere=False, ids=frozenset({order.cooperative_id + 1}))
    with pytest.raises(NotFound):
        queries.locked_order(order.number, stranger)
    with pytest.raises(NotFound):
        queries.locked_parcel(parcel.number, stranger)
