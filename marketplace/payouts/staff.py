"""The treasurer's desk: what is payable, batches, and their way through two people to the bank."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives import queries as cooperatives
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, NotFound
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.payouts import queries
from marketplace.payouts.bank_file import bank_file
from marketplace.payouts.divided import divided
from marketplace.payouts.forms import PaidForm, PrepareForm
from marketplace.payouts.models import BatchState, PayoutBatch
from marketplace.payouts.services import batches
from marketplace.payouts.statements import name_of, statement
from marketplace.payouts.words import BATCH_STATES

bp = Blueprint("payouts", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/payouts")
P = Permission


@bp.get("")
@requires(P.PAYOUT_READ)
def index() -> ResponseReturnValue:
    return _show_index(PrepareForm(formdata=None))


@bp.post("")
@requires(P.PAYOUT_PREPARE)
def prepare() -> ResponseReturnValue:
    form, scope = PrepareForm(), my_scope(P.PAYOUT_PREPARE)
    if not form.validate_on_submit():
        return _show_index(form), 422
    with transaction():
        cooperative = cooperatives.cooperative_in(scope, form.cooperative_id.data)
        batch = batches.prepare(cooperative, form.currency.data, form.artisans.data, me())
        number = batch.number
    flash(_("Batch %(number)s is prepared. Somebody else has to approve it.", number=number))
    return redirect(url_for("payouts.batch", number=number))


@bp.get("/<number>")
@requires(P.PAYOUT_READ)
def batch(number: str) -> ResponseReturnValue:
    return _show_batch(queries.batch(number, my_scope(P.PAYOUT_READ)), PaidForm(formdata=None))


@bp.post("/<number>/approve")
@requires(P.PAYOUT_APPROVE)
def approve(number: str) -> ResponseReturnValue:
    with transaction():
        batches.approve(queries.locked_batch(number, my_scope(P.PAYOUT_APPROVE)), me())
    flash(_("Batch %(number)s is approved. It can go to the bank.", number=number))
    return redirect(url_for("payouts.batch", number=number))


@bp.post("/<number>/drop")
@requires(P.PAYOUT_PREPARE)
def drop(number: str) -> ResponseReturnValue:
    with transaction():
        batches.drop(queries.locked_batch(number, my_scope(P.PAYOUT_PREPARE)), me())
    flash(_("Batch %(number)s is given up. What lay in it can be paid again.", number=number))
    return redirect(url_for("payouts.index"))


@bp.post("/<number>/paid")
@requires(P.PAYOUT_PREPARE)
def paid(number: str) -> ResponseReturnValue:
    form, scope = PaidForm(), my_scope(P.PAYOUT_PREPARE)
    if not form.validate_on_submit():
        return _show_batch(queries.batch(number, scope), form), 422
    with transaction():
        batches.mark_paid(queries.locked_batch(number, scope), form.bank_reference.data, me())
    flash(_("Batch %(number)s is paid. Its makers have been told.", number=number))
    return redirect(url_for("payouts.batch", number=number))


@bp.post("/<number>/bank-file")
@requires(P.PAYOUT_PREPARE)
def to_bank(number: str) -> ResponseReturnValue:
    """The only place that shows whole account numbers; each look is written down."""
    with transaction():
        found = queries.batch(number, my_scope(P.PAYOUT_PREPARE))
        if found.state not in {BatchState.APPROVED, BatchState.PAID}:
            raise Conflict(_("Somebody else has to approve this batch first."))
        audit.record(me(), "payout_batch.exported", found, scope_id=found.cooperative_id)
        content = bank_file(found)
    return _download(content, f"{number}.csv", "text/csv; charset=utf-8")


@bp.get("/<number>/statements/<int:payout_id>.pdf")
@requires(P.PAYOUT_READ)
def maker_statement(number: str, payout_id: int) -> ResponseReturnValue:
    found = queries.batch(number, my_scope(P.PAYOUT_READ))
    payout = next((payout for payout in found.payouts if payout.id == payout_id), None)
    if payout is None or found.state is not BatchState.PAID:
        raise NotFound
    return _download(statement(payout), name_of(payout), "application/pdf")


def _show_index(form: PrepareForm) -> str:
    scope = my_scope(P.PAYOUT_READ)
    return render_template(
        "payouts/index.html",
        groups=queries.payable_groups(scope),
        coming=queries.coming(scope),
        divided=divided(scope),
        batches=queries.batches(scope),
        states=BATCH_STATES,
        form=form,
        may_prepare=me().may(P.PAYOUT_PREPARE),
    )


def _show_batch(found: PayoutBatch, form: PaidForm) -> str:
    may = {permission: me().may(permission, found.cooperative_id) for permission in P}
    return render_template(
        "payouts/batch.html",
        batch=found,
        people=queries.people_of(found),
        form=form,
        states=BATCH_STATES,
        may=may,
        P=P,
        mine=found.made_by_id == me().id,
    )


def _download(content: bytes, name: str, kind: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response
