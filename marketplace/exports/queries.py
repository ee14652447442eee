"""Papers, and the orders and parcels they are made from, with everything they print."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.exports.models import Paper, PaperKind
from marketplace.orders.models import Order, OrderLine, Parcel, ParcelLine, ParcelState


def paper_of(kind: PaperKind, order_id: int, parcel_id: int | None) -> Paper | None:
    return db.session.scalar(
        select(Paper)
        .where(
            Paper.kind == kind,
            Paper.order_id == order_id,
            Paper.parcel_id.is_not_distinct_from(parcel_id),
        )
        .options(joinedload(Paper.file))
    )


def papers_of(order_id: int) -> Sequence[Paper]:
    return db.session.scalars(
        select(Paper).where(Paper.order_id == order_id).order_by(Paper.id)
    ).all()


def order(number: str) -> Order:
    return _found(db.session.scalar(_orders().where(Order.number == number)))


def order_with_id(order_id: int) -> Order:
    return _found(db.session.scalar(_orders().where(Order.id == order_id)))


def parcel(number: str) -> Parcel:
    """A parcel that was not unpacked again."""
    return _parcel(db.session.scalar(_parcels().where(Parcel.number == number)))


def parcel_with_id(parcel_id: int) -> Parcel:
    return _parcel(db.session.scalar(_parcels().where(Parcel.id == parcel_id)))


def _found(order: Order | None) -> Order:
    if order is None:
        raise NotFound
    return order


def _parcel(parcel: Parcel | None) -> Parcel:
    if parcel is None:
        raise NotFound
    return parcel


def _orders() -> Select[Order]:
    return select(Order).options(
        joinedload(Order.group), joinedload(Order.payment), selectinload(Order.lines)
    )


def _parcels() -> Select[Parcel]:
    return (
        select(Parcel)
        .where(Parcel.state != ParcelState.UNPACKED)
        .options(
            joinedload(Parcel.order).joinedload(Order.group),
            joinedload(Parcel.order).joinedload(Order.payment),
            selectinload(Parcel.lines)
            .joinedload(ParcelLine.order_line)
            .joinedload(OrderLine.order),
        )
    )
