"""Which pieces a movement of stock is about, and what becomes of them and of the money."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _

from marketplace.accounts.permissions import CENTRE
from marketplace.core.errors import Conflict
from marketplace.inventory.events import StockMoved
from marketplace.inventory.models import MovementKind, Owner
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.consignment.models import Bearer, Piece, PieceEventKind, PieceState
from marketplace.pardis.consignment.queries import pieces as queries
from marketplace.pardis.consignment.services import booking, keeping

K, S, E = MovementKind, PieceState, PieceEventKind
LEAVE = {
    K.WITHDRAWN: (S.RETURNED, E.RETURNED),
    K.LOST: (S.LOST, E.LOST),
    K.DAMAGED: (S.DAMAGED, E.DAMAGED),
    K.WRITTEN_OFF: (S.DAMAGED, E.DAMAGED),
}


def follow(event: StockMoved) -> None:
    """Pieces of makers moved at the centre: say which, so that notes and stock always agree."""
    if event.cooperative_id != CENTRE or event.owner != Owner.ARTISAN:
        return
    act = ACTS.get(MovementKind(event.kind))
    if act:
        act(event)


def _received(event: StockMoved) -> None:
    line_id = line_of(event)
    if line_id is None:
        raise Conflict(_("Pieces of makers come to the centre against a consignment note."))
    keeping.came_in(line_id, event.quantity, event.by_id, event.note)


def _sold(event: StockMoved) -> None:
    """From the shelf, for a price that is divided; or by the shop, whose order pays the maker."""
    for piece in _held(event):
        if event.price is None or event.cost is None:
            keeping.leave(piece, S.SOLD_ONLINE, E.SOLD_ONLINE, _cause(event))
        else:
            taken = booking.Taken(event.price, event.cost, event.sold_on)
            booking.sold(piece, taken, _cause(event))
            keeping.leave(piece, S.SOLD, E.SOLD, _cause(event))


def _gone(event: StockMoved) -> None:
    state, kind = LEAVE[MovementKind(event.kind)]
    for piece in _held(event):
        keeping.leave(piece, state, kind, _cause(event))
        if state is not S.RETURNED and piece.line.note.liability is Bearer.CENTRE:
            booking.made_good(piece, _cause(event))


def _returned(event: StockMoved) -> None:
    """What was sold is there again."""
    sold = sold_key(event.key)
    pieces = queries.locked_by_cause(sold, event.quantity)
    _enough(pieces, event.quantity)
    for piece in pieces:
        if piece.state is not S.SOLD_ONLINE:
            booking.taken_back(piece, sold, _cause(event))
        keeping.come_back(piece, E.CAME_BACK, _cause(event))


def _found(event: StockMoved) -> None:
    """Those that were missed are there again; others that lay there unknown join the line by which
    their like came last."""
    lost = queries.locked_lost(event.variant_id, event.quantity)
    for piece in lost:
        booking.found_again(piece, _cause(event))
        keeping.come_back(piece, E.FOUND, _cause(event))
    more = event.quantity - len(lost)
    if more:
        line = queries.newest_line(event.variant_id)
        if line is None:
            raise Conflict(_("No note knows this piece. Write one, and receive it against that."))
        first = queries.last_number(line.id) + 1
        numbers = range(first, first + more)
        keeping.add_pieces(line, numbers, E.FOUND, event.by_id, event.note)


def _refuse(event: StockMoved) -> None:
    raise Conflict(_("These pieces belong to their maker and cannot be used up."))


def line_of(event: StockMoved) -> int | None:
    """The line that the movement's key names."""
    parts = event.key.split(":")
    return int(parts[1]) if parts[0] == keeping.AGAINST and len(parts) > 2 else None


def sold_key(key: str) -> str:
    """The sale that a return is of, by the keys of the two movements."""
    if ":returned:" in key:
        return key.replace(":returned:", ":sold:")
    return key.rpartition(":back")[0]


def _held(event: StockMoved) -> Sequence[Piece]:
    pieces = queries.locked_held(event.variant_id, -event.quantity, line_of(event))
    _enough(pieces, -event.quantity)
    return pieces


def _enough(pieces: Sequence[Piece], wanted: int) -> None:
    if len(pieces) < wanted:
        raise Conflict(_("The notes know of fewer pieces than these."))


def _cause(event: StockMoved) -> Cause:
    return Cause(event.key, keeping.by_of(event.by_id), event.note)


ACTS: dict[MovementKind, Callable[[StockMoved], None]] = {
    K.RECEIVED: _received,
    K.SOLD: _sold,
    K.RETURNED: _returned,
    K.FOUND: _found,
    K.CONSUMED: _refuse,
    **dict.fromkeys(LEAVE, _gone),
}
