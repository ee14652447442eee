"""The page of a note, which several forms come back to."""

from flask import render_template

from marketplace.accounts.access import me
from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import CENTRE, Permission
from marketplace.core.forms import Form
from marketplace.inventory import queries as stock
from marketplace.inventory.models import Location, StockItem
from marketplace.pardis.consignment.forms import ComeForm, LineForm, SellForm, ShelfForm
from marketplace.pardis.consignment.models import Note, NoteState
from marketplace.pardis.consignment.queries import notes, pieces
from marketplace.pardis.consignment.words import (
    COST_BEARERS,
    LIABILITIES,
    NOTE_STATES,
    PIECE_STATES,
    PRICE_RULES,
    UNSOLD,
)

HERE = Scope(everywhere=False, ids=frozenset({CENTRE}))
WORDS = {
    "cost_bearers": COST_BEARERS,
    "liabilities": LIABILITIES,
    "note_states": NOTE_STATES,
    "piece_states": PIECE_STATES,
    "price_rules": PRICE_RULES,
    "unsold": UNSOLD,
}
TAKES_PIECES = (NoteState.ACCEPTED, NoteState.OPEN)


def places() -> list[Location]:
    return list(stock.locations_in(HERE))


def shelves_of(note: Note) -> list[StockItem]:
    return [item for line in note.lines for item in pieces.shelves(line.variant_id)]


def forms_of(note: Note, *, sent: str = "") -> dict[str, Form]:
    """The forms of a note's page; one of them, at most, was sent."""
    shelves = shelves_of(note) if note.state is NoteState.OPEN else []
    come = ComeForm(**_given("come", sent)).choose_from(note.lines, places())
    sell = SellForm(**_given("sell", sent)).choose_from(shelves)
    return {
        "line": LineForm(**_given("line", sent)).in_currency(note.currency),
        "come": come,
        "sell": sell.in_currency(note),
        "back": ShelfForm(**_given("back", sent)).choose_from(shelves),
    }


def _given(name: str, sent: str) -> dict[str, object]:
    return {"prefix": f"{name}-"} if name == sent else {"prefix": f"{name}-", "formdata": None}


def note_page(note: Note, forms: dict[str, Form] | None = None, failed: str = "") -> str:
    return render_template(
        "consignment/note.html",
        note=note,
        counts=notes.count_by_state(note.id),
        pieces=pieces.pieces_of([line.id for line in note.lines]),
        shelves=shelves_of(note),
        forms=forms or forms_of(note),
        failed=failed,
        takes_pieces=note.state in TAKES_PIECES,
        may_manage=me().may(Permission.CONSIGNMENT_MANAGE),
        **WORDS,
    )
