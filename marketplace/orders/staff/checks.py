"""Orders under review: what is known about the buyer, and two people who release or one who refuses."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, my_scope, requires
from marketplace.accounts.models import Scope
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.localisation import addresses
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.orders import holding
from marketplace.orders import queries as buyers
from marketplace.orders.fulfilment import queries as orders
from marketplace.orders.models import CheckStep, ComplianceCheck, Order, OrderState
from marketplace.orders.staff import queries, words
from marketplace.orders.staff.forms import ProposeForm, ReasonForm, ReleaseForm
from marketplace.orders.staff.queries import Search

bp = Blueprint("office_checks", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office")


@bp.get("/checks")
@requires(Permission.ORDER_RELEASE)
def index() -> ResponseReturnValue:
    """The list of orders, narrowed to those that are held."""
    return redirect(url_for("office_orders.board", state=OrderState.HELD.value))


@bp.get("/orders/<number>/check")
@requires(Permission.ORDER_READ)
def show(number: str) -> ResponseReturnValue:
    return _page(orders.order(number, my_scope(Permission.ORDER_READ)))


@bp.post("/orders/<number>/check/propose")
@requires(Permission.ORDER_RELEASE)
def propose(number: str) -> ResponseReturnValue:
    form = ProposeForm()
    if not form.validate_on_submit():
        return _page(orders.order(number, _deciding()), proposing=form), 422
    with transaction():
        holding.propose(orders.locked_order(number, _deciding()), form.finding(), me())
    flash(_("Noted. A second person confirms the release of %(number)s.", number=number))
    return _back(number)


@bp.post("/orders/<number>/check/release")
@requires(Permission.ORDER_RELEASE)
def release(number: str) -> ResponseReturnValue:
    form = ReleaseForm(prefix="release")
    if not form.validate_on_submit():
        return _page(orders.order(number, _deciding()), releasing=form), 422
    with transaction():
        holding.release(orders.locked_order(number, _deciding()), form.reason.data, me())
    flash(_("Order %(number)s is released. The buyer has been asked to pay.", number=number))
    return _back(number)


@bp.post("/orders/<number>/check/refuse")
@requires(Permission.ORDER_RELEASE)
def refuse(number: str) -> ResponseReturnValue:
    form = ReasonForm(prefix="refuse")
    if not form.validate_on_submit():
        return _page(orders.order(number, _deciding()), refusing=form), 422
    with transaction():
        holding.refuse(orders.locked_order(number, _deciding()), form.reason.data, me())
    flash(_("Order %(number)s is refused. The buyer has been told.", number=number))
    return _back(number)


def _page(
    order: Order,
    *,
    proposing: ProposeForm | None = None,
    releasing: ReleaseForm | None = None,
    refusing: ReasonForm | None = None,
) -> str:
    checks = {check.step: check for check in buyers.checks_of(order.id)}
    address = orders.address_of(order)
    return render_template(
        "office_orders/check.html",
        order=order,
        checks=checks,
        proposal=checks.get(CheckStep.PROPOSED),
        known_on=_known_on(checks.get(CheckStep.OPENED)),
        proposing=proposing or ProposeForm(),
        releasing=releasing or ReleaseForm(prefix="release"),
        refusing=refusing or ReasonForm(prefix="refuse"),
        failed=proposing or releasing or refusing,
        address=addresses.lines_of(address) if address else [],
        earlier=queries.page(_reading(), Search(words=order.group.email), 1).rows,
        may_decide=me().may(Permission.ORDER_RELEASE, order.cooperative_id),
        me=me(),
        words=words,
    )


def _known_on(opened: ComplianceCheck | None) -> date | None:
    """The newest day of the rules that held when it was placed."""
    days = opened.policy.get("as_of") if opened else None
    return date.fromisoformat(max(days)) if days else None


def _reading() -> Scope:
    return my_scope(Permission.ORDER_READ)


def _deciding() -> Scope:
    return my_scope(Permission.ORDER_RELEASE)


def _back(number: str) -> ResponseReturnValue:
    return redirect(url_for("office_orders.order", number=number), 303)
