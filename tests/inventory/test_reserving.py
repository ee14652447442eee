from datetime import timedelta

import pytest
import time_machine

from marketplace.core.clock import now
from marketplace.inventory import queries, services
from marketplace.inventory.errors import OutOfStock
from tests.factories.catalogue import make_product, make_variant
from tests.factories.inventory import make_location, make_stock

SOON = timedelta(days=7)


def left(variant_id: int) -> int:
    return queries.available([variant_id])[variant_id]


def test_what_is_held_cannot_be_promised_again() -> None:
    item = make_stock(make_product().variants[0], 3)
    services.reserve("A-1", {item.variant_id: 2}, now() + SOON)
    assert left(item.variant_id) == 1
    with pytest.raises(OutOfStock, match=r"Only 1 piece is left") as refusal:
        services.reserve("A-2", {item.variant_id: 2}, now() + SOON)
    assert (refusal.value.variant_id, refusal.value.available) == (item.variant_id, 1)


def test_an_unknown_variant_has_nothing() -> None:
    assert queries.available([987654]) == {987654: 0}


def test_holding_twice_holds_once() -> None:
    item = make_stock(make_product().variants[0], 3)
    for _ in range(2):
        services.reserve("A-1", {item.variant_id: 2}, now() + SOON)
    assert left(item.variant_id) == 1


def test_pieces_come_from_several_shelves() -> None:
    item = make_stock(make_product().variants[0], 2)
    shelf = make_location(item.location.cooperative)
    make_stock(item.variant, 2, shelf)
    services.reserve("A-1", {item.variant_id: 3}, now() + SOON)
    services.take("A-1", None)
    assert left(item.variant_id) == 1


def test_all_or_nothing_is_held() -> None:
    product = make_product()
    one, other = make_stock(product.variants[0], 5), make_stock(make_variant(product), 1)
    with pytest.raises(OutOfStock):
        services.reserve("A-1", {one.variant_id: 1, other.variant_id: 2}, now() + SOON)
    assert queries.reservations_of("A-1") == []


def test_an_expired_hold_blocks_nobody() -> None:
    item = make_stock(make_product().variants[0], 1)
    services.reserve("A-1", {item.variant_id: 1}, now() + SOON)
    with time_machine.travel(now() + SOON, tick=False):
        services.reserve("A-2", {item.variant_id: 1}, now() + SOON)
        assert left(item.variant_id) == 0


def test_letting_go_twice_is_harmless() -> None:
    item = make_stock(make_product().variants[0], 1)
    services.reserve("A-1", {item.variant_id: 1}, now() + SOON)
    for _ in range(2):
        services.release("A-1")
    assert left(item.variant_id) == 1


def test_selling_twice_sells_once() -> None:
    item = make_stock(make_product().variants[0], 3)
    services.reserve("A-1", {item.variant_id: 2}, now() + SOON)
    for _ in range(2):
        services.take("A-1", None)
    assert item.on_hand == 1
    assert [m.quantity for m in queries.movements_of(item)] == [-2, 3]


def test_money_that_comes_late_still_gets_pieces_that_are_there() -> None:
    item = make_stock(make_product().variants[0], 2)
    services.reserve("A-1", {item.variant_id: 2}, now() + SOON)
    with time_machine.travel(now() + SOON, tick=False):
        services.take("A-1", None)
    assert item.on_hand == 0


def test_money_that_comes_too_late_is_told_so() -> None:
    item = make_stock(make_product().variants[0], 2)
    services.reserve("A-1", {item.variant_id: 2}, now() + SOON)
    with time_machine.travel(now() + SOON, tick=False):
        services.reserve("A-2", {item.variant_id: 1}, now() + SOON)
        with pytest.raises(OutOfStock):
            services.take("A-1", None)


def test_a_late_order_takes_from_another_shelf() -> None:
    item = make_stock(make_product().variants[0], 1)
    services.reserve("A-1", {item.variant_id: 1}, now() + SOON)
    with time_machine.travel(now() + SOON, tick=False):
        services.reserve("A-2", {item.variant_id: 1}, now() + SOON)
        other = make_stock(item.variant, 1, make_location(item.location.cooperative))
        services.take("A-1", None)
    assert (item.on_hand, other.on_hand) == (1, 0)


def test_a_paid_order_that_is_cancelled_puts_back_once() -> None:
    item = make_stock(make_product().variants[0], 2)
    services.reserve("A-1", {item.variant_id: 2}, now() + SOON)
    services.take("A-1", None)
    for _ in range(2):
        services.put_back("A-1", None)
    assert (item.on_hand, left(item.variant_id)) == (2, 2)


def test_what_is_made_to_order_needs_no_stock() -> None:
    product = make_product(made_to_order=True, lead_time_days=20)
    variant_id = product.variants[0].id
    services.reserve("A-1", {variant_id: 4}, now() + SOON)
    services.take("A-1", None)
    assert queries.reservations_of("A-1") == []


def test_a_ready_piece_of_a_made_to_order_run_goes_first() -> None:
    item = make_stock(make_product(made_to_order=True, lead_time_days=20).variants[0], 1)
    services.reserve("A-1", {item.variant_id: 4}, now() + SOON)
    services.take("A-1", None)
    assert item.on_hand == 0
