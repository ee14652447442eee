import pytest

from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import CENTRE, Role
from marketplace.core.errors import Conflict, Invalid
from marketplace.inventory import queries, services
from marketplace.inventory.models import Condition, Location, Owner, PlaceKind
from marketplace.inventory.services.movements import Cause
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_centre, make_cooperative, make_staff
from tests.factories.inventory import make_location, make_stock


def house() -> tuple[Location, Location, Location]:
    """A room with a shelf in it, and on the shelf a box."""
    room = make_location(make_cooperative(), code="A")
    shelf = make_location(room.cooperative, code="B", parent_id=room.id, kind=PlaceKind.SHELF)
    return room, shelf, make_location(room.cooperative, code="C", parent_id=shelf.id)


def test_a_room_holds_what_lies_on_its_shelves() -> None:
    room, shelf, box = house()
    assert queries.ids_inside(room.id) == {room.id, shelf.id, box.id}
    assert queries.ids_inside(shelf.id) == {shelf.id, box.id}


def test_places_are_listed_after_what_they_lie_in() -> None:
    room, shelf, box = house()
    other = make_location(room.cooperative, code="AA")
    found = queries.locations_in(Scope(everywhere=False, ids=frozenset({room.cooperative_id})))
    assert found == [room, shelf, box, other]
    assert [depth for _place, depth in queries.in_order(found)] == [0, 1, 2, 0]


def test_no_place_lies_in_itself() -> None:
    room, _shelf, box = house()
    with pytest.raises(Invalid):
        services.hang(room, box.id, make_user())


def test_nor_in_another_cooperative() -> None:
    room, shelf, _box = house()
    with pytest.raises(Invalid):
        services.hang(shelf, make_location(make_cooperative()).id, make_user())
    assert shelf.parent_id == room.id


def test_a_shelf_is_carried_into_another_room(client_of: ClientOf) -> None:
    _room, shelf, _box = house()
    other = make_location(shelf.cooperative)
    client = client_of(make_staff(shelf.cooperative, Role.SHIPPING))
    address = f"/en/office/stock/places/{shelf.id}"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"parent_id": other.id}).status_code == 302
    assert shelf.parent_id == other.id


def test_the_list_of_a_room_shows_what_lies_on_its_shelves(client_of: ClientOf) -> None:
    room, _shelf, box = house()
    item = make_stock(make_product(cooperative=room.cooperative).variants[0], 3, box)
    client = client_of(make_staff(room.cooperative))
    assert item.variant.sku in client.get(f"/en/office/stock/?place={room.id}").text


def test_the_storekeeper_sees_the_stock_of_the_centre_alone(client_of: ClientOf) -> None:
    here = make_stock(make_product().variants[0], 3, make_location(make_centre()))
    elsewhere = make_stock(make_product().variants[0])
    client = client_of(make_user(Role.STOREKEEPER))
    assert client.get(f"/en/office/stock/{here.id}").status_code == 200
    assert client.get(f"/en/office/stock/{elsewhere.id}").status_code == 404
    assert here.location.cooperative_id == CENTRE


def test_what_is_to_be_inspected_is_not_in_the_shop() -> None:
    item = make_stock(make_product().variants[0], 3)
    services.change_condition(item, Condition.INSPECT, 3, Cause("delivery"))
    assert queries.available([item.variant_id]) == {item.variant_id: 0}


def test_pieces_keep_their_owner_when_they_are_carried() -> None:
    item = make_stock(make_product().variants[0], 3)
    other = services.stock_item(item.variant_id, item.location_id, owner=Owner.CENTRE)
    with pytest.raises(Conflict):
        services.move(item, other, 1, Cause("walk"))


def test_what_is_used_up_is_gone_once() -> None:
    item = make_stock(make_product().variants[0], 3)
    for _ in range(2):
        services.consume(item, 2, Cause("work order 7"))
    assert item.on_hand == 1
