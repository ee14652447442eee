"""Rates, and runs of wages through two people into the books."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.cooperatives.queries import cooperative
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.production import queries
from marketplace.pardis.production.calendar import today_in_tehran
from marketplace.pardis.production.forms import RateForm, RunForm
from marketplace.pardis.production.models import Grade, WageSlip
from marketplace.pardis.production.services import wages
from marketplace.pardis.production.slips import slip_paper
from marketplace.pardis.production.staff.pages import WORDS

bp = Blueprint("wages", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/wages")
P = Permission


@bp.get("/")
@requires(P.WAGES_READ)
def index() -> ResponseReturnValue:
    return _index()


@bp.post("/")
@requires(P.WAGES_PREPARE)
def prepare() -> ResponseReturnValue:
    form = RunForm(among=[seller for seller, _batches, _pieces in queries.unpaid()])
    if not form.validate_on_submit():
        return _index(form), 422
    try:
        with transaction():
            seller = cooperative(form.cooperative_id.data)
            number = wages.prepare(seller, form.until.data, me()).number
    except (Invalid, Conflict) as refused:
        form.refuse("until", refused.message)
        return _index(form), refused.status
    flash(_("Run %(number)s is prepared. Somebody else has to approve it.", number=number), "ok")
    return redirect(url_for(".run", number=number))


@bp.route("/rates", methods=["GET", "POST"])
@requires(P.WAGES_PREPARE)
def rates() -> ResponseReturnValue:
    form = RateForm(data={"starts_on": today_in_tehran()})
    if form.validate_on_submit():
        try:
            with transaction():
                product = queries.variant(form.sku.data).product
                grade = Grade(form.grade.data)
                wages.set_rate(product, grade, form.starts_on.data, form.rate.data, me())
            flash(_("The rate holds from that day on."), "ok")
            return redirect(url_for(".rates"))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template("production/rates.html", rates=queries.rates(), form=form, **WORDS)
    return page, 422 if form.errors else 200


@bp.get("/<number>")
@requires(P.WAGES_READ)
def run(number: str) -> ResponseReturnValue:
    found = queries.run(number)
    may = {each: me().may(each) for each in (P.WAGES_PREPARE, P.WAGES_APPROVE)}
    mine = found.made_by_id == me().id
    return render_template("production/run.html", run=found, may=may, mine=mine, P=P, **WORDS)


@bp.post("/<number>/approve")
@requires(P.WAGES_APPROVE)
def approve(number: str) -> ResponseReturnValue:
    with transaction():
        wages.approve(queries.locked_run(number), me())
    flash(_("Run %(number)s is approved and stands in the books.", number=number), "ok")
    return redirect(url_for(".run", number=number))


@bp.post("/<number>/drop")
@requires(P.WAGES_PREPARE)
def drop(number: str) -> ResponseReturnValue:
    with transaction():
        wages.drop(queries.locked_run(number), me())
    flash(_("Run %(number)s is given up. What lay in it can be paid again.", number=number), "ok")
    return redirect(url_for(".index"))


@bp.get("/<number>/slips/<int:slip_id>.pdf")
@requires(P.WAGES_READ)
def slip(number: str, slip_id: int) -> ResponseReturnValue:
    found = next((one for one in queries.run(number).slips if one.id == slip_id), None)
    if found is None:
        raise NotFound
    return paper(found)


def paper(slip: WageSlip) -> Response:
    response = Response(slip_paper(slip), content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{slip.number}.pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _index(form: RunForm | None = None) -> str:
    unpaid = queries.unpaid()
    sellers = [seller for seller, _batches, _pieces in unpaid]
    return render_template(
        "production/runs.html",
        unpaid=unpaid,
        runs=queries.runs(),
        form=form or RunForm(formdata=None, among=sellers, data={"until": today_in_tehran()}),
        may_prepare=me().may(P.WAGES_PREPARE),
        **WORDS,
    )
