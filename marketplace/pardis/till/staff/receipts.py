"""Slips: shown and printed, and what comes back against them."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import CENTRE, Permission
from marketplace.cooperatives.queries import cooperative
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import DomainError
from marketplace.core.qr import qr_code
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.till import papers, queries
from marketplace.pardis.till.day import day_of
from marketplace.pardis.till.forms import ReturnForm, return_form
from marketplace.pardis.till.models import CounterSale
from marketplace.pardis.till.services import returning
from marketplace.pardis.till.services.returning import Reckoning
from marketplace.pardis.till.words import WORDS

bp = Blueprint("receipts", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/till/receipts")
P = Permission


@bp.get("/")
@requires(P.TILL_READ)
def find() -> ResponseReturnValue:
    """The slip whose number somebody types or scans."""
    number = to_latin(request.args.get("number", "")).strip()
    if queries.is_slip(number):
        return redirect(url_for(".show", number=number))
    flash(_("No slip has this number."), "bad")
    return redirect(url_for("till.index"))


@bp.get("/<number>")
@requires(P.TILL_READ)
def show(number: str) -> ResponseReturnValue:
    sale = queries.sale(number)
    return render_template(
        "till/receipt.html",
        sale=sale,
        seller=cooperative(CENTRE),
        tax=queries.tax(day_of(sale.sold_at)),
        returns=queries.returns_of(sale.id),
        qr=qr_code(sale.number),
        may_sell=me().may(P.TILL_SELL),
        **WORDS,
    )


@bp.get("/<number>/slip.pdf")
@requires(P.TILL_READ)
def paper(number: str) -> ResponseReturnValue:
    sale = queries.sale(number)
    made = papers.receipt(sale, cooperative(CENTRE), queries.tax(day_of(sale.sold_at)))
    response = Response(made, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=f"{sale.number}.pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.route("/<number>/back", methods=["GET", "POST"])
@requires(P.TILL_SELL)
def back(number: str) -> ResponseReturnValue:
    sale = queries.sale(number)
    form = return_form(sale, queries.tills_that_take_back())
    if form.validate_on_submit():
        try:
            if request.form.get("act") == "reckon":
                return _back(sale, form, returning.reckon(sale, form.back(""), me()))
            with transaction():
                till = queries.locked_till(form.till.data)
                shift = queries.open_shift(till.id)
                wish = form.back(shift.number if shift else "")
                returning.take_back(till, queries.sale(number), wish, me())
            flash(_("It is taken back."), "ok")
            return redirect(url_for(".show", number=number))
        except DomainError as refused:
            field = getattr(refused, "field", "") or ""
            form.refuse({"sku": "other", "goods": "other"}.get(field, field), refused.message)
            return _back(queries.sale(number), form), refused.status
    return _back(sale, form), 422 if form.errors else 200


def _back(sale: CounterSale, form: ReturnForm, sums: Reckoning | None = None) -> str:
    return render_template("till/back.html", sale=sale, form=form, sums=sums, **WORDS)
