from datetime import timedelta

import pytest

from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.money import Money
from marketplace.inventory import queries as stock
from marketplace.inventory import services as inventory
from marketplace.inventory.models import Condition, MovementKind
from marketplace.inventory.services.movements import Cause
from marketplace.inventory.services.movements import Sale as Sold
from marketplace.ledger import accounts
from marketplace.ledger import queries as ledger
from marketplace.pardis.consignment import checking
from marketplace.pardis.consignment.models import Bearer, Note, Piece, PieceState, Sale, Unsold
from marketplace.pardis.consignment.services import keeping
from tests.factories.accounts import make_user
from tests.factories.consignment import make_accepted, make_note, sell, shelf_of
from tests.factories.cooperatives import make_centre
from tests.factories.inventory import make_location

S = PieceState


def states(note: Note) -> list[PieceState]:
    found = db.select(Piece.state).join(Piece.line).filter_by(note_id=note.id)
    return list(db.session.scalars(found.order_by(Piece.id)))


def story(note: Note, number: int = 1) -> list[str]:
    found = db.select(Piece).join(Piece.line).filter_by(note_id=note.id)
    piece = db.session.scalars(found.where(Piece.number == number)).one()
    db.session.refresh(piece, ["events"])
    return [event.kind for event in piece.events]


def net(note: Note) -> int:
    found = db.select(db.func.sum(Sale.net_minor)).join(Sale.piece).join(Piece.line)
    return int(db.session.scalar(found.filter_by(note_id=note.id)) or 0)


def test_what_came_is_numbered_and_lies_on_the_shelf_as_her_own() -> None:
    note = make_note(pieces=3)
    assert states(note) == [S.HELD] * 3
    assert (shelf_of(note).on_hand, shelf_of(note).owner) == (3, "artisan")
    assert checking.faults() == []


def test_the_same_delivery_comes_once() -> None:
    note = make_accepted(pieces=3)
    place, pieces = make_location(make_centre()), {note.lines[0].id: 2}
    for _ in range(2):
        keeping.receive(note, place, pieces, Condition.SELLABLE, Cause("van 1", make_user()))
    assert states(note) == [S.HELD] * 2


def test_more_than_the_note_agrees_does_not_come() -> None:
    note = make_note(pieces=3)
    with pytest.raises(Conflict):
        keeping.receive(
            note,
            shelf_of(note).location,
            {note.lines[0].id: 1},
            Condition.SELLABLE,
            Cause("van 2", make_user()),
        )


def test_pieces_of_makers_come_against_a_note_only() -> None:
    item = shelf_of(make_note())
    with pytest.raises(Conflict):
        inventory.receive_into(item, 1, Cause("by the back door"))


def test_the_oldest_piece_is_sold_first_and_its_price_divided() -> None:
    note = make_note(pieces=2)
    sell(note, cost=Money(2_00, "EUR"))
    assert states(note) == [S.SOLD, S.HELD]
    assert story(note) == ["received", "sold"]
    assert net(note) == 75_00
    held = ledger.balances([accounts.consigned(0), accounts.takings(0)], "EUR")
    assert [held[a].minor for a in held] == [-100_00, 98_00]
    assert checking.faults() == []


def test_a_sale_that_is_sent_twice_counts_once() -> None:
    note = make_note(pieces=3)
    for _ in range(2):
        sell(note, 2, key="till 7")
    assert states(note) == [S.SOLD, S.SOLD, S.HELD]
    assert net(note) == 150_00


def test_nothing_is_sold_for_less_than_was_agreed() -> None:
    note = make_note()
    with pytest.raises(Invalid):
        sell(note, price=Money(99_99, "EUR"))


def test_but_cheaper_once_it_has_lain_for_its_days() -> None:
    note = make_note(unsold=Unsold.CHEAPER, unsold_after_days=30, cheaper_bp=1000)
    piece = db.session.scalars(db.select(Piece).order_by(Piece.id.desc()).limit(3)).all()
    for each in piece:
        each.received_at = now() - timedelta(days=31)
    sell(note, price=Money(90_00, "EUR"))
    assert net(note) == 67_50


def test_a_piece_sold_by_the_shop_is_paid_by_its_order() -> None:
    note = make_note(pieces=2)
    wants = {note.lines[0].variant_id: 1}
    inventory.reserve("order 5", wants, now() + timedelta(days=1))
    inventory.take("order 5", None)
    assert (states(note), net(note)) == ([S.SOLD_ONLINE, S.HELD], 0)
    inventory.put_back("order 5", None)
    assert states(note) == [S.HELD, S.HELD]
    assert story(note) == ["received", "sold_online", "came_back"]


def test_the_last_piece_is_sold_on_the_shelf_or_in_the_shop() -> None:
    note = make_note(pieces=1)
    variant_id = note.lines[0].variant_id
    sell(note)
    assert stock.available([variant_id]) == {variant_id: 0}


def test_a_sold_piece_that_comes_back_undoes_its_sale() -> None:
    note = make_note(pieces=1)
    item = shelf_of(note)
    key = sell(note, cost=Money(2_00, "EUR"))
    for _ in range(2):
        inventory.bring_back(item, 1, f"{key}:{item.id}", Cause("return 1", make_user()))
    assert (states(note), net(note), item.on_hand) == ([S.HELD], 0, 1)
    assert checking.faults() == []


@pytest.mark.parametrize(("bearer", "owed"), [(Bearer.CENTRE, 75_00), (Bearer.ARTISAN, 0)])
def test_who_answers_for_a_lost_piece_stands_on_the_note(bearer: Bearer, owed: int) -> None:
    note = make_note(pieces=2, liability=bearer)
    inventory.adjust(shelf_of(note), MovementKind.LOST, 1, Cause("count 1"))
    assert (states(note), net(note)) == ([S.LOST, S.HELD], owed)


def test_a_piece_found_again_is_not_paid_for() -> None:
    note = make_note(pieces=2)
    inventory.adjust(shelf_of(note), MovementKind.LOST, 1, Cause("count 1"))
    inventory.adjust(shelf_of(note), MovementKind.FOUND, 1, Cause("count 2"))
    assert (states(note), net(note)) == ([S.HELD, S.HELD], 0)
    assert story(note) == ["received", "lost", "found"]


def test_a_piece_that_nobody_wrote_down_joins_its_like() -> None:
    note = make_note(pieces=2)
    inventory.adjust(shelf_of(note), MovementKind.FOUND, 1, Cause("count 1"))
    assert states(note) == [S.HELD] * 3
    assert checking.faults() == []


def test_unsold_pieces_go_back_to_their_maker_once() -> None:
    note = make_note(pieces=3)
    for _ in range(2):
        keeping.give_back(note.lines[0], shelf_of(note), 2, Cause("gate 1", make_user()))
    assert states(note) == [S.RETURNED, S.RETURNED, S.HELD]
    assert checking.faults() == []


def test_what_an_order_holds_does_not_go_back() -> None:
    note = make_note(pieces=1)
    inventory.reserve("order", {note.lines[0].variant_id: 1}, now() + timedelta(days=1))
    with pytest.raises(Conflict):
        keeping.give_back(note.lines[0], shelf_of(note), 1, Cause("gate 1", make_user()))


def test_her_pieces_are_not_used_up_in_the_workshop() -> None:
    with pytest.raises(Conflict):
        inventory.consume(shelf_of(make_note()), 1, Cause("work order"))


def test_carried_pieces_are_held_all_the_same() -> None:
    note = make_note(pieces=2)
    shelf = make_location(make_centre())
    inventory.move_to(shelf_of(note), shelf.id, 1, Cause("walk"))
    inventory.change_condition(shelf_of(note), Condition.DISPLAY, 1, Cause("window"))
    assert states(note) == [S.HELD, S.HELD]
    assert checking.faults() == []


def test_a_sale_names_its_price() -> None:
    item = shelf_of(make_note())
    sold = Sold(Money(100_00, "IRR"), Money(0, "IRR"))
    with pytest.raises(Invalid):
        inventory.sell_from(item.location_id, item.variant_id, 1, Cause("till", sale=sold))
