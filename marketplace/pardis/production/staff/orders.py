"""The workshop lead's board, and the life of a work order."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.core.money import Money
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.production import queries
from marketplace.pardis.production.calendar import today_in_tehran
from marketplace.pardis.production.forms import (
    AdvanceForm,
    CancelForm,
    DeclineForm,
    HandInForm,
    KitForm,
    NoteForm,
    OfferForm,
    OrderForm,
)
from marketplace.pardis.production.models import CURRENCY, Happening, Purpose, WorkOrder
from marketplace.pardis.production.services import advancing, planning, sharing, store
from marketplace.pardis.production.services.advancing import Credit
from marketplace.pardis.production.services.planning import Plan
from marketplace.pardis.production.staff.pages import WORDS, decline_page, order_page
from marketplace.pardis.production.words import whole_units
from marketplace.pardis.training.models import Group

bp = Blueprint("workshop", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/workshop")
P = Permission
STEPS = {"begin": planning.begin, "close": planning.close}
ANSWERS = {"accept": sharing.accept, "take-back": sharing.take_back}
REFUSED = (Conflict, Invalid, Forbidden)


@bp.get("/")
@requires(P.PRODUCTION_READ)
def board() -> ResponseReturnValue:
    return render_template(
        "production/board.html",
        columns=queries.board(),
        to_grade=queries.batches_to_grade(),
        today=today_in_tehran(),
        may_plan=me().may(P.PRODUCTION_MANAGE),
        may_grade=me().may(P.PIECES_GRADE),
        **WORDS,
    )


@bp.get("/figures")
@requires(P.PRODUCTION_READ)
def figures() -> ResponseReturnValue:
    since = queries.a_year_ago()
    return render_template(
        "production/figures.html",
        since=since,
        yields=queries.yields(since),
        lead_times=queries.lead_times(since),
        uses=queries.uses(since),
        **WORDS,
    )


@bp.route("/orders/new", methods=["GET", "POST"])
@requires(P.PRODUCTION_MANAGE)
def new() -> ResponseReturnValue:
    form = OrderForm()
    if form.validate_on_submit():
        try:
            with transaction():
                number = _plan(form).number
            flash(_("Work order %(number)s is planned. Offer it to somebody.", number=number), "ok")
            return redirect(url_for(".order", number=number))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("production/new_order.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/orders/<number>")
@requires(P.PRODUCTION_READ)
def order(number: str) -> ResponseReturnValue:
    return order_page(number)


@bp.post("/orders/<number>/<any(begin, close):step>")
@requires(P.PRODUCTION_MANAGE)
def go_on(number: str, step: str) -> ResponseReturnValue:
    with transaction():
        STEPS[step](queries.locked_order(number), me())
    return _done(number)


@bp.post("/orders/<number>/cancel")
@requires(P.PRODUCTION_MANAGE)
def cancel(number: str) -> ResponseReturnValue:
    form = CancelForm()
    if not form.validate_on_submit():
        return order_page(number, cancel=form), 422
    with transaction():
        planning.cancel(queries.locked_order(number), form.reason.data, me())
    return _done(number)


@bp.post("/orders/<number>/notes")
@requires(P.PRODUCTION_READ)
def note(number: str) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate_on_submit():
        return order_page(number, note=form), 422
    with transaction():
        planning.note(queries.locked_order(number), form.text.data, me())
    return _done(number)


@bp.post("/orders/<number>/offers")
@requires(P.PRODUCTION_MANAGE)
def offer(number: str) -> ResponseReturnValue:
    """Ask a maker; the turns are worked out anew, as they may have changed."""
    order = queries.order(number)
    form = OfferForm(turns=queries.turns(order, order.quantity), prefix="offer")
    if form.validate_on_submit():
        try:
            with transaction():
                locked = queries.locked_order(number)
                chosen = form.chosen.data or ""
                sharing.offer(locked, form.artisan.data, form.pieces.data, me(), chosen=chosen)
            flash(_("The work is offered. She reads of it by mail."), "ok")
            return redirect(url_for(".order", number=number))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    return order_page(number, offer=form), 422


@bp.post("/orders/<number>/offers/<int:offer_id>/<any(accept, 'take-back'):act>")
@requires(P.PRODUCTION_MANAGE)
def answer(number: str, offer_id: int, act: str) -> ResponseReturnValue:
    """What a maker without an account said, or an offer that is taken back."""
    with transaction():
        ANSWERS[act](queries.share_in(queries.locked_order(number), offer_id), me())
    return _done(number)


@bp.route("/orders/<number>/offers/<int:offer_id>/decline", methods=["GET", "POST"])
@requires(P.PRODUCTION_MANAGE)
def decline(number: str, offer_id: int) -> ResponseReturnValue:
    """What a maker without an account said."""
    form = DeclineForm()
    if form.validate_on_submit():
        with transaction():
            share = queries.share_in(queries.locked_order(number), offer_id)
            sharing.decline(share, form.reason.data, me())
        return _done(number)
    share = queries.share_in(queries.order(number), offer_id)
    return decline_page(form, share, "layouts/office.html", url_for(".order", number=number))


@bp.post("/orders/<number>/kit")
@requires(P.MATERIAL_KEEP)
def kit(number: str) -> ResponseReturnValue:
    """Material is issued, comes back, was used or wasted."""
    form = KitForm(order=queries.order(number), prefix="kit")
    if form.validate_on_submit():
        try:
            with transaction():
                _book_kit(queries.locked_order(number), form)
            flash(_("Booked."), "ok")
            return redirect(url_for(".order", number=number))
        except REFUSED as refused:
            form.refuse(_beside(refused), refused.message)
            return order_page(number, kit=form), refused.status
    return order_page(number, kit=form), 422


@bp.post("/orders/<number>/batches")
@requires(P.PRODUCTION_MANAGE)
def hand_in(number: str) -> ResponseReturnValue:
    form = HandInForm(order=queries.order(number), prefix="batch")
    if form.validate_on_submit():
        try:
            with transaction():
                order = queries.locked_order(number)
                share = queries.share_in(order, form.offer_id.data)
                batch = planning.hand_in(order, share, form.pieces.data, me()).number
            flash(_("Batch %(number)s waits to be graded.", number=batch), "ok")
            return redirect(url_for(".order", number=number))
        except REFUSED as refused:
            form.refuse(_beside(refused), refused.message)
            return order_page(number, hand_in=form), refused.status
    return order_page(number, hand_in=form), 422


@bp.post("/orders/<number>/advances")
@requires(P.WAGES_PREPARE)
def advance(number: str) -> ResponseReturnValue:
    """Money, or material on credit."""
    form = AdvanceForm(order=queries.order(number), prefix="advance")
    if form.validate_on_submit():
        try:
            with transaction():
                _advance(queries.locked_order(number), form)
            flash(_("It is given, and paid back from the wages of this share."), "ok")
            return redirect(url_for(".order", number=number))
        except REFUSED as refused:
            form.refuse(_beside(refused), refused.message)
            return order_page(number, advance=form), refused.status
    return order_page(number, advance=form), 422


def _done(number: str) -> ResponseReturnValue:
    flash(_("Done."), "ok")
    return redirect(url_for(".order", number=number))


def _plan(form: OrderForm) -> WorkOrder:
    variant, line = queries.variant(form.sku.data), None
    purpose = Purpose(form.purpose.data)
    if purpose is Purpose.ORDER:
        line = queries.locked_line(form.order_number.data, variant.id)
        if line is None:
            raise Invalid(_("This order has no such piece."), "order_number")
    wish = Plan(
        purpose,
        form.quantity.data,
        form.due_on.data,
        line,
        form.note.data or "",
        _group(form) if purpose is Purpose.TRAINING else None,
    )
    return planning.plan(variant, wish, me())


def _group(form: OrderForm) -> Group | None:
    known = {group.number: group for group in queries.training_groups()}
    return known.get(form.group.data or "")


def _book_kit(order: WorkOrder, form: KitForm) -> None:
    line = next(one for one in order.kit if one.material_id == form.material.data)
    quantity = whole_units(line.material.unit, form.amount.data)
    happening = Happening(form.happening.data)
    store.book_kit(order, line.material, happening, quantity, form.cause(me()))


def _advance(order: WorkOrder, form: AdvanceForm) -> None:
    share, cause = queries.share_in(order, form.offer_id.data), form.cause(me())
    if not form.material.data:
        advancing.pay(share, Money.of(form.amount.data, CURRENCY), cause)
        return
    material = next(one for one in queries.materials() if str(one.id) == form.material.data)
    quantity = whole_units(material.unit, form.amount.data)
    advancing.lend(share, Credit(material, quantity), cause)


def _beside(refused: Conflict | Invalid | Forbidden) -> str | None:
    """The field that a refusal belongs to; quantities are typed as amounts."""
    field = getattr(refused, "field", None)
    return {"quantity": "amount"}.get(field or "", field)
