"""The cooperative's orders: the board, the list, one order and what is done with it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.desk.looking import look_at
from marketplace.localisation import addresses
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.orders.fulfilment import cancelling, handling, papers
from marketplace.orders.fulfilment import queries as orders
from marketplace.orders.models import Order, OrderState, ParcelState
from marketplace.orders.staff import queries, words
from marketplace.orders.staff.customs import kinds_of
from marketplace.orders.staff.forms import MessageForm, ReasonForm
from marketplace.orders.staff.queries import Search
from marketplace.orders.staff.tables import ORDERS, search_in

bp = Blueprint("office_orders", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/orders")


@bp.get("")
@requires(Permission.ORDER_READ)
def board() -> ResponseReturnValue:
    look = look_at(ORDERS)
    if look.elsewhere:
        return redirect(look.elsewhere)
    scope, search = my_scope(Permission.ORDER_READ), search_in(look.filters)
    as_list = request.args.get("view") == "list" or search.state is not None
    number = request.args.get("page", "1")
    page = queries.page(scope, search, int(number) if number.isdecimal() else 1)
    return render_template(
        "office_orders/board.html",
        columns={} if as_list else queries.board(scope, search),
        counts=queries.counts(scope, Search(search.words, search.country)),
        page=page,
        look=look,
        as_list=as_list,
        search=search,
        destinations=queries.destinations(scope),
        words=words,
        smallest=queries.smallest,
        now=now,
    )


@bp.get("/<number>")
@requires(Permission.ORDER_READ)
def order(number: str) -> ResponseReturnValue:
    return show_order(orders.order(number, my_scope(Permission.ORDER_READ)), MessageForm())


@bp.post("/<number>/buyer")
@requires(Permission.ORDER_READ)
def show_buyer(number: str) -> ResponseReturnValue:
    """The same page with the buyer's address and numbers whole; the trail keeps who saw them."""
    found = orders.order(number, my_scope(Permission.ORDER_READ))
    with transaction():
        audit.record(me(), "personal-data.shown", found, scope_id=found.cooperative_id)
    return show_order(found, MessageForm(), shown=True)


@bp.post("/<number>/confirm")
@requires(Permission.ORDER_MANAGE)
def confirm(number: str) -> ResponseReturnValue:
    with transaction():
        handling.confirm(orders.locked_order(number, _managing()), me())
    flash(_("Order %(number)s is confirmed. Pack it next.", number=number))
    return redirect(url_for("office_orders.order", number=number))


@bp.post("/<number>/messages")
@requires(Permission.ORDER_MANAGE)
def answer(number: str) -> ResponseReturnValue:
    form = MessageForm()
    if not form.validate_on_submit():
        return show_order(orders.order(number, _managing()), form), 422
    with transaction():
        handling.answer(orders.locked_order(number, _managing()), form.text.data, me())
    flash(_("Your answer has been sent to the buyer."))
    return redirect(url_for("office_orders.order", number=number) + "#messages")


@bp.get("/<number>/cancel")
@requires(Permission.ORDER_MANAGE)
def cancellation(number: str) -> ResponseReturnValue:
    order = orders.order(number, _managing())
    return render_template("office_orders/cancel.html", order=order, form=ReasonForm())


@bp.post("/<number>/cancel")
@requires(Permission.ORDER_MANAGE)
def cancel(number: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        order = orders.order(number, _managing())
        return render_template("office_orders/cancel.html", order=order, form=form), 422
    with transaction():
        cancelling.cancel(orders.locked_with_payment(number, _managing()), form.reason.data, me())
    flash(_("Order %(number)s is cancelled. The buyer has been told.", number=number))
    return redirect(url_for("office_orders.order", number=number))


def _lines(address: addresses.Address, shown: bool) -> list[str]:
    lines = addresses.lines_of(address)
    return lines if shown else [lines[0], f"…, {address.city}", lines[-1]]


def show_order(order: Order, form: MessageForm, *, shown: bool = False) -> str:
    """The page of an order, whichever form on it is being answered. Unless `shown`, it says of the
    buyer's address only where it is."""
    parcels = orders.parcels_of(order.id)
    left = orders.left_to_pack(order, parcels)
    closed = [parcel for parcel in parcels if parcel.state is not ParcelState.UNPACKED]
    address = orders.address_of(order)
    return render_template(
        "office_orders/order.html",
        order=order,
        parcels=closed,
        papers=papers.papers_of_all(closed),
        left=left,
        kinds=kinds_of(order),
        address=_lines(address, shown) if address else [],
        shown=shown,
        steps=words.timeline(order, list(orders.events_of(order.id))),
        messages=orders.messages_of(order.id),
        form=form,
        words=words,
        may={permission: me().may(permission, order.cooperative_id) for permission in Permission},
        P=Permission,
        S=OrderState,
    )


def _managing() -> Scope:
    return my_scope(Permission.ORDER_MANAGE)
