"""Fees for people of the centre: who has paid, what courses cost, who pays less."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives.forms.office import AccountForm
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.forms import Form
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.fee_forms import PriceForm, ScholarshipForm
from marketplace.pardis.training.models import FeeState
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import fees, pricing
from marketplace.pardis.training.words import FEE_STATES

bp = Blueprint("office_fees", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/fees")
P = Permission
PAGE = 50


@bp.get("/")
@requires(P.FEE_READ)
def index() -> ResponseReturnValue:
    """Who owes what, the soonest due first."""
    asked = request.args.get("state", FeeState.OWED.value)
    state = FeeState(asked) if asked in set(FeeState) else None
    typed = to_latin(request.args.get("page", "1"))[:4]
    number = max(1, int(typed)) if typed.isdecimal() else 1
    rows = found.fees(state, number, PAGE)
    return render_template(
        "training/fees.html",
        rows=rows[:PAGE],
        more=len(rows) > PAGE,
        number=number,
        state=state.value if state else "all",
        states=FEE_STATES,
        may_read_payments=me().may(P.PAYMENT_READ),
        may_manage=me().may(P.FEE_MANAGE),
    )


@bp.get("/prices")
@requires(P.FEE_READ)
def prices() -> ResponseReturnValue:
    return _prices()


@bp.post("/prices")
@requires(P.FEE_MANAGE)
def set_price() -> ResponseReturnValue:
    form = PriceForm()
    if form.validate_on_submit():
        try:
            with transaction():
                pricing.set_price(form.price(), me())
            flash(_("The fee is set. Who was asked before pays what she was asked."), "ok")
            return redirect(url_for(".prices"))
        except NotFound:
            form.refuse("group", _("There is no group with this number."))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    return _prices(price=form), 422


@bp.post("/account")
@requires(P.FEE_MANAGE)
def set_account() -> ResponseReturnValue:
    """Where transfers for courses go from now on."""
    form = AccountForm(prefix="account-")
    if not form.validate_on_submit():
        return _prices(account=form), 422
    with transaction():
        pricing.set_account(form.details(), me())
    flash(_("Transfers for courses go to this account from now on."), "ok")
    return redirect(url_for(".prices"))


@bp.route("/<int:enrolment_id>/scholarship", methods=["GET", "POST"])
@requires(P.FEE_MANAGE)
def scholarship(enrolment_id: int) -> ResponseReturnValue:
    form, fee = ScholarshipForm(), found.fee_at(enrolment_id)
    if form.validate_on_submit():
        with transaction():
            found.locked_fees(enrolment_id)
            fees.grant(fee, form.code.data, form.reason.data, me())
        flash(_("%(name)s pays less.", name=fee.enrolment.trainee.name), "ok")
        return redirect(url_for(".index"))
    page = render_template(
        "training/scholarship.html", form=form, fee=fee, rules=found.scholarships(today_in_tehran())
    )
    return page, 422 if form.errors else 200


def _prices(price: Form | None = None, account: Form | None = None) -> str:
    return render_template(
        "training/prices.html",
        rates=found.rates(),
        accounts=found.accounts(),
        rules=found.refund_rules(today_in_tehran()),
        price=price or PriceForm(formdata=None),
        account=account or AccountForm(prefix="account-", formdata=None),
        may_manage=me().may(P.FEE_MANAGE),
    )
