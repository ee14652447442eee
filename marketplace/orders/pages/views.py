"""The buyer's pages of an order. A signed link opens them; a signed-in person has hers in a list."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import in_her_calendar, me, public, signed_in, visitor
from marketplace.accounts.models import User
from marketplace.compliance.duties import Charges
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.forms import Form
from marketplace.core.limits import limiter
from marketplace.localisation.addresses import Address, lines_of
from marketplace.localisation.languages import LANGUAGE_PREFIX, language
from marketplace.media.documents import read_document
from marketplace.orders import cancelling, queries
from marketplace.orders.models import Order, OrderState
from marketplace.orders.pages import services, words
from marketplace.orders.pages.forms import CancelForm, MessageForm, ProofForm
from marketplace.orders.pages.words import ListedOrder
from marketplace.payments.gateways import Redirect, gateways
from marketplace.payments.models import BY_ITSELF
from marketplace.payments.queries import OPEN, refunds_of

LATEST = 3
bp = Blueprint("orders", __name__, url_prefix=LANGUAGE_PREFIX)
bp.before_request(in_her_calendar)


@bp.get("/orders")
@signed_in
def mine() -> ResponseReturnValue:
    return render_template("orders/mine.html", orders=_listed(queries.orders_of(me())))


def latest_of(user: User) -> list[ListedOrder]:
    """What somebody ordered last, for the first page of her account."""
    return _listed(queries.orders_of(user, LATEST))


def _listed(orders: Sequence[Order]) -> list[ListedOrder]:
    return [words.listed(order, queries.order_url(order, language())) for order in orders]


@bp.get("/orders/<number>")
@signed_in
def own(number: str) -> ResponseReturnValue:
    """The page of an order of hers, by its number."""
    return redirect(queries.order_url(queries.order_of(me(), number), language()))


@bp.get("/thanks/<token>")
@public
def thanks(token: str) -> ResponseReturnValue:
    """What was ordered, and what is to be paid to whom."""
    group = queries.group_by_token(token)
    links = {order.id: queries.order_url(order, language()) for order in group.orders}
    return _private(
        render_template("orders/thanks.html", group=group, links=links, payable=_payable)
    )


@bp.get("/order/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    return _page(queries.order_by_token(token), token)


@bp.post("/order/<token>/message")
@public
@limiter.limit("30 per hour")
def ask(token: str) -> ResponseReturnValue:
    order, form = queries.order_by_token(token), MessageForm()
    if not form.validate():
        return _page(order, token, message=form, status=422)
    with transaction():
        services.ask(order, form.text.data, visitor())
    flash(_("Your message is with the cooperative. The answer comes by e-mail and stands here."))
    return redirect(url_for("orders.show", token=token), 303)


@bp.post("/order/<token>/proof")
@public
@limiter.limit("30 per hour")
def prove(token: str) -> ResponseReturnValue:
    """What she shows of her transfer. A message that she has half typed comes along and stays."""
    order, form = queries.order_by_token(token), ProofForm()
    try:
        if not form.validate():
            return _page(order, token, proof=form, status=422)
        proof = read_document(form.file.data)
    except Invalid as refusal:
        form.refuse(refusal.field, refusal)
        return _page(order, token, proof=form, status=422)
    with transaction():
        services.show_proof(order, proof, visitor())
    flash(_("Your proof has arrived. The treasurer compares it with the bank's statement."))
    if MessageForm().text.data:  # not sent yet, and lost on the way to another page
        return _page(queries.order_by_token(token), token)
    return redirect(url_for("orders.show", token=token), 303)


@bp.post("/order/<token>/pay")
@public
@limiter.limit("60 per hour")
def pay(token: str) -> ResponseReturnValue:
    """To the page of the gateway it was ordered with."""
    order = queries.order_by_token(token)
    back = url_for("orders.show", token=token)
    if order.payment is None or not _payable(order):
        return redirect(back, 303)
    begun = gateways()[order.payment.gateway].begin(order.payment, back)
    return redirect(begun.url if isinstance(begun, Redirect) else back, 303)


@bp.route("/order/<token>/cancel", methods=["GET", "POST"])
@public
@limiter.limit("30 per hour", methods=["POST"])
def cancel(token: str) -> ResponseReturnValue:
    """A page of its own that says what follows."""
    order, form = queries.order_by_token(token), CancelForm()
    if order.state is OrderState.CANCELLED:
        return redirect(url_for("orders.show", token=token), 303)
    if order.state not in cancelling.UNPAID:
        raise Conflict(
            _("This order has been paid. Write to the cooperative if it is not to come.")
        )
    if form.is_submitted() and form.validate():
        reason = form.reason.data or str(_("Cancelled by the buyer"))
        with transaction():
            cancelling.cancel(order.id, reason, visitor())
        flash(_("Order %(number)s is cancelled. Its pieces are free again.", number=order.number))
        return redirect(url_for("orders.show", token=token), 303)
    page = render_template("orders/cancel.html", order=order, token=token, form=form)
    return _private(page, 422 if form.is_submitted() else 200)


def _page(
    order: Order,
    token: str,
    *,
    message: Form | None = None,
    proof: Form | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    events = queries.events_of(order)
    shown: dict[str, Any] = {
        "message_form": message or MessageForm(),
        "proof_form": proof or ProofForm(),
        "steps": words.timeline(order, events),
        "marks": words.marks(events),
        "headline": words.HEADLINES[order.state],
        "parcels": queries.parcels_of(order),
        "messages": queries.messages_of(order),
        "refunds": refunds_of(order.payment_id) if order.payment_id else [],
        "charges": Charges.from_json(order.charges) if order.charges else None,
        "address": lines_of(Address.from_json(order.group.address)),
        "payable": _payable(order),
        "beside": [
            (other.number, queries.order_url(other, language()))
            for other in (queries.waiting_beside(order) if order.paid_at else [])
        ],
        "awaited": bool(order.payment and order.payment.state in OPEN),
    }
    return _private(render_template("orders/show.html", order=order, token=token, **shown), status)


def _payable(order: Order) -> bool:
    """Whether its gateway has a page where it can be paid, and something is still to pay."""
    payment = order.payment
    if payment is None or payment.state not in OPEN:
        return False
    if payment.gateway == BY_ITSELF and payment.due_at <= now():
        return False
    return payment.gateway != "transfer" and payment.gateway in gateways()


def _private(page: str, status: int = 200) -> ResponseReturnValue:
    return page, status, {"Cache-Control": "private, no-store"}
