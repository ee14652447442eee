from datetime import timedelta

import pytest

from marketplace.core.clock import now
from marketplace.inventory import queries, services
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.models import Condition
from marketplace.inventory.services.movements import Cause
from tests.factories.catalogue import make_product
from tests.factories.inventory import make_location, make_stock

SOON = timedelta(days=7)


def test_what_is_sold_from_a_shelf_is_gone_from_the_shop() -> None:
    item = make_stock(make_product().variants[0], 3)
    for _ in range(2):
        services.sell_from(item.location_id, item.variant_id, 2, Cause("receipt 1"))
    assert item.on_hand == 1
    assert queries.available([item.variant_id]) == {item.variant_id: 1}


def test_what_an_order_holds_is_not_sold_from_the_shelf() -> None:
    item = make_stock(make_product().variants[0], 3)
    services.reserve("order", {item.variant_id: 2}, now() + SOON)
    with pytest.raises(OutOfStock) as refused:
        services.sell_from(item.location_id, item.variant_id, 2, Cause("receipt 1"))
    assert refused.value.available == 1


def test_what_is_for_sale_goes_before_what_is_on_show() -> None:
    item = make_stock(make_product().variants[0], 3)
    services.change_condition(item, Condition.DISPLAY, 2, Cause("window"))
    sold = services.sell_from(item.location_id, item.variant_id, 2, Cause("receipt 1"))
    assert [each.condition for each in sold] == [Condition.SELLABLE, Condition.DISPLAY]


def test_pieces_of_other_places_are_not_sold_here() -> None:
    item = make_stock(make_product().variants[0], 3)
    shelf = make_location(item.location.cooperative)
    with pytest.raises(OutOfStock):
        services.sell_from(shelf.id, item.variant_id, 1, Cause("receipt 1"))


def test_a_room_sells_what_lies_on_its_shelves() -> None:
    item = make_stock(make_product().variants[0], 3)
    shelf = make_location(item.location.cooperative, parent_id=item.location_id)
    services.move_to(item, shelf.id, 3, Cause("walk"))
    assert services.sell_from(item.location_id, item.variant_id, 3, Cause("receipt 1"))
    assert queries.available([item.variant_id]) == {item.variant_id: 0}
