"""Orders as the people see them who pack and send; always within the cooperatives of a scope."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Scope
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.localisation.addresses import Address
from marketplace.orders.models import (
    Order,
    OrderEvent,
    OrderGroup,
    OrderLine,
    OrderMessage,
    Parcel,
    ParcelLine,
    ParcelState,
)
from marketplace.payments import queries as payments


def locked_order(number: str, scope: Scope) -> Order:
    """The order, held until the transaction ends."""
    found = db.session.scalar(
        select(Order)
        .where(Order.number == number, scope.clause(Order.cooperative_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def locked_with_payment(number: str, scope: Scope) -> Order:
    """The order and, before it, its payment, in the order in which arriving money locks them."""
    payment_id = db.session.scalar(
        select(Order.payment_id).where(Order.number == number, scope.clause(Order.cooperative_id))
    )
    if payment_id:
        payments.locked_payment(payment_id)
    return locked_order(number, scope)


def locked_parcel(number: str, scope: Scope) -> Parcel:
    """The parcel, its order held until the transaction ends."""
    order_number = db.session.scalar(
        select(Order.number)
        .join(Parcel, Parcel.order_id == Order.id)
        .where(Parcel.number == number)
    )
    order = locked_order(order_number or "", scope)
    return next(parcel for parcel in parcels_of(order.id) if parcel.number == number)


def order(number: str, scope: Scope) -> Order:
    """The order with everything its page shows."""
    found = db.session.scalar(
        _whole().where(Order.number == number, scope.clause(Order.cooperative_id))
    )
    if found is None:
        raise NotFound
    return found


def parcel(number: str, scope: Scope) -> Parcel:
    """One parcel with its order."""
    found = db.session.scalar(
        select(Parcel)
        .join(Parcel.order)
        .where(Parcel.number == number, scope.clause(Order.cooperative_id))
        .options(
            joinedload(Parcel.order).joinedload(Order.group),
            selectinload(Parcel.lines).joinedload(ParcelLine.order_line),
        )
    )
    if found is None:
        raise NotFound
    return found


def _whole() -> Select[Order]:
    return select(Order).options(
        joinedload(Order.group).joinedload(OrderGroup.user),
        joinedload(Order.cooperative),
        joinedload(Order.payment),
        selectinload(Order.lines).joinedload(OrderLine.picture),
        selectinload(Order.lines).joinedload(OrderLine.artisan),
    )


def parcels_of(order_id: int) -> list[Parcel]:
    """All parcels of an order, as the database has them now, first to last."""
    return list(
        db.session.scalars(
            select(Parcel)
            .where(Parcel.order_id == order_id)
            .options(selectinload(Parcel.lines).joinedload(ParcelLine.order_line))
            .order_by(Parcel.position)
            .execution_options(populate_existing=True)
        )
    )


def next_position(parcels: Iterable[Parcel]) -> int:
    """Numbers are not given twice, not even that of a parcel that was unpacked."""
    return max((parcel.position for parcel in parcels), default=0) + 1


def pieces(parcels: Iterable[Parcel], states: Collection[ParcelState]) -> dict[int, int]:
    """Pieces by order line in the parcels of these states."""
    sums: Counter[int] = Counter()
    for parcel in parcels:
        if parcel.state in states:
            for line in parcel.lines:
                sums[line.order_line_id] += line.quantity
    return dict(sums)


def left_to_pack(order: Order, parcels: Iterable[Parcel]) -> dict[int, int]:
    """Pieces by order line that lie in no parcel yet."""
    packed = pieces(parcels, set(ParcelState) - {ParcelState.UNPACKED})
    return {line.id: line.quantity - packed.get(line.id, 0) for line in order.lines}


def events_of(order_id: int) -> Sequence[OrderEvent]:
    return db.session.scalars(
        select(OrderEvent).where(OrderEvent.order_id == order_id).order_by(OrderEvent.id)
    ).all()


def messages_of(order_id: int) -> Sequence[OrderMessage]:
    return db.session.scalars(
        select(OrderMessage).where(OrderMessage.order_id == order_id).order_by(OrderMessage.id)
    ).all()


def did(order_id: int, kind: str, user_id: int) -> bool:
    """Whether this person has done it."""
    return (
        db.session.scalar(
            select(OrderEvent.id)
            .where(
                OrderEvent.order_id == order_id,
                OrderEvent.kind == kind,
                OrderEvent.by_id == user_id,
            )
            .limit(1)
        )
        is not None
    )


def address_of(order: Order) -> Address | None:
    """Where the order goes; None where too little was kept to write it as an address."""
    stored = {key: str(value) for key, value in order.group.address.items() if value}
    known = {key: value for key, value in stored.items() if key in _ADDRESS}
    return Address(**known) if known.get("country") else None


_ADDRESS = frozenset(Address.__dataclass_fields__)
