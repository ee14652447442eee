"""What a seat costs, for whoever has it: how to pay, her proof, and what has gone back."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, signed_in
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.errors import Invalid
from marketplace.core.forms import Form
from marketplace.core.limits import limiter
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media.documents import read_document
from marketplace.orders.pages.forms import ProofForm
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.fee_forms import WayForm
from marketplace.pardis.training.models import Fee, FeeState
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import charging, fees
from marketplace.pardis.training.words import FEE_STATES
from marketplace.payments.gateways import Redirect, gateway, gateways
from marketplace.payments.queries import OPEN, refunds_of
from marketplace.payments.words import REFUNDS

bp = Blueprint("fees", __name__, url_prefix=f"{LANGUAGE_PREFIX}/account/courses")


@bp.get("/<int:enrolment_id>/fee")
@signed_in
def mine(enrolment_id: int) -> ResponseReturnValue:
    return _page(found.fee_for(me(), enrolment_id))


@bp.post("/<int:enrolment_id>/fee/pay")
@signed_in
@limiter.limit("60 per hour")
def pay(enrolment_id: int) -> ResponseReturnValue:
    """By this way from now on; a card company's page opens at once."""
    fee = found.fee_for(me(), enrolment_id)
    form = WayForm(fee=fee)
    if not form.validate_on_submit():
        return _page(fee, way=form), 422
    with transaction():
        found.locked_fees(enrolment_id)
        payment = fees.pay_by(fee, form.way.data)
        back = url_for(".mine", enrolment_id=enrolment_id)
        begun = gateway(form.way.data)
        page = begun.begin(payment, back) if begun.elsewhere else None
    return redirect(page.url if isinstance(page, Redirect) else back, 303)


@bp.post("/<int:enrolment_id>/fee/proof")
@signed_in
@limiter.limit("30 per hour")
def prove(enrolment_id: int) -> ResponseReturnValue:
    fee, form = found.fee_for(me(), enrolment_id), ProofForm()
    try:
        if not form.validate():
            return _page(fee, proof=form), 422
        proof = read_document(form.file.data)
    except Invalid as refusal:
        form.refuse(refusal.field, refusal)
        return _page(fee, proof=form), 422
    with transaction():
        found.locked_fees(enrolment_id)
        fees.show_proof(fee, proof, me())
    flash(
        _("Your proof has arrived. The cashier compares it with the statement of the bank."), "ok"
    )
    return redirect(url_for(".mine", enrolment_id=enrolment_id), 303)


def _page(fee: Fee, *, way: Form | None = None, proof: Form | None = None) -> str:
    payment = fee.payment
    awaited = bool(payment and payment.state in OPEN and fee.state is FeeState.OWED)
    return render_template(
        "training/fee.html",
        fee=fee,
        payment=payment,
        awaited=awaited,
        way=way
        or WayForm(fee=fee, formdata=None, data={"way": payment.gateway if payment else ""}),
        ways=charging.ways(fee) if awaited else None,
        titles={name: each.title for name, each in gateways().items()},
        rate=charging.rate_of(payment) if payment else None,
        parts=found.parts_of(fee.enrolment_id),
        proof=proof or ProofForm(formdata=None),
        refunds=refunds_of(payment.id) if payment else [],
        refund_states=REFUNDS,
        states=FEE_STATES,
        rules=found.refund_rules(fee.created_at.date()),
        names=found.scholarships(today_in_tehran()),
        now=now,
    )
