"""The treasurer's page for giving back what a buyer paid: some pieces, the shipping, or all of it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.forms import Form, Required, WholeNumberField
from marketplace.localisation.formats import format_money
from marketplace.localisation.languages import LANGUAGE_PREFIX, local_text
from marketplace.orders.fulfilment import cancelling, refunding
from marketplace.orders.fulfilment import queries as orders
from marketplace.orders.fulfilment.refunding import Left, Wish
from marketplace.orders.models import Order, OrderState

bp = Blueprint("office_refunds", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/orders")
WHOLE = {OrderState.PAID, OrderState.CONFIRMED}
"""Orders of which nothing has left, so that all is given back by calling them off."""


class RefundForm(Form):
    """One field for the pieces of each line comes on top: `line-<id>`."""

    shipping = BooleanField(_l("The shipping too"))
    reason = TextAreaField(_l("Reason, as the buyer will read it"), [Required(), Length(max=300)])
    seen = HiddenField()

    def wish(self, order: Order) -> Wish:
        pieces = {line.id: self[f"line-{line.id}"].data or 0 for line in order.lines}
        seen = str(self.seen.data or "")
        known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else -1
        return Wish(pieces, bool(self.shipping.data), self.reason.data, known)


@bp.route("/<number>/refund", methods=["GET", "POST"])
@requires(Permission.PAYMENT_RECORD)
def give_back(number: str) -> ResponseReturnValue:
    scope = my_scope(Permission.PAYMENT_RECORD)
    order = orders.order(number, scope)
    form = _form(order, refunding.left_of(order))
    if not form.is_submitted():
        return _page(order, form)
    if not form.validate():
        return _page(order, form, 422)
    try:
        with transaction():
            said = _give(orders.locked_with_payment(number, scope), form)
    except (Conflict, Invalid) as refusal:
        form.refuse(None, refusal)
        return _page(orders.order(number, scope), form, int(refusal.status))
    flash(said, "ok")
    return redirect(url_for("transfers.refunds"), 303)


def _give(order: Order, form: RefundForm) -> str:
    if request.form.get("act") == "whole":
        if order.state not in WHOLE:
            raise Conflict(_("Parcels of this order have left. Give back its pieces instead."))
        cancelling.cancel(order, form.reason.data, me())
        return str(
            _("Order %(number)s is cancelled. The buyer has been told.", number=order.number)
        )
    refund = refunding.give_back(order, form.wish(order), me())
    return str(_("%(sum)s is owed to the buyer.", sum=format_money(refund.amount)))


def _form(order: Order, left: Left) -> RefundForm:
    fields: dict[str, Any] = {
        f"line-{line.id}": WholeNumberField(
            str(local_text(line.titles)), [Optional()], least=0, most=left.pieces[line.id]
        )
        for line in order.lines
    }
    made: type[RefundForm] = type("RefundOfOrderForm", (RefundForm,), fields)
    return made(data={"seen": str(left.seen)})


def _page(order: Order, form: RefundForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "office_orders/refund.html",
        order=order,
        form=form,
        left=refunding.left_of(order),
        sold=refunding.sold(order),
        whole=order.state in WHOLE,
    )
    return page, status
