"""Tills and shifts: opened, carried to the safe, counted, approved."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import CENTRE, Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.inventory.queries import location_in, locations_in
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.till import checking, queries
from marketplace.pardis.till.day import today_in_tehran
from marketplace.pardis.till.forms import CountForm, DropForm, FloatForm, TillForm, count_form
from marketplace.pardis.till.services import shifts
from marketplace.pardis.till.staff.exhibitions import page_of
from marketplace.pardis.till.words import WORDS, drawer, paid, told

bp = Blueprint("till", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/till")
P = Permission
HERE = Scope(everywhere=False, ids=frozenset({CENTRE}))


@bp.get("/")
@requires(P.TILL_READ)
def index() -> ResponseReturnValue:
    return _index()


@bp.route("/new", methods=["GET", "POST"])
@requires(P.TILL_MANAGE)
def new() -> ResponseReturnValue:
    form = TillForm(places=locations_in(HERE))
    if form.validate_on_submit():
        names = {"fa": form.name_fa.data, "en": form.name_en.data}
        try:
            with transaction():
                place = location_in(HERE, form.location_id.data)
                shifts.add_till(form.code.data, names, place, me())
            flash(_("The till is there."), "ok")
            return redirect(url_for(".index"))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("till/new.html", form=form)
    return page, 422 if form.errors else 200


@bp.post("/<code>/open")
@requires(P.TILL_SELL)
def open_(code: str) -> ResponseReturnValue:
    form = FloatForm()
    if not form.validate_on_submit():
        held = queries.exhibition_at(queries.till(code).id)
        return (page_of(code, form) if held else _index(form, code)), 422
    with transaction():
        shifts.open_shift(queries.locked_till(code), form.float.data, me())
    flash(_("The shift is open."), "ok")
    return redirect(url_for("counter.screen", code=code))


@bp.get("/shifts/<number>")
@requires(P.TILL_READ)
def shift(number: str) -> ResponseReturnValue:
    return _shift(number)


@bp.post("/shifts/<number>/drop")
@requires(P.TILL_SELL)
def drop(number: str) -> ResponseReturnValue:
    form = DropForm()
    if not form.validate_on_submit():
        return _shift(number, form), 422
    try:
        with transaction():
            locked = queries.locked_shift(number)
            shifts.drop(locked, form.amount.data, form.note.data or "", form.name, me())
    except (Invalid, Conflict) as refused:
        form.refuse("amount", refused.message)
        return _shift(number, form), refused.status
    flash(_("It is in the safe."), "ok")
    return redirect(url_for(".shift", number=number))


@bp.route("/shifts/<number>/close", methods=["GET", "POST"])
@requires(P.TILL_SELL)
def close(number: str) -> ResponseReturnValue:
    form = count_form(queries.banknotes(today_in_tehran()))
    if form.validate_on_submit():
        try:
            with transaction():
                shifts.close(queries.locked_shift(number), form.count(), me())
            flash(_("The shift is closed."), "ok")
            return redirect(url_for(".shift", number=number))
        except (Invalid, Conflict, Forbidden) as refused:
            form.refuse(getattr(refused, "field", None) or "unsent", refused.message)
            return _close(number, form), refused.status
    return _close(number, form), 422 if form.errors else 200


@bp.post("/shifts/<number>/approve")
@requires(P.TILL_MANAGE)
def approve(number: str) -> ResponseReturnValue:
    with transaction():
        shifts.approve(queries.locked_shift(number), me())
    flash(_("The difference is approved."), "ok")
    return redirect(url_for(".shift", number=number))


def _index(form: FloatForm | None = None, at: str = "") -> str:
    return render_template(
        "till/index.html",
        tills=queries.tills(),
        open_shifts=queries.open_shifts(),
        closed=queries.closed_shifts(),
        conflicts=queries.conflicts(),
        flagged=queries.flagged(),
        form=form or FloatForm(formdata=None),
        at=at,
        may_sell=me().may(P.TILL_SELL),
        may_manage=me().may(P.TILL_MANAGE),
        **WORDS,
    )


def _close(number: str, form: CountForm) -> str:
    return render_template("till/close.html", shift=queries.shift(number), form=form)


def _shift(number: str, form: DropForm | None = None) -> str:
    found = queries.shift(number)
    report = queries.report_of(found)
    return render_template(
        "till/shift.html",
        shift=found,
        report=report,
        sold=told(report),
        paid=paid(report),
        drawer=drawer(found, report),
        agrees=not checking.differences(found, report),
        missing=shifts.missing_of(found, {}),
        sales=queries.sales_of(found.id),
        form=form or DropForm(formdata=None),
        may_sell=me().may(P.TILL_SELL),
        may_approve=me().may(P.TILL_MANAGE) and found.closed_by_id != me().id,
        **WORDS,
    )
