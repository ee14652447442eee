"""Notes: written, offered, signed; pieces that come against them, are sold, go back."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts.access import me, requires
from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.core.forms import Form
from marketplace.desk.looking import look_at
from marketplace.inventory import queries as stock
from marketplace.inventory import services as inventory
from marketplace.inventory.models import Condition
from marketplace.inventory.services.movements import Cause
from marketplace.inventory.services.movements import Sale as Sold
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.consignment.forms import NoteForm
from marketplace.pardis.consignment.models import Note, NoteLine
from marketplace.pardis.consignment.papers import note_paper
from marketplace.pardis.consignment.queries import lists, notes, pieces
from marketplace.pardis.consignment.services import keeping
from marketplace.pardis.consignment.services import notes as writing
from marketplace.pardis.consignment.staff.pages import HERE, WORDS, forms_of, note_page, shelves_of
from marketplace.pardis.consignment.tables import NOTES, view_in
from marketplace.pardis.consignment.words import HAPPENINGS, SALE_KINDS

bp = Blueprint("consignment", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/consignment")
READ, MANAGE = Permission.CONSIGNMENT_READ, Permission.CONSIGNMENT_MANAGE


@bp.get("/")
@requires(READ)
def index() -> ResponseReturnValue:
    look = look_at(NOTES)
    if look.elsewhere:
        return redirect(look.elsewhere)
    view = view_in(look.filters)
    return render_template(
        "consignment/index.html",
        page=notes.notes_page(*lists.chosen(view), number=_number("page") or 1),
        view=view,
        look=look,
        figures=lists.figures(),
        may_manage=me().may(MANAGE),
        **WORDS,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(MANAGE)
def new() -> ResponseReturnValue:
    form = NoteForm().among(lists.makers())
    if form.validate_on_submit():
        try:
            with transaction():
                maker = lists.maker(form.artisan_id.data)
                number = writing.write_note(maker, form.terms(), me()).number
            flash(_("Note %(number)s is begun. Write down the pieces.", number=number), "ok")
            return redirect(url_for(".note", number=number))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("consignment/new.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/notes/<number>")
@requires(READ)
def note(number: str) -> ResponseReturnValue:
    return note_page(notes.note(number))


@bp.get("/notes/<number>.pdf")
@requires(READ)
def paper(number: str) -> ResponseReturnValue:
    return as_pdf(note_paper(notes.note(number)), number)


@bp.post("/notes/<number>/lines/<int:line_id>/drop")
@requires(MANAGE)
def drop_line(number: str, line_id: int) -> ResponseReturnValue:
    with transaction():
        writing.drop_line(notes.locked_note(number), line_id)
    flash(_("Done."), "ok")
    return redirect(url_for(".note", number=number))


@bp.post("/notes/<number>/<any(offer, sign, withdraw, close):step>")
@requires(MANAGE)
def go_on(number: str, step: str) -> ResponseReturnValue:
    """Offered to its maker, signed by her on paper, given up, or closed."""
    with transaction():
        STEPS[step](notes.locked_note(number), me())
    flash(_("Done."), "ok")
    return redirect(url_for(".note", number=number))


@bp.post("/notes/<number>/<any(line, come, sell, back):act>")
@requires(MANAGE)
def change(number: str, act: str) -> ResponseReturnValue:
    """A line is added; pieces come, are sold from the shelf, or go back to their maker."""
    forms = forms_of(notes.note(number), sent=act)
    form = forms[act]
    if not form.validate_on_submit():
        return note_page(notes.note(number), forms, act), 422
    try:
        with transaction():
            words = ACTS[act](notes.locked_note(number), form)
    except (Conflict, Invalid, NotFound) as error:
        field = error.field if isinstance(error, Invalid) else "quantity"
        form.refuse(field, error.message or _("There is no such piece here."))
        return note_page(notes.note(number), forms, act), _status(error)
    flash(words, "ok")
    return redirect(url_for(".note", number=number))


def _status(error: Conflict | Invalid | NotFound) -> int:
    """What stands in a form and cannot be found is a mistake in the form."""
    return 409 if isinstance(error, Conflict) else 422


@bp.get("/pieces/<int:piece_id>")
@requires(READ)
def piece(piece_id: int) -> ResponseReturnValue:
    """Its story from receipt to settlement."""
    return render_template(
        "consignment/piece.html",
        piece=pieces.piece(piece_id),
        sales=pieces.sales_of(piece_id),
        happenings=HAPPENINGS,
        sale_kinds=SALE_KINDS,
        **WORDS,
    )


@bp.get("/aged")
@requires(READ)
def aged() -> ResponseReturnValue:
    """What has lain for 90 or 180 days."""
    days = 180 if request.args.get("days") == "180" else 90
    return render_template("consignment/aged.html", rows=notes.aged(days), days=days, **WORDS)


def _add_line(note: Note, form: Form) -> str:
    variant = lists.variant(to_latin(form["sku"].data).upper())
    quantity, price = form["quantity"].data, form["price"].data
    writing.add_line(note, variant, quantity, price, form["remark"].data)
    return str(_("It stands on the note."))


def _come(note: Note, form: Form) -> str:
    place = stock.location_in(HERE, form["location_id"].data)
    condition, cause = Condition(form["condition"].data), _cause(form)
    wanted = {form["line_id"].data: form["quantity"].data}
    come = keeping.receive(note, place, wanted, condition, cause)
    return str(ngettext("%(num)s piece came in.", "%(num)s pieces came in.", come))


def _sell(note: Note, form: Form) -> str:
    item = lists.shelf_among(shelves_of(note), form["stock_item_id"].data)
    nothing = form["price"].data * 0
    sold = Sold(form["price"].data, form["cost"].data or nothing)
    cause = _cause(form)
    cause = Cause(cause.key, cause.by, cause.note, sold)
    inventory.sell_from(item.location_id, item.variant_id, form["quantity"].data, cause)
    return str(_("The sale is booked."))


def _give_back(note: Note, form: Form) -> str:
    item = lists.shelf_among(shelves_of(note), form["stock_item_id"].data)
    line: NoteLine = next(one for one in note.lines if one.variant_id == item.variant_id)
    keeping.give_back(line, item, form["quantity"].data, _cause(form))
    return str(_("The pieces are back with their maker."))


def _cause(form: Form) -> Cause:
    found: Cause = form.cause(me())
    return found


def _signed(note: Note, by: User) -> None:
    writing.accept(note, by, on_paper=True)


STEPS: dict[str, Callable[[Note, User], None]] = {
    "offer": writing.offer,
    "sign": _signed,
    "withdraw": writing.withdraw,
    "close": writing.close,
}
ACTS: dict[str, Callable[[Note, Form], str]] = {
    "line": _add_line,
    "come": _come,
    "sell": _sell,
    "back": _give_back,
}


def as_pdf(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{name}.pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _number(name: str) -> int | None:
    text = to_latin(request.args.get(name, ""))
    return int(text) or None if text.isascii() and text.isdecimal() and len(text) < 7 else None
