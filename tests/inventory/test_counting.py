import pytest

from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.inventory import queries, services
from marketplace.inventory.models import CountLine, CountReason, StockItem, Stocktake
from marketplace.inventory.services.counting import CountedElsewhere
from marketplace.inventory.services.movements import Cause
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.inventory import make_location, make_stock


def begun() -> tuple[StockItem, Stocktake, CountLine]:
    item = make_stock(make_product().variants[0], 8)
    stocktake = services.start_count(item.location, make_user())
    return item, stocktake, stocktake.lines[0]


def counted(stocktake: Stocktake, line: CountLine, pieces: int) -> None:
    services.count(stocktake, line, pieces, line.version, make_user())


def posted(stocktake: Stocktake, line: CountLine) -> None:
    services.to_review(stocktake, make_user())
    if line.difference:
        services.explain(stocktake, line, CountReason.BROKEN, "on the floor")
    services.post_count(stocktake, make_user())


def test_a_difference_is_booked_with_its_reason() -> None:
    item, stocktake, line = begun()
    counted(stocktake, line, 7)
    posted(stocktake, line)
    assert item.on_hand == 7
    assert queries.movements_of(item)[0].note == "broken: on the floor"


def test_a_count_is_posted_once() -> None:
    item, stocktake, line = begun()
    counted(stocktake, line, 10)
    posted(stocktake, line)
    assert services.post_count(stocktake, make_user()) == 0
    assert item.on_hand == 10


def test_a_sale_before_the_pieces_are_counted_is_no_difference() -> None:
    item, stocktake, line = begun()
    services.sell_from(item.location_id, item.variant_id, 1, Cause("receipt 1"))
    counted(stocktake, line, 7)
    assert (line.frozen, line.moved, line.expected, line.difference) == (8, -1, 7, 0)
    posted(stocktake, line)
    assert item.on_hand == 7


def test_a_sale_after_the_pieces_were_counted_stays_booked() -> None:
    item, stocktake, line = begun()
    counted(stocktake, line, 7)
    services.sell_from(item.location_id, item.variant_id, 2, Cause("receipt 1"))
    posted(stocktake, line)
    assert item.on_hand == 5


def test_differences_without_a_reason_are_not_posted() -> None:
    _item, stocktake, line = begun()
    counted(stocktake, line, 7)
    services.to_review(stocktake, make_user())
    with pytest.raises(Invalid):
        services.post_count(stocktake, make_user())


def test_all_is_counted_before_it_is_reviewed() -> None:
    _item, stocktake, _line = begun()
    with pytest.raises(Conflict):
        services.to_review(stocktake, make_user())


def test_nobody_overwrites_what_somebody_else_counted() -> None:
    _item, stocktake, line = begun()
    counted(stocktake, line, 7)
    with pytest.raises(CountedElsewhere):
        services.count(stocktake, line, 8, 0, make_user())
    assert line.counted == 7


def test_a_doubted_figure_is_counted_once_more() -> None:
    _item, stocktake, line = begun()
    counted(stocktake, line, 7)
    services.to_review(stocktake, make_user())
    services.count_again(stocktake, line, make_user())
    counted(stocktake, line, 8)
    posted(stocktake, line)
    assert line.difference == 0


def test_a_place_is_counted_by_one_list_at_a_time() -> None:
    item, stocktake, _line = begun()
    with pytest.raises(Conflict):
        services.start_count(item.location, make_user())
    services.give_up_count(stocktake, make_user())
    assert services.start_count(item.location, make_user()).id != stocktake.id


def test_what_lies_on_shelves_of_a_room_is_counted_with_it() -> None:
    item = make_stock(make_product().variants[0], 8)
    shelf = make_location(item.location.cooperative, parent_id=item.location_id)
    services.move_to(item, shelf.id, 3, Cause("walk"))
    stocktake = services.start_count(item.location, make_user())
    assert sorted(line.frozen for line in stocktake.lines) == [3, 5]


def test_a_piece_that_is_not_on_the_list_is_added_to_it() -> None:
    item, stocktake, _line = begun()
    variant = make_product(cooperative=item.location.cooperative).variants[0]
    by: User = make_user()
    line = services.add_found(stocktake, variant, by)
    assert services.add_found(stocktake, variant, by).id == line.id
    counted(stocktake, line, 2)
    assert (line.frozen, line.difference) == (0, 2)


def test_nothing_is_counted_after_the_review_has_begun() -> None:
    _item, stocktake, line = begun()
    counted(stocktake, line, 8)
    services.to_review(stocktake, make_user())
    with pytest.raises(Conflict):
        counted(stocktake, line, 7)
    db.session.refresh(line)
    assert line.counted == 8
