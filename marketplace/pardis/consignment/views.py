"""A maker's own notes at the centre, on her phone: she reads the terms, and says yes or no."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives.queries import artisan_of
from marketplace.core.db import transaction
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.consignment.models import Note, NoteState
from marketplace.pardis.consignment.papers import note_paper, statement_paper
from marketplace.pardis.consignment.queries import notes, pieces, settlements
from marketplace.pardis.consignment.services import notes as writing
from marketplace.pardis.consignment.staff.notes import as_pdf
from marketplace.pardis.consignment.staff.pages import WORDS
from marketplace.pardis.consignment.staff.settlements import month_name
from marketplace.pardis.consignment.words import HAPPENINGS, SALE_KINDS

bp = Blueprint("consigned", __name__, url_prefix=f"{LANGUAGE_PREFIX}/studio/consigned")
USE = Permission.STUDIO_USE


@bp.get("/")
@requires(USE)
def mine() -> ResponseReturnValue:
    own = artisan_of(me()).id
    return render_template(
        "consignment/mine.html",
        page=notes.notes_page(Note.artisan_id == own, Note.state != NoteState.DRAFT),
        open=settlements.open_total(own),
        settlements=settlements.settlements_of(own),
        month_name=month_name,
        **WORDS,
    )


@bp.get("/<number>")
@requires(USE)
def note(number: str) -> ResponseReturnValue:
    found = notes.note(number, artisan_of(me()).id)
    return render_template(
        "consignment/my_note.html",
        note=found,
        counts=notes.count_by_state(found.id),
        pieces=pieces.pieces_of([line.id for line in found.lines]),
        **WORDS,
    )


@bp.post("/<number>/<any(accept, decline):answer>")
@requires(USE)
def answer(number: str, answer: str) -> ResponseReturnValue:
    """She agrees to the terms, or not."""
    own = artisan_of(me()).id
    with transaction():
        act = writing.accept if answer == "accept" else writing.decline
        act(notes.locked_note(number, own), me())
    flash(_("You agreed. Bring the pieces.") if answer == "accept" else _("You declined it."), "ok")
    return redirect(url_for(".note", number=number))


@bp.get("/<number>.pdf")
@requires(USE)
def paper(number: str) -> ResponseReturnValue:
    return as_pdf(note_paper(notes.note(number, artisan_of(me()).id)), number)


@bp.get("/pieces/<int:piece_id>")
@requires(USE)
def piece(piece_id: int) -> ResponseReturnValue:
    return render_template(
        "consignment/my_piece.html",
        piece=pieces.piece(piece_id, artisan_of(me()).id),
        sales=pieces.sales_of(piece_id),
        happenings=HAPPENINGS,
        sale_kinds=SALE_KINDS,
        **WORDS,
    )


@bp.get("/statements/<number>.pdf")
@requires(USE)
def statement(number: str) -> ResponseReturnValue:
    own = artisan_of(me()).id
    return as_pdf(statement_paper(settlements.settlement(number, own)), number)
