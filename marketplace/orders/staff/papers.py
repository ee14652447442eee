"""A parcel with its papers: what is there, what keeps it here, and putting papers there."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Invalid, NotFound
from marketplace.localisation import addresses
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.media.documents import Document, read_document
from marketplace.media.views import send_private
from marketplace.orders.fulfilment import papers, queries
from marketplace.orders.models import Parcel, ParcelState
from marketplace.orders.staff import words
from marketplace.orders.staff.customs import kinds_in
from marketplace.orders.staff.forms import PaperForm

bp = Blueprint("office_papers", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/parcels")


@bp.get("/<number>")
@requires(Permission.ORDER_READ)
def parcel(number: str) -> ResponseReturnValue:
    found = queries.parcel(number, my_scope(Permission.ORDER_READ))
    order = found.order
    address = queries.address_of(order)
    return render_template(
        "office_orders/parcel.html",
        parcel=found,
        order=order,
        papers=papers.papers_of(found),
        kinds=kinds_in(found),
        city=addresses.lines_of(address)[-1] if address else "",
        steps=words.timeline_of_parcel(found, list(queries.events_of(order.id))),
        waits=found.state is ParcelState.PACKED,
        may_ship=me().may(Permission.ORDER_SHIP, order.cooperative_id),
        words=words,
    )


@bp.get("/<number>/papers/<code>")
@requires(Permission.ORDER_SHIP)
def paper(number: str, code: str) -> ResponseReturnValue:
    return _page(queries.parcel(number, _shipping()), code, PaperForm())


@bp.post("/<number>/papers/<code>")
@requires(Permission.ORDER_SHIP)
def put(number: str, code: str) -> ResponseReturnValue:
    """Put it there, with its file or number, or tick it off."""
    form = PaperForm()
    try:
        if not form.validate():
            return _page(queries.parcel(number, _shipping()), code, form), 422
        file = _file(form)
        with transaction():
            found = queries.locked_parcel(number, _shipping())
            papers.put(found, code, form.reference.data or "", file, me())
    except Invalid as refusal:
        form.refuse(refusal.field, refusal)
        return _page(queries.parcel(number, _shipping()), code, form), 422
    flash(_("Noted."), "ok")
    return _back(number)


@bp.post("/<number>/papers/<code>/take-back")
@requires(Permission.ORDER_SHIP)
def take_back(number: str, code: str) -> ResponseReturnValue:
    with transaction():
        papers.take_back(queries.locked_parcel(number, _shipping()), code, me())
    flash(_("Taken back. The paper can be put there anew."))
    return _back(number)


@bp.get("/<number>/papers/<code>/file")
@requires(Permission.ORDER_READ)
def file(number: str, code: str) -> ResponseReturnValue:
    found = queries.parcel(number, my_scope(Permission.ORDER_READ))
    document = papers.paper_of(found, code).document
    if document is None or document.file is None:
        raise NotFound
    return send_private(document.file)


def _file(form: PaperForm) -> Document | None:
    """What was attached, if anything was."""
    sent = form.file.data
    return read_document(sent) if sent and sent.filename else None


def _shipping() -> Scope:
    return my_scope(Permission.ORDER_SHIP)


def _back(number: str) -> ResponseReturnValue:
    return redirect(url_for("office_papers.parcel", number=number) + "#papers", 303)


def _page(found: Parcel, code: str, form: PaperForm) -> str:
    wanted = papers.paper_of(found, code)
    return render_template("office_orders/paper.html", parcel=found, paper=wanted, form=form)
