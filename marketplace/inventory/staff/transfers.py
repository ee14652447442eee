"""Moves in two steps, loans to exhibitions with pictures, and write-offs by two people."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict, Invalid
from marketplace.inventory import queries, services
from marketplace.inventory.forms.store import (
    ArriveForm,
    LendForm,
    MoveOnForm,
    PicturesForm,
    SendForm,
    WriteOffForm,
)
from marketplace.inventory.models import Location, PlaceKind, StockItem, Transfer
from marketplace.inventory.words import TRANSFER_KINDS, TRANSFER_STATES, WRITE_OFF_STATES
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media import services as media

bp = Blueprint("stock_moves", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/stock")
READ, WRITE = Permission.STOCK_READ, Permission.STOCK_WRITE
WORDS = {"kinds": TRANSFER_KINDS, "states": TRANSFER_STATES}


@bp.get("/moves")
@requires(READ)
def index() -> ResponseReturnValue:
    return render_template(
        "stock/moves.html",
        transfers=queries.transfers(my_scope(READ)),
        places=_places(),
        may_write=me().may(WRITE),
        **WORDS,
    )


@bp.route("/moves/<any(send, lend):act>", methods=["GET", "POST"])
@requires(WRITE)
def new(act: str) -> ResponseReturnValue:
    """From one place, what is chosen of all that lies there."""
    place = _from()
    items = queries.lying_at(my_scope(WRITE), place.id) if place else []
    form = _form(act, place).listing(items)
    if place and form.validate_on_submit():
        try:
            with transaction():
                transfer_id = _leave(place, form).id
            flash(_("It is on its way."), "ok")
            return redirect(url_for(".transfer", transfer_id=transfer_id))
        except (Conflict, Invalid, ValueError) as refused:
            form.refuse(getattr(refused, "field", None), _words(refused))
            return _new(act, place, form), getattr(refused, "status", 422)
    return _new(act, place, form), 422 if form.errors else 200


@bp.get("/moves/<int:transfer_id>")
@requires(READ)
def transfer(transfer_id: int) -> ResponseReturnValue:
    return _show(queries.transfer(my_scope(READ), transfer_id))


@bp.post("/moves/<int:transfer_id>/receive")
@requires(WRITE)
def receive(transfer_id: int) -> ResponseReturnValue:
    """Say what came; a short receipt needs a reason."""
    form = ArriveForm()
    found = queries.transfer(my_scope(WRITE), transfer_id)
    if not form.validate_on_submit():
        return _show(found, form), 422
    try:
        with transaction():
            locked = queries.locked_transfer(my_scope(WRITE), transfer_id)
            services.receive_transfer(locked, form.came(), me())
    except (Conflict, Invalid, ValueError) as refused:
        form.refuse(None, _words(refused))
        found = queries.transfer(my_scope(READ), transfer_id)
        return _show(found, form), getattr(refused, "status", 422)
    flash(_("It is received."), "ok")
    return redirect(url_for(".transfer", transfer_id=transfer_id))


@bp.post("/moves/<int:transfer_id>/pictures")
@requires(WRITE)
def picture(transfer_id: int) -> ResponseReturnValue:
    """How the pieces look: as they leave, or as they come back."""
    found = queries.transfer(my_scope(WRITE), transfer_id)
    form = PicturesForm()
    if not form.validate_on_submit():
        return _show(found), 422
    with transaction():
        pictures, problems = media.receive_many(request.files.getlist("photos"), me())
        for each in pictures:
            services.add_picture(found, each, me())
    for problem in problems:
        flash(f"{problem.name}: {problem.message}", "bad")
    if pictures:
        flash(_("The photographs are kept."), "ok")
    return redirect(url_for(".transfer", transfer_id=transfer_id))


@bp.get("/write-offs")
@requires(READ)
def write_offs() -> ResponseReturnValue:
    return render_template(
        "stock/write_offs.html",
        rows=queries.write_offs(my_scope(READ)),
        states=WRITE_OFF_STATES,
        may_write=me().may(WRITE),
    )


@bp.route("/<int:stock_item_id>/write-off", methods=["GET", "POST"])
@requires(WRITE)
def ask_write_off(stock_item_id: int) -> ResponseReturnValue:
    """Say which pieces should go; somebody else decides."""
    item = queries.item_in(my_scope(WRITE), stock_item_id)
    form = WriteOffForm()
    if form.validate_on_submit():
        try:
            with transaction():
                services.ask_write_off(item, form.quantity.data, form.cause(me()))
            flash(_("Somebody else has to agree."))
            return redirect(url_for(".write_offs"))
        except Conflict as refused:
            form.refuse("quantity", refused.message)
            item = queries.item_in(my_scope(WRITE), stock_item_id)
    page = render_template("stock/write_off.html", item=item, form=form)
    return page, 422 if form.errors else 200


@bp.post("/write-offs/<int:write_off_id>/<any(agree, refuse):verb>")
@requires(WRITE)
def decide(write_off_id: int, verb: str) -> ResponseReturnValue:
    with transaction():
        asked = queries.locked_write_off(my_scope(WRITE), write_off_id)
        act = services.write_off if verb == "agree" else services.refuse_write_off
        act(asked, me())
    flash(_("Done."), "ok")
    return redirect(url_for(".write_offs"))


def _words(refused: Conflict | Invalid | ValueError) -> object:
    if isinstance(refused, ValueError):
        return _("Choose from the list.")
    return refused.message


def _places() -> list[Location]:
    found = queries.locations_in(my_scope(READ))
    return [place for place in found if place.kind is not PlaceKind.TRANSIT]


def _from() -> Location | None:
    """The place that was chosen, else the first."""
    asked = to_latin(request.values.get("place", ""))[:9]
    places = {str(place.id): place for place in _places()}
    return places.get(asked) or next(iter(places.values()), None)


def _form(act: str, place: Location | None) -> SendForm:
    if act == "lend":
        return LendForm()
    own = place.cooperative_id if place else None
    others = [p for p in _places() if p.cooperative_id == own and p is not place]
    return MoveOnForm().choose_from(others)


def _leave(place: Location, form: SendForm) -> Transfer:
    wants, cause = form.wants(), form.cause(me())
    if isinstance(form, LendForm):
        return services.lend(place.cooperative_id, wants, form.terms(), cause)
    to = queries.location_in(my_scope(WRITE), form["location_id"].data)
    return services.send(to, wants, cause)


def _new(act: str, place: Location | None, form: SendForm) -> str:
    items: dict[int, StockItem] = {}
    if place:
        items = {item.id: item for item in queries.lying_at(my_scope(WRITE), place.id)}
    return render_template(
        "stock/new_move.html", act=act, place=place, places=_places(), form=form, items=items
    )


def _show(found: Transfer, form: ArriveForm | None = None) -> str:
    form = form or ArriveForm(formdata=None).listing(found)
    return render_template(
        "stock/move.html",
        transfer=found,
        form=form,
        lines={line.id: line for line in found.lines},
        pictures_form=PicturesForm(formdata=None),
        may_write=me().may(WRITE),
        **WORDS,
    )
