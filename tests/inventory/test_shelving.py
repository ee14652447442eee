import pytest

from marketplace.catalogue.events import PiecesDeclared
from marketplace.core.errors import Invalid
from marketplace.core.events import announce
from marketplace.inventory import queries, services
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.models import Condition, MovementKind
from marketplace.inventory.services.movements import Cause
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.inventory import make_location, make_stock


def test_pieces_come_in_once_however_often_it_is_said() -> None:
    item = make_stock(make_product().variants[0], 3)
    for _ in range(2):
        services.receive(item.variant_id, item.location_id, 5, "delivery 7", None)
    assert item.on_hand == 8


def test_declared_pieces_lie_at_the_main_place() -> None:
    product = make_product()
    event = PiecesDeclared(product.variants[0].id, product.cooperative_id, 4, "revision 1")
    for _ in range(2):
        announce(event)
    location = queries.main_location(product.cooperative_id)
    assert location
    assert location.code == "MAIN"
    assert queries.available([event.variant_id]) == {event.variant_id: 4}


def test_lost_pieces_are_booked_out_with_a_reason() -> None:
    item = make_stock(make_product().variants[0], 3)
    cause = Cause("count 1", make_user(), "not on the shelf")
    services.adjust(item, MovementKind.LOST, 2, cause)
    assert item.on_hand == 1
    assert queries.movements_of(item)[0].note == "not on the shelf"


def test_more_cannot_be_lost_than_lay_there() -> None:
    item = make_stock(make_product().variants[0], 3)
    with pytest.raises(OutOfStock):
        services.adjust(item, MovementKind.LOST, 4, Cause("count 1"))


@pytest.mark.parametrize("kind", [MovementKind.SOLD, MovementKind.RECEIVED])
def test_nobody_adjusts_by_selling(kind: MovementKind) -> None:
    item = make_stock(make_product().variants[0], 3)
    with pytest.raises(Invalid):
        services.adjust(item, kind, 1, Cause("count 1"))


def test_no_pieces_are_not_a_delivery() -> None:
    item = make_stock(make_product().variants[0], 3)
    with pytest.raises(Invalid):
        services.receive(item.variant_id, item.location_id, 0, "delivery 7", None)


def test_what_is_carried_elsewhere_is_not_lost() -> None:
    item = make_stock(make_product().variants[0], 3)
    shelf = make_location(item.location.cooperative)
    for _ in range(2):
        services.move_to(item, shelf.id, 2, Cause("walk 1"))
    assert item.on_hand == 1
    assert queries.available([item.variant_id]) == {item.variant_id: 3}


def test_pieces_stay_in_their_cooperative() -> None:
    item = make_stock(make_product().variants[0], 3)
    with pytest.raises(Invalid):
        services.move_to(item, make_location(make_product().cooperative).id, 1, Cause("walk"))


def test_what_is_on_show_cannot_be_sold() -> None:
    item = make_stock(make_product().variants[0], 3)
    services.change_condition(item, Condition.DISPLAY, 1, Cause("window"))
    assert queries.available([item.variant_id]) == {item.variant_id: 2}


def test_every_figure_is_the_sum_of_its_movements() -> None:
    item = make_stock(make_product().variants[0], 3)
    assert queries.drift() == []
    item.on_hand = 7
    assert queries.drift() == [(item, 3)]
