"""Orders as their buyers and the money see them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts import tokens
from marketplace.accounts.models import User
from marketplace.config import settings
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.orders.models import (
    ComplianceCheck,
    Order,
    OrderEvent,
    OrderGroup,
    OrderLine,
    OrderMessage,
    OrderState,
    Parcel,
    ParcelLine,
    ParcelState,
)
from marketplace.payments.models import BY_ITSELF, Payment, PaymentState, Proof

PURPOSE, GROUP_PURPOSE = "order", "order-group"
MOST = 200


def token_of(order: Order) -> str:
    """What opens an order's page for whoever has it."""
    return tokens.sign(PURPOSE, order.number)


def order_url(order: Order, lang: str | None = None) -> str:
    """The path of the buyer's page of an order, in her language."""
    return url_for("orders.show", token=token_of(order), lang=lang or order.group.locale)


def group_url(checkout_key: str, lang: str) -> str:
    """The path of the page that lists what came of a checkout, in a language."""
    return url_for("orders.thanks", token=tokens.sign(GROUP_PURPOSE, checkout_key), lang=lang)


def order_by_token(token: str) -> Order:
    """The order that a signed link opens, with all that its page shows."""
    return _one(_whole().where(Order.number == str(tokens.read(PURPOSE, token))))


def group_by_token(token: str) -> OrderGroup:
    key = str(tokens.read(GROUP_PURPOSE, token))
    found = db.session.scalar(
        select(OrderGroup)
        .where(OrderGroup.checkout_key == key)
        .options(
            selectinload(OrderGroup.orders).options(
                joinedload(Order.cooperative), joinedload(Order.payment)
            )
        )
    )
    if found is None:
        raise NotFound
    return found


def group_of_key(checkout_key: str) -> OrderGroup | None:
    """What came of a checkout, if anything has."""
    return db.session.scalar(select(OrderGroup).where(OrderGroup.checkout_key == checkout_key))


def orders_of(user: User, most: int = MOST) -> Sequence[Order]:
    """What somebody ordered, newest first, no more than `most`."""
    return db.session.scalars(
        _listed()
        .join(Order.group)
        .where(OrderGroup.user_id == user.id)
        .order_by(Order.id.desc())
        .limit(most)
    ).all()


def order_of(user: User, number: str) -> Order:
    """An order of her own; a stranger's does not exist."""
    return _one(
        _whole().join(Order.group).where(Order.number == number, OrderGroup.user_id == user.id)
    )


def waiting_beside(order: Order) -> Sequence[Order]:
    """Orders that were placed together with this one and still wait for their payment."""
    return db.session.scalars(
        select(Order)
        .where(
            Order.group_id == order.group_id,
            Order.id != order.id,
            Order.state == OrderState.PLACED,
        )
        .options(joinedload(Order.group))
        .order_by(Order.id)
    ).all()


def locked_order(order_id: int) -> Order:
    """The order as it stands now, held until the transaction ends."""
    return db.session.scalars(
        select(Order)
        .where(Order.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def locked_orders_of_payment(payment_id: int) -> Sequence[Order]:
    """The orders one payment pays for, held until the transaction ends, in the order of ids.
    Whoever calls holds the payment: payments are locked before orders, orders before stock."""
    return db.session.scalars(
        select(Order)
        .where(Order.payment_id == payment_id)
        .order_by(Order.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def orders_of_payment(payment_id: int) -> Sequence[Order]:
    return db.session.scalars(
        select(Order)
        .where(Order.payment_id == payment_id)
        .options(joinedload(Order.group))
        .order_by(Order.id)
    ).all()


def lapsed(at: datetime | None = None) -> Sequence[int]:
    """Orders whose pieces were held long enough: nothing came, or a part came and the rest did
    not for as long again, or nobody decided whether it may be sent. Those paid by card end when the
    card company says that nobody paid."""
    at = at or now()
    again = at - timedelta(days=settings().transfer_hold_days)
    by_bank = (Order.state == OrderState.PLACED) & (Payment.gateway != BY_ITSELF)
    return db.session.scalars(
        select(Order.id)
        .outerjoin(Order.payment)
        .where(
            or_(
                (Order.state == OrderState.HELD) & (Order.reserved_until < at),
                by_bank & (Payment.state == PaymentState.EXPECTED) & (Order.reserved_until < at),
                by_bank
                & (Payment.state == PaymentState.PARTLY_PAID)
                & (Order.reserved_until < again),
            ),
        )
        .order_by(Order.id)
    ).all()


def events_of(order: Order) -> Sequence[OrderEvent]:
    """What its buyer may see of an order's timeline."""
    return db.session.scalars(
        select(OrderEvent)
        .where(OrderEvent.order_id == order.id, OrderEvent.public)
        .order_by(OrderEvent.id)
    ).all()


def checks_of(order_id: int) -> Sequence[ComplianceCheck]:
    """What was found and decided about a held order, first to last."""
    return db.session.scalars(
        select(ComplianceCheck)
        .where(ComplianceCheck.order_id == order_id)
        .options(joinedload(ComplianceCheck.by))
        .order_by(ComplianceCheck.id)
    ).all()


def messages_of(order: Order) -> Sequence[OrderMessage]:
    return db.session.scalars(
        select(OrderMessage).where(OrderMessage.order_id == order.id).order_by(OrderMessage.id)
    ).all()


def parcels_of(order: Order) -> Sequence[Parcel]:
    return db.session.scalars(
        select(Parcel)
        .where(Parcel.order_id == order.id, Parcel.state != ParcelState.UNPACKED)
        .options(selectinload(Parcel.lines).joinedload(ParcelLine.order_line))
        .order_by(Parcel.position)
    ).all()


def sent_this_month(email: str, country: str, currency: str) -> Money:
    """The goods that somebody has already ordered this month to a country, for rules that count so."""
    total = db.session.scalar(
        select(func.coalesce(func.sum(Order.goods_minor), 0))
        .join(Order.group)
        .where(
            OrderGroup.email == email,
            OrderGroup.country == country,
            Order.created_at >= today().replace(day=1),
            Order.currency == currency,
            Order.state != OrderState.CANCELLED,
        )
    )
    return Money(int(total or 0), currency)


def _listed() -> Select[Order]:
    return select(Order).options(
        joinedload(Order.group),
        joinedload(Order.cooperative),
        joinedload(Order.payment),
        selectinload(Order.lines).joinedload(OrderLine.picture),
    )


def _whole() -> Select[Order]:
    return _listed().options(
        joinedload(Order.payment).selectinload(Payment.proofs).joinedload(Proof.file),
        joinedload(Order.payment).selectinload(Payment.receipts),
    )


def _one(statement: Select[Order]) -> Order:
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found
