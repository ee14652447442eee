"""Stocktakes: begun at the desk, counted on a phone, reviewed and booked at the desk."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.inventory import queries, services
from marketplace.inventory.forms.store import (
    REASONS,
    BeginCountForm,
    CountForm,
    FoundForm,
    ReasonForm,
)
from marketplace.inventory.models import CountReason, PlaceKind, Stocktake
from marketplace.inventory.scanning import code_in
from marketplace.inventory.words import COUNT_STATES
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("stocktakes", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/stock/counts")
READ, WRITE = Permission.STOCK_READ, Permission.STOCK_WRITE


@bp.get("/")
@requires(READ)
def index() -> ResponseReturnValue:
    return _index(BeginCountForm(formdata=None))


@bp.post("/")
@requires(WRITE)
def begin() -> ResponseReturnValue:
    """Freeze what the book says of a place and all in it."""
    form = _choices(BeginCountForm())
    if not form.validate_on_submit():
        return _index(form), 422
    place = queries.location_in(my_scope(WRITE), form.location_id.data)
    try:
        with transaction():
            stocktake_id = services.start_count(place, me()).id
    except Conflict as refused:
        form.refuse("location_id", refused.message)
        return _index(form), 409
    return redirect(url_for(".sheet", stocktake_id=stocktake_id))


@bp.get("/<int:stocktake_id>")
@requires(READ)
def review(stocktake_id: int) -> ResponseReturnValue:
    """How far it is, and what differs."""
    return _review(queries.stocktake(my_scope(READ), stocktake_id))


@bp.get("/<int:stocktake_id>/sheet")
@requires(WRITE)
def sheet(stocktake_id: int) -> ResponseReturnValue:
    """The page on the phone. It says nothing of what the book says."""
    return _sheet(queries.stocktake(my_scope(WRITE), stocktake_id))


@bp.post("/<int:stocktake_id>/lines/<int:count_line_id>")
@requires(WRITE)
def count(stocktake_id: int, count_line_id: int) -> ResponseReturnValue:
    """So many pieces are seen."""
    form = CountForm(prefix=f"c{count_line_id}-")
    if not form.validate_on_submit():
        found = queries.stocktake(my_scope(WRITE), stocktake_id)
        return _sheet(found, (count_line_id, form)), 422
    try:
        with transaction():
            stocktake = queries.stocktake(my_scope(WRITE), stocktake_id, lock=False)
            line = queries.count_line(stocktake, count_line_id)
            services.count(stocktake, line, form.counted.data, form.version(), me())
    except Conflict as refused:
        form.refuse("counted", refused.message)
        found = queries.stocktake(my_scope(WRITE), stocktake_id)
        return _sheet(found, (count_line_id, form)), 409
    flash(_("Counted."), "ok")
    return redirect(url_for(".sheet", stocktake_id=stocktake_id))


@bp.post("/<int:stocktake_id>/found")
@requires(WRITE)
def found(stocktake_id: int) -> ResponseReturnValue:
    """A kind of piece that lies there though it is not on the list."""
    form, scope = FoundForm(), my_scope(WRITE)
    if form.validate_on_submit():
        try:
            with transaction():
                stocktake = queries.stocktake(scope, stocktake_id, lock=False)
                variant = queries.variant_at(stocktake.location, code_in(form.sku.data))
                services.add_found(stocktake, variant, me())
            flash(_("It is on the list now. Count it."), "ok")
            code = variant.sku
            return redirect(url_for(".sheet", stocktake_id=stocktake_id, q=code))
        except NotFound:
            form.refuse("sku", _("No piece has this code."))
    page = _sheet(queries.stocktake(scope, stocktake_id), None, form)
    return page, 422


@bp.post("/<int:stocktake_id>/<any(review, give_up, post):step>")
@requires(WRITE)
def go_on(stocktake_id: int, step: str) -> ResponseReturnValue:
    """To the review, to the book, or nowhere."""
    try:
        with transaction():
            stocktake = queries.stocktake(my_scope(WRITE), stocktake_id, lock=True)
            STEPS[step](queries.with_lines(stocktake), me())
    except Invalid as refused:
        flash(str(refused.message), "bad")
        return _review(queries.stocktake(my_scope(READ), stocktake_id)), 422
    flash(_("Done."), "ok")
    return redirect(url_for(".review", stocktake_id=stocktake_id))


@bp.post("/<int:stocktake_id>/lines/<int:count_line_id>/explain")
@requires(WRITE)
def explain(stocktake_id: int, count_line_id: int) -> ResponseReturnValue:
    """Why it differs."""
    form = ReasonForm(prefix=f"r{count_line_id}-")
    if not form.validate_on_submit():
        found = queries.stocktake(my_scope(WRITE), stocktake_id)
        return _review(found, (count_line_id, form)), 422
    with transaction():
        stocktake = queries.stocktake(my_scope(WRITE), stocktake_id, lock=True)
        line = queries.count_line(stocktake, count_line_id)
        reason = CountReason(form.reason.data)
        services.explain(stocktake, line, reason, form.remark.data or "")
    flash(_("The reason is kept."), "ok")
    return redirect(url_for(".review", stocktake_id=stocktake_id))


@bp.post("/<int:stocktake_id>/lines/<int:count_line_id>/again")
@requires(WRITE)
def again(stocktake_id: int, count_line_id: int) -> ResponseReturnValue:
    """Somebody doubts the figure."""
    with transaction():
        stocktake = queries.stocktake(my_scope(WRITE), stocktake_id, lock=True)
        services.count_again(stocktake, queries.count_line(stocktake, count_line_id), me())
    flash(_("It is to be counted again."))
    return redirect(url_for(".sheet", stocktake_id=stocktake_id))


STEPS: dict[str, Callable[[Stocktake, User], object]] = {
    "review": services.to_review,
    "give_up": services.give_up_count,
    "post": services.post_count,
}


def _choices(form: BeginCountForm) -> BeginCountForm:
    places = queries.locations_in(my_scope(WRITE))
    return form.choose_from([place for place in places if place.kind is not PlaceKind.TRANSIT])


def _index(form: BeginCountForm) -> str:
    return render_template(
        "stock/counts.html",
        rows=queries.stocktakes(my_scope(READ)),
        form=_choices(form),
        states=COUNT_STATES,
        may_write=me().may(WRITE),
    )


def _sheet(
    stocktake: Stocktake,
    sent: tuple[int, CountForm] | None = None,
    found_form: FoundForm | None = None,
) -> str:
    text = code_in(request.args.get("q", ""))
    lines = queries.lines_to_count(stocktake.id, text)
    forms = {line.id: CountForm(formdata=None, prefix=f"c{line.id}-") for line in lines}
    if sent:
        forms[sent[0]] = sent[1]
    return render_template(
        "stock/sheet.html",
        stocktake=stocktake,
        row=queries.count_row(stocktake),
        lines=lines,
        forms=forms,
        failed=sent[1] if sent else found_form,
        found_form=found_form or FoundForm(formdata=None),
        asked=to_latin(text),
    )


def _review(stocktake: Stocktake, sent: tuple[int, ReasonForm] | None = None) -> str:
    lines = queries.lines_to_review(stocktake.id)
    forms = {
        line.id: ReasonForm(
            formdata=None, prefix=f"r{line.id}-", reason=line.reason, remark=line.remark
        )
        for line in lines
    }
    if sent:
        forms[sent[0]] = sent[1]
    return render_template(
        "stock/count.html",
        stocktake=stocktake,
        row=queries.count_row(stocktake),
        lines=lines,
        forms=forms,
        failed=sent[1] if sent else None,
        reasons=REASONS,
        states=COUNT_STATES,
        may_write=me().may(WRITE),
    )
