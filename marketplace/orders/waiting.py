"""What waits on whoever checks, confirms, packs and sends orders."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.desk.waiting import Question
from marketplace.orders.models import (
    CheckStep,
    ComplianceCheck,
    Order,
    OrderState,
    Parcel,
    ParcelState,
)

P = Permission


def _orders(*states: OrderState) -> Callable[[User, Scope], Any]:
    return lambda _user, scope: select(Order.created_at).where(
        Order.state.in_(states), scope.clause(Order.cooperative_id)
    )


def _held(user: User, scope: Scope) -> Any:
    """Who proposed a release does not confirm it, so that does not wait on her."""
    hers = select(ComplianceCheck.order_id).where(
        ComplianceCheck.step == CheckStep.PROPOSED, ComplianceCheck.by_id == user.id
    )
    return _orders(OrderState.HELD)(user, scope).where(Order.id.not_in(hers))


def _parcels(_user: User, scope: Scope) -> Any:
    return (
        select(Parcel.created_at)
        .join(Parcel.order)
        .where(Parcel.state == ParcelState.PACKED, scope.clause(Order.cooperative_id))
    )


QUESTIONS: Sequence[Question] = (
    Question(
        P.ORDER_RELEASE,
        "office_checks.index",
        lambda n: ngettext(
            "order to check before it can be paid", "orders to check before they can be paid", n
        ),
        _("Check"),
        _held,
        timedelta(days=3),
    ),
    Question(
        P.ORDER_MANAGE,
        "office_orders.board",
        lambda n: ngettext("order to confirm", "orders to confirm", n),
        _("Confirm"),
        _orders(OrderState.PAID),
        timedelta(days=2),
    ),
    Question(
        P.ORDER_SHIP,
        "office_orders.board",
        lambda n: ngettext("order to pack", "orders to pack", n),
        _("Pack"),
        _orders(OrderState.CONFIRMED, OrderState.PARTLY_SHIPPED),
        timedelta(days=7),
    ),
    Question(
        P.ORDER_SHIP,
        "office_orders.board",
        lambda n: ngettext("parcel to send", "parcels to send", n),
        _("Send"),
        _parcels,
        timedelta(days=3),
    ),
)
