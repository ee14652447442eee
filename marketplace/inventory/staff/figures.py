"""What stock is worth, what sells and what does not, what is to be ordered; labels, and finding."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.calendars import TEHRAN, typed_day
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.inventory import charts, queries, services
from marketplace.inventory.forms import OWNERS
from marketplace.inventory.forms.store import LeastForm
from marketplace.inventory.labels import MOST, label_sheet
from marketplace.inventory.models import StockItem
from marketplace.inventory.scanning import code_in
from marketplace.localisation.languages import LANGUAGE_PREFIX

bp = Blueprint("stock_figures", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/stock")
READ, WRITE = Permission.STOCK_READ, Permission.STOCK_WRITE
TIMES = (30, 90, 180, 365)


@bp.get("/value")
@requires(READ)
def value() -> ResponseReturnValue:
    """By owner and place, on any day."""
    day = _day(request.args.get("on", ""))
    rows = queries.value_on(my_scope(READ), day)
    return render_template(
        "stock/value.html",
        day=day,
        rows=rows,
        chart=charts.by_place(rows),
        totals=charts.totals(rows),
        owners=OWNERS,
    )


@bp.get("/turnover")
@requires(READ)
def turnover() -> ResponseReturnValue:
    asked = to_latin(request.args.get("days", ""))
    days = int(asked) if asked in {str(time) for time in TIMES} else 90
    return render_template(
        "stock/turnover.html",
        days=days,
        times=TIMES,
        turns=queries.turnover(my_scope(READ), days),
        slow=queries.slow_movers(my_scope(READ), days),
    )


@bp.get("/reorder")
@requires(READ)
def reorder() -> ResponseReturnValue:
    return render_template("stock/reorder.html", rows=queries.watched(my_scope(READ)))


@bp.route("/<int:stock_item_id>/least", methods=["GET", "POST"])
@requires(WRITE)
def least(stock_item_id: int) -> ResponseReturnValue:
    """How few may be left."""
    item = queries.item_in(my_scope(WRITE), stock_item_id)
    owner = item.location.cooperative_id
    form = LeastForm(data={"least": queries.least_of(item.variant_id, owner)})
    if form.validate_on_submit():
        with transaction():
            services.set_reorder_point(item.variant, owner, form.least.data or 0, me())
        flash(_("It is watched.") if form.least.data else _("It is watched no longer."), "ok")
        return redirect(url_for(".reorder"))
    page = render_template("stock/least.html", item=item, form=form)
    return page, 422 if form.errors else 200


@bp.get("/find")
@requires(READ)
def find() -> ResponseReturnValue:
    """To the piece whose label was scanned; where its code is unknown, to a search."""
    code = code_in(request.args.get("code", ""))
    found = queries.items_with_code(my_scope(READ), code) if code else []
    if found:
        return redirect(url_for("stock.item", stock_item_id=found[0].id))
    if code:
        return redirect(url_for("stock.items", q=code))
    return render_template("stock/find.html")


@bp.get("/labels.pdf")
@requires(READ)
def labels_of() -> ResponseReturnValue:
    """A sheet for items that were chosen one by one."""
    asked = [text for text in request.args.getlist("item") if text.isascii() and text.isdigit()]
    ids = [int(text) for text in asked[:MOST] if len(text) < 10]
    return _sheet(queries.items_to_print(my_scope(READ), ids, MOST), "labels.pdf")


@bp.get("/places/<int:location_id>/labels.pdf")
@requires(READ)
def labels(location_id: int) -> ResponseReturnValue:
    """A sheet for a place and all that lies in it."""
    place = queries.location_in(my_scope(READ), location_id)
    items = queries.items_to_label(my_scope(READ), place.id, MOST)
    return _sheet(items, f"labels-{place.code}.pdf")


def _sheet(items: Sequence[StockItem], name: str) -> Response:
    response = Response(label_sheet(items), content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def _day(text: str) -> date:
    """The day that was asked for; today where it is none, or still to come."""
    present = now().astimezone(TEHRAN).date()
    try:
        return min(typed_day(text), present)
    except ValueError:
        return present
