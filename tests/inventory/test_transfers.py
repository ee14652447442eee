from datetime import timedelta

import pytest

from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.inventory import queries, services
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.models import Condition, StockItem, Transfer
from marketplace.inventory.services import Came, LoanTerms
from marketplace.inventory.services.movements import Cause
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.inventory import make_location, make_stock

FAIR = LoanTerms("Fair of Isfahan", "Hall 7", today() + timedelta(days=9))


def sent(pieces: int = 3) -> tuple[StockItem, Transfer]:
    item = make_stock(make_product().variants[0], 5)
    to = make_location(item.location.cooperative)
    return item, services.send(to, {item.id: pieces}, Cause("van", make_user()))


def lent(pieces: int = 3) -> tuple[StockItem, Transfer]:
    item = make_stock(make_product().variants[0], 5)
    wants, cause = {item.id: pieces}, Cause("fair", make_user())
    return item, services.lend(item.location.cooperative_id, wants, FAIR, cause)


def at(transfer: Transfer, condition: Condition = Condition.SELLABLE) -> int:
    """Pieces at the place that was sent to."""
    found = db.select(db.func.sum(StockItem.on_hand))
    where = {"location_id": transfer.to_id, "condition": condition}
    return db.session.scalar(found.filter_by(**where)) or 0


def arrived(transfer: Transfer, pieces: int, damaged: int = 0, reason: str = "") -> None:
    came = {transfer.lines[0].id: Came(pieces, damaged, reason)}
    services.receive_transfer(transfer, came, make_user())


def test_what_is_on_the_way_is_in_no_shop_and_at_no_place() -> None:
    item, transfer = sent(3)
    assert item.on_hand == 2
    assert queries.available([item.variant_id]) == {item.variant_id: 2}
    arrived(transfer, 3)
    assert at(transfer) == 3
    assert queries.available([item.variant_id]) == {item.variant_id: 5}


def test_the_same_van_is_sent_once() -> None:
    item, transfer = sent(3)
    assert services.send(transfer.to, {item.id: 2}, Cause("van", make_user())).id == transfer.id
    assert item.on_hand == 2


def test_a_short_receipt_needs_a_reason() -> None:
    _item, transfer = sent(3)
    with pytest.raises(Invalid):
        arrived(transfer, 2)
    arrived(transfer, 2, reason="one fell off the cart")
    assert at(transfer) == 2
    assert queries.drift() == []


def test_damaged_pieces_are_set_aside() -> None:
    _item, transfer = sent(3)
    arrived(transfer, 3, damaged=1)
    assert (at(transfer), at(transfer, Condition.DAMAGED)) == (2, 1)


def test_more_than_was_sent_does_not_come() -> None:
    _item, transfer = sent(3)
    with pytest.raises(Invalid):
        arrived(transfer, 4)


def test_what_came_does_not_come_again() -> None:
    _item, transfer = sent(3)
    arrived(transfer, 3)
    with pytest.raises(Conflict):
        arrived(transfer, 3)


def test_what_an_order_holds_is_not_sent_away() -> None:
    item = make_stock(make_product().variants[0], 5)
    services.reserve("order", {item.variant_id: 4}, now() + timedelta(days=1))
    to = make_location(item.location.cooperative)
    with pytest.raises(OutOfStock):
        services.send(to, {item.id: 2}, Cause("van", make_user()))


def test_pieces_do_not_leave_for_another_cooperative() -> None:
    item = make_stock(make_product().variants[0], 5)
    with pytest.raises(Invalid):
        services.send(
            make_location(make_product().cooperative), {item.id: 1}, Cause("v", make_user())
        )


def test_lent_pieces_come_home_to_their_shelf() -> None:
    item, transfer = lent(3)
    assert (item.on_hand, at(transfer, Condition.DISPLAY)) == (2, 3)
    arrived(transfer, 3, damaged=1, reason="a crack in the glaze")
    assert item.on_hand == 4
    assert at(transfer, Condition.DISPLAY) == 0


def test_what_was_sold_at_the_fair_is_not_missed() -> None:
    item, transfer = lent(3)
    services.sell_from(transfer.to_id, item.variant_id, 2, Cause("receipt"))
    arrived(transfer, 1)
    assert item.on_hand == 3
    assert queries.drift() == []


def test_two_people_write_pieces_off() -> None:
    item, first = make_stock(make_product().variants[0], 5), make_user()
    asked = services.ask_write_off(item, 2, Cause("moths", first, "eaten by moths"))
    with pytest.raises(Forbidden):
        services.write_off(asked, first)
    assert item.on_hand == 5
    second = make_user()
    for _ in range(2):
        services.write_off(asked, second)
    assert item.on_hand == 3
    with pytest.raises(Conflict):
        services.refuse_write_off(asked, make_user())


def test_a_refused_write_off_leaves_the_pieces() -> None:
    item = make_stock(make_product().variants[0], 5)
    asked = services.ask_write_off(item, 2, Cause("moths", make_user(), "eaten by moths"))
    services.refuse_write_off(asked, make_user())
    assert item.on_hand == 5
