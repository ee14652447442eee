"""Pieces come to the centre, lie there, go back: each a movement of stock, and a line of their story.

The stock says how many lie where; whatever moves it, `follow` says of which pieces. So the pieces
that notes say are held are always those that lie at the centre.
"""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.inventory import services as inventory
from marketplace.inventory.models import Condition, Location, MovementKind, Owner, StockItem
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.consignment.models import (
    Note,
    NoteLine,
    NoteState,
    Piece,
    PieceEvent,
    PieceEventKind,
    PieceState,
)
from marketplace.pardis.consignment.queries import notes as notes_queries
from marketplace.pardis.consignment.queries import pieces as queries
from marketplace.pardis.consignment.services.notes import refuse_unless

AGAINST = "consignment"
"""How keys of movements begin that name the line they are about."""


def receive(
    note: Note, location: Location, pieces: Mapping[int, int], condition: Condition, cause: Cause
) -> int:
    """So many pieces of each line have come, by the id of the line; how many in all. Never more than
    the note agrees. The note is locked by the caller; the same key brings them in once."""
    refuse_unless(note, NoteState.ACCEPTED, NoteState.OPEN)
    lines = {line.id: line for line in note.lines}
    come = {line_id: count for line_id, count in pieces.items() if count and line_id in lines}
    if not come:
        raise Invalid(_("Say how many pieces have come."), field="quantity")
    for line_id, count in sorted(come.items()):
        _receive(lines[line_id], location, count, condition, cause)
    if note.state is NoteState.ACCEPTED:
        note.state = NoteState.OPEN
    after = {"pieces": sum(come.values()), "place": location.code}
    audit.record(cause.by, "note.received", note, after=after, scope_id=note.cooperative_id)
    return sum(come.values())


def _receive(
    line: NoteLine, location: Location, count: int, condition: Condition, cause: Cause
) -> None:
    key = f"{AGAINST}:{line.id}:{cause.key}"
    item = inventory.stock_item(line.variant_id, location.id, condition, Owner.ARTISAN)
    inventory.receive_into(item, count, Cause(key, cause.by, cause.note or line.note.number))


def give_back(line: NoteLine, item: StockItem, quantity: int, cause: Cause) -> None:
    """Unsold pieces go back to their maker."""
    if item.variant_id != line.variant_id or item.owner is not Owner.ARTISAN:
        raise Invalid(_("These are not pieces of this note."), field="stock_item")
    key = f"{AGAINST}:{line.id}:{cause.key}"
    back = Cause(key, cause.by, cause.note or line.note.number)
    inventory.book_out(item, MovementKind.WITHDRAWN, quantity, back)


def came_in(line_id: int, count: int, by_id: int | None, words: str) -> None:
    """New pieces of a line, numbered on."""
    line = notes_queries.line(line_id)
    first = queries.last_number(line.id) + 1
    if first + count - 1 > line.quantity:
        raise Conflict(_("More pieces than the note agrees. Write another note for the rest."))
    add_pieces(line, range(first, first + count), PieceEventKind.RECEIVED, by_id, words)


def add_pieces(
    line: NoteLine, numbers: Sequence[int], kind: PieceEventKind, by_id: int | None, words: str
) -> list[Piece]:
    made = [Piece(line_id=line.id, number=number, received_at=now()) for number in numbers]
    db.session.add_all(made)
    db.session.flush()
    for piece in made:
        tell(piece, kind, by_id, words)
    return made


def leave(piece: Piece, state: PieceState, kind: PieceEventKind, cause: Cause) -> None:
    """A piece is no longer in the centre's keeping."""
    piece.state, piece.cause = state, cause.key
    tell(piece, kind, cause.by.id if cause.by else None, cause.note)


def come_back(piece: Piece, kind: PieceEventKind, cause: Cause) -> None:
    piece.state, piece.cause = PieceState.HELD, None
    tell(piece, kind, cause.by.id if cause.by else None, cause.note)


def tell(piece: Piece, kind: PieceEventKind, by_id: int | None, words: str) -> None:
    event = PieceEvent(piece_id=piece.id, kind=kind, by_id=by_id, note=words[:300])
    db.session.add(event)
    db.session.flush()


def by_of(by_id: int | None) -> User | None:
    return db.session.get(User, by_id) if by_id else None
