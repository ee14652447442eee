"""Packing, sending and delivering, at the packing table."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Invalid
from marketplace.localisation.languages import LANGUAGE_PREFIX, local_text
from marketplace.orders.errors import PapersMissing
from marketplace.orders.fulfilment import packing, papers, queries, sending
from marketplace.orders.models import Order, OrderLine, Parcel
from marketplace.orders.staff.forms import PackForm, ShipForm, pack_form

bp = Blueprint("office_parcels", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office")


@bp.get("/orders/<number>/parcels/new")
@requires(Permission.ORDER_SHIP)
def new(number: str) -> ResponseReturnValue:
    order = queries.order(number, _shipping())
    return _show_packing(order, _form_of(order))


@bp.post("/orders/<number>/parcels/new")
@requires(Permission.ORDER_SHIP)
def pack(number: str) -> ResponseReturnValue:
    order = queries.order(number, _shipping())
    form = _form_of(order, all_lines=True)
    if not form.validate_on_submit():
        return _show_packing(order, form), 422
    try:
        with transaction():
            order = queries.locked_order(number, _shipping())
            parcel = packing.pack(order, form.packing([line.id for line in order.lines]), me())
            made = parcel.number
    except Invalid as error:
        form.refuse({"gross_grams": "gross"}.get(error.field or "", error.field), error.message)
        return _show_packing(queries.order(number, _shipping()), form), 422
    flash(_("Parcel %(number)s is packed. Its papers are being made.", number=made))
    return redirect(url_for("office_papers.parcel", number=made), 303)


@bp.post("/parcels/<number>/unpack")
@requires(Permission.ORDER_SHIP)
def unpack(number: str) -> ResponseReturnValue:
    with transaction():
        parcel = queries.locked_parcel(number, _shipping())
        packing.unpack(parcel, me())
        order_number = parcel.order.number
    flash(_("Parcel %(number)s is unpacked. Its pieces can be packed again.", number=number))
    return redirect(url_for("office_orders.order", number=order_number))


@bp.get("/parcels/<number>/ship")
@requires(Permission.ORDER_SHIP)
def handover(number: str) -> ResponseReturnValue:
    parcel = queries.parcel(number, _shipping())
    carrier = parcel.carrier or parcel.order.delivery.get("carrier", "")
    return _show_sending(parcel, ShipForm(data={"carrier": carrier}))


@bp.post("/parcels/<number>/ship")
@requires(Permission.ORDER_SHIP)
def ship(number: str) -> ResponseReturnValue:
    form = ShipForm()
    if not form.validate_on_submit():
        return _show_sending(queries.parcel(number, _shipping()), form), 422
    try:
        with transaction():
            parcel = queries.locked_parcel(number, _shipping())
            sending.ship(parcel, form.handover(), me())
            order_number = parcel.order.number
    except PapersMissing:
        return _show_sending(queries.parcel(number, _shipping()), form), 409
    flash(_("Parcel %(number)s is on its way. The buyer has been told.", number=number))
    return redirect(url_for("office_orders.order", number=order_number))


@bp.post("/parcels/<number>/deliver")
@requires(Permission.ORDER_SHIP)
def deliver(number: str) -> ResponseReturnValue:
    with transaction():
        parcel = queries.locked_parcel(number, _shipping())
        sending.deliver(parcel, me())
        order_number = parcel.order.number
    flash(_("Parcel %(number)s has arrived. Its makers have been credited.", number=number))
    return redirect(url_for("office_orders.order", number=order_number))


def _shipping() -> Scope:
    return my_scope(Permission.ORDER_SHIP)


def _form_of(order: Order, *, all_lines: bool = False) -> PackForm:
    """A field for each line with pieces left; `all_lines` also reads a form that was made before
    somebody else packed."""
    parcels = queries.parcels_of(order.id)
    left = queries.left_to_pack(order, parcels)
    shown = [line for line in order.lines if all_lines or left[line.id]]
    return pack_form(
        {line.id: _label(line) for line in shown},
        {line.id: left[line.id] for line in shown},
        queries.next_position(parcels),
    )


def _label(line: OrderLine) -> str:
    """The piece and its SKU, which keeps its own direction in Persian."""
    return f"{local_text(line.titles)}{_(', ')}\u2068{line.sku}\u2069"


def _show_packing(order: Order, form: PackForm) -> str:
    left = queries.left_to_pack(order, queries.parcels_of(order.id))
    return render_template("office_orders/pack.html", order=order, form=form, left=left)


def _show_sending(parcel: Parcel, form: ShipForm) -> str:
    missing = [paper for paper in papers.papers_of(parcel) if paper.missing]
    return render_template(
        "office_orders/ship.html", parcel=parcel, order=parcel.order, form=form, missing=missing
    )
