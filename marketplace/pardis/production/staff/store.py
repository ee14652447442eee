"""The store of materials, and the bills that say what pieces are made of."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.core.forms import Form
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.production import queries
from marketplace.pardis.production.forms import BillForm, BillOfForm, MaterialForm, MovementForm
from marketplace.pardis.production.models import Happening, Unit
from marketplace.pardis.production.services import bills as writing
from marketplace.pardis.production.services import store
from marketplace.pardis.production.staff.pages import WORDS
from marketplace.pardis.production.words import whole_units

bp = Blueprint("materials", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/materials")
bills_bp = Blueprint("bills", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/bills")
P = Permission


@bp.get("/")
@requires(P.PRODUCTION_READ)
def index() -> ResponseReturnValue:
    return _index(MaterialForm(formdata=None, data={"reorder_at": 0}))


@bp.post("/")
@requires(P.MATERIAL_KEEP)
def enter() -> ResponseReturnValue:
    form = MaterialForm()
    if form.validate_on_submit():
        unit = Unit(form.unit.data)
        try:
            with transaction():
                at = whole_units(unit, form.reorder_at.data)
                store.enter(form.code.data, form.names(), unit, at, me())
            flash(_("The material is entered."), "ok")
            return redirect(url_for(".material", code=form.code.data))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    return _index(form), 422


@bp.get("/<code>")
@requires(P.PRODUCTION_READ)
def material(code: str) -> ResponseReturnValue:
    return _material(code, MovementForm(formdata=None))


@bp.post("/<code>")
@requires(P.MATERIAL_KEEP)
def move(code: str) -> ResponseReturnValue:
    """It came in, or was spoiled in the store."""
    form = MovementForm()
    if form.validate_on_submit():
        try:
            with transaction():
                _move(code, form)
            flash(_("Booked."), "ok")
            return redirect(url_for(".material", code=code))
        except (Conflict, Invalid) as refused:
            form.refuse("amount", refused.message)
            return _material(code, form), refused.status
    return _material(code, form), 422


@bills_bp.get("/")
@requires(P.PRODUCTION_READ)
def bills() -> ResponseReturnValue:
    return _bills(BillOfForm(formdata=None))


@bills_bp.post("/")
@requires(P.PRODUCTION_MANAGE)
def find() -> ResponseReturnValue:
    """To the bill of the piece that is named by its SKU."""
    form = BillOfForm()
    if form.validate_on_submit():
        try:
            sku = queries.variant(to_latin(form.sku.data).upper()).sku
            return redirect(url_for(".bill", sku=sku))
        except NotFound:
            form.refuse("sku", _("No piece has this SKU, like SFD-CHD-0001."))
    return _bills(form), 422


@bills_bp.route("/<sku>", methods=["GET", "POST"])
@requires(P.PRODUCTION_MANAGE)
def bill(sku: str) -> ResponseReturnValue:
    variant = queries.variant(sku)
    known = queries.bills_of(variant.id)
    form = BillForm(bill=known[0] if known else None)
    if form.validate_on_submit():
        try:
            with transaction():
                locked = queries.variant(sku, lock=True)
                parts, steps = form.told_parts(), form.told_steps()
                writing.write(locked, parts, steps, form.starts_on.data, me())
            flash(_("The bill is written. Orders that run keep theirs."), "ok")
            return redirect(url_for(".bill", sku=sku))
        except Invalid as refused:
            form.refuse(None, refused.message)
            variant, known = queries.variant(sku), queries.bills_of(variant.id)
    page = render_template("production/bill.html", variant=variant, bills=known, form=form, **WORDS)
    return page, 422 if form.errors else 200


def _bills(form: BillOfForm) -> str:
    return render_template(
        "production/bills.html",
        bills=queries.bills(),
        form=form,
        may_write=me().may(P.PRODUCTION_MANAGE),
        **WORDS,
    )


def _index(form: MaterialForm) -> str:
    return render_template(
        "production/materials.html",
        materials=queries.materials(),
        prices=queries.last_prices(),
        form=form,
        may_keep=me().may(P.MATERIAL_KEEP),
        **WORDS,
    )


def _material(code: str, form: Form) -> str:
    material = queries.material(code)
    return render_template(
        "production/material.html",
        material=material,
        movements=queries.movements_of(material.id),
        form=form,
        may_keep=me().may(P.MATERIAL_KEEP),
        **WORDS,
    )


def _move(code: str, form: MovementForm) -> None:
    material = queries.material(code)
    quantity, cause = whole_units(material.unit, form.amount.data), form.cause(me())
    if form.happening.data == Happening.RECEIVED:
        store.receive(material, quantity, cause, form.price.data)
    else:
        store.lose(material, quantity, cause)
