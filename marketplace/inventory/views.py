"""The stock of a cooperative: what lies where, why it changed, and changing it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives.queries import cooperatives_in
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.desk.looking import Look, look_at
from marketplace.inventory import queries, services
from marketplace.inventory.forms import (
    CONDITIONS,
    MOVEMENTS,
    OWNERS,
    PLACE_KINDS,
    AdjustForm,
    ConditionForm,
    HangForm,
    LocationForm,
    MoreForm,
    MoveForm,
    ReceiveForm,
    StockForm,
)
from marketplace.inventory.models import Condition, MovementKind, StockItem
from marketplace.inventory.tables import STOCK, filters_in
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("stock", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/stock")


@bp.get("/")
@requires(Permission.STOCK_READ)
def items() -> ResponseReturnValue:
    look = look_at(STOCK)
    return redirect(look.elsewhere) if look.elsewhere else _list(ReceiveForm(formdata=None), look)


@bp.post("/receive")
@requires(Permission.STOCK_WRITE)
def receive() -> ResponseReturnValue:
    """Pieces have come in, of a variant named by its SKU."""
    scope, form = my_scope(Permission.STOCK_WRITE), ReceiveForm()
    form.choose_from(queries.locations_in(scope))
    if not form.validate_on_submit():
        return _list(form), 422
    try:
        variant = queries.variant_in(scope, to_latin(form.sku.data).upper())
    except NotFound:
        form.refuse("sku", _("No piece of your cooperative has this SKU, like SFD-CHD-0001."))
        return _list(form), 422
    location = queries.location_in(scope, form.location_id.data)
    if location.cooperative_id != variant.product.cooperative_id:
        form.refuse("location_id", _("This place belongs to another cooperative."))
        return _list(form), 422
    cause = form.cause(me())
    with transaction():
        item = services.receive(
            variant.id, location.id, form.quantity.data, cause.key, me(), cause.note
        )
    flash(_("%(pieces)s pieces of %(sku)s came in.", pieces=form.quantity.data, sku=variant.sku))
    return redirect(url_for("stock.item", stock_item_id=item.id))


@bp.get("/<int:stock_item_id>")
@requires(Permission.STOCK_READ)
def item(stock_item_id: int) -> ResponseReturnValue:
    return _show(queries.item_in(my_scope(Permission.STOCK_READ), stock_item_id))


@bp.post("/<int:stock_item_id>/<any(receive, adjust, move, condition):act>")
@requires(Permission.STOCK_WRITE)
def change(stock_item_id: int, act: str) -> ResponseReturnValue:
    """More came in, something happened, they were carried away, or set aside."""
    item = queries.item_in(my_scope(Permission.STOCK_WRITE), stock_item_id)
    form = _forms(item)[act]
    if not form.validate_on_submit():
        return _show(item, act, form), 422
    try:
        with transaction():
            ACTS[act](item, form)
    except (Conflict, Invalid) as error:
        form.refuse(error.field if isinstance(error, Invalid) else "quantity", error.message)
        fresh = queries.item_in(my_scope(Permission.STOCK_READ), stock_item_id)
        return _show(fresh, act, form), error.status
    flash(_("Booked. %(pieces)s pieces lie here now.", pieces=item.on_hand), "ok")
    return redirect(url_for("stock.item", stock_item_id=stock_item_id))


@bp.route("/places", methods=["GET", "POST"])
@requires(Permission.STOCK_WRITE)
def places() -> ResponseReturnValue:
    """Where the cooperative keeps pieces; another place can be added."""
    scope = my_scope(Permission.STOCK_WRITE)
    cooperatives = cooperatives_in(scope)
    locations = queries.locations_in(scope)
    form = LocationForm().among(cooperatives, locations)
    if form.validate_on_submit():
        try:
            with transaction():
                services.make_location(form.cooperative_id.data, form.details(), me())
        except Invalid as error:
            form.refuse(error.field, error.message)
        else:
            flash(_("The place is made."), "ok")
            return redirect(url_for("stock.places"))
    page = render_template(
        "stock/places.html",
        form=form,
        tree=queries.in_order(locations),
        pieces=queries.pieces_in(scope),
        kinds=PLACE_KINDS,
        asks=len(cooperatives) > 1,
    )
    return page, 422 if form.errors else 200


@bp.route("/places/<int:location_id>", methods=["GET", "POST"])
@requires(Permission.STOCK_WRITE)
def place(location_id: int) -> ResponseReturnValue:
    """Hang a place, with all in it, into another one."""
    scope = my_scope(Permission.STOCK_WRITE)
    location = queries.location_in(scope, location_id)
    inner = queries.ids_inside(location.id)
    own = [each for each in queries.locations_in(scope) if each.id not in inner]
    near = [each for each in own if each.cooperative_id == location.cooperative_id]
    form = HangForm(obj=None if location.parent_id is None else location).choose_from(near)
    if form.validate_on_submit():
        try:
            with transaction():
                services.hang(location, form.parent_id.data or None, me())
        except Invalid as error:
            form.refuse(error.field, error.message)
        else:
            flash(_("The place is moved."), "ok")
            return redirect(url_for("stock.places"))
    page = render_template("stock/place.html", form=form, location=location)
    return page, 422 if form.errors else 200


def _receive(item: StockItem, form: StockForm) -> None:
    cause = form.cause(me())
    services.receive_into(item, form.quantity.data, cause)


def _adjust(item: StockItem, form: StockForm) -> None:
    kind = MovementKind(form["kind"].data)
    services.adjust(item, kind, form.quantity.data, form.cause(me()))


def _move(item: StockItem, form: StockForm) -> None:
    services.move_to(item, form["location_id"].data, form.quantity.data, form.cause(me()))


def _condition(item: StockItem, form: StockForm) -> None:
    to = Condition(form["condition"].data)
    services.change_condition(item, to, form.quantity.data, form.cause(me()))


ACTS: dict[str, Callable[[StockItem, StockForm], None]] = {
    "receive": _receive,
    "adjust": _adjust,
    "move": _move,
    "condition": _condition,
}


def _forms(item: StockItem, *, sent: bool = True) -> dict[str, StockForm]:
    """The four forms of the item's page; only one of them is ever sent."""
    given: dict[str, Any] = {} if sent else {"formdata": None}
    move = MoveForm(**given, prefix="move-")
    scope = my_scope(Permission.STOCK_READ)
    move.choose_from(
        [
            place
            for place in queries.locations_in(scope)
            if place.cooperative_id == item.location.cooperative_id and place.id != item.location_id
        ]
    )
    return {
        "receive": MoreForm(**given, prefix="receive-"),
        "adjust": AdjustForm(**given, prefix="adjust-"),
        "move": move,
        "condition": ConditionForm(**given, prefix="condition-"),
    }


def _show(item: StockItem, act: str = "", form: StockForm | None = None) -> str:
    forms = _forms(item, sent=False)
    if form is not None:
        forms[act] = form
    return render_template(
        "stock/item.html",
        item=item,
        forms=forms,
        failed=act if form is not None else "",
        held=queries.held_on([item.id]).get(item.id, 0),
        movements=queries.movements_of(item),
        others=queries.items_of_variant(item.variant_id),
        kinds=MOVEMENTS,
        conditions=CONDITIONS,
        owners=OWNERS,
        may_write=me().may(Permission.STOCK_WRITE, item.location.cooperative_id),
    )


def _list(form: ReceiveForm, look: Look | None = None) -> str:
    look = look or look_at(STOCK)
    scope, filters = my_scope(Permission.STOCK_READ), filters_in(look.filters)
    form.choose_from(queries.locations_in(my_scope(Permission.STOCK_WRITE)))
    page = queries.items_page(scope, filters, _number("page") or 1)
    return render_template(
        "stock/items.html",
        page=page,
        filters=filters,
        form=form,
        locations=queries.locations_in(scope),
        conditions=CONDITIONS,
        owners=OWNERS,
        may_write=me().may(Permission.STOCK_WRITE),
        look=look,
    )


def _number(name: str) -> int | None:
    text = to_latin(request.args.get(name, ""))
    return int(text) or None if text.isascii() and text.isdecimal() and len(text) < 7 else None
