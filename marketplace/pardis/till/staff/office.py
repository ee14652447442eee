"""What a person decides: pieces that the stock could not give, and prices at the counter."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import DomainError, NotFound
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.till import papers, queries
from marketplace.pardis.till.day import today_in_tehran
from marketplace.pardis.till.forms import PriceForm, SettleForm
from marketplace.pardis.till.services import pricing, settling
from marketplace.pardis.till.words import WORDS

bp = Blueprint("counter_office", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/till")
P = Permission


@bp.route("/conflicts/<int:line_id>", methods=["GET", "POST"])
@requires(P.TILL_MANAGE)
def settle(line_id: int) -> ResponseReturnValue:
    line = queries.conflict(line_id)
    form = SettleForm(data={"sku": line.variant.sku})
    if form.validate_on_submit():
        try:
            with transaction():
                till = queries.locked_till(line.sale.shift.till.code)
                settling.settle(till, queries.conflict(line_id), form.decision(), me())
            flash(_("It is settled."), "ok")
            return redirect(url_for("till.index"))
        except DomainError as refused:
            form.refuse(getattr(refused, "field", None), refused.message)
            page = render_template("till/settle.html", line=queries.conflict(line_id), form=form)
            return page, refused.status
    page = render_template("till/settle.html", line=line, form=form, **WORDS)
    return page, 422 if form.errors else 200


@bp.route("/<code>/prices", methods=["GET", "POST"])
@requires(P.TILL_MANAGE)
def prices(code: str) -> ResponseReturnValue:
    till, today = queries.till(code), today_in_tehran()
    form = PriceForm(data={"starts_on": today})
    if form.validate_on_submit():
        try:
            with transaction():
                variant = queries.variant_at(form.sku.data)
                pricing.set_price(variant, form.price.data, form.starts_on.data, me())
            flash(_("The price holds from that day on."), "ok")
            return redirect(url_for(".prices", code=code))
        except NotFound:
            form.refuse("sku", _("No piece has the code %(code)s.", code=form.sku.data))
    goods = queries.goods(till.location_id, today)
    page = render_template("till/prices.html", till=till, goods=goods, form=form)
    return page, 422 if form.errors else 200


@bp.get("/<code>/tags.pdf")
@requires(P.TILL_READ)
def tags(code: str) -> ResponseReturnValue:
    """A sheet of price tags for all that lies at the till."""
    till = queries.till(code)
    made = papers.tags(queries.goods(till.location_id, today_in_tehran()))
    response = Response(made, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"tags-{till.code}.pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response
