"""Work orders: the board, one of them, and what was handed in."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.catalogue.models import Product, ProductPicture, Variant
from marketplace.cooperatives.models import Artisan
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.orders import shares
from marketplace.orders.models import Order, OrderLine, Parcel, ParcelLine, ParcelState
from marketplace.pardis.production.models import (
    Batch,
    BatchState,
    Bill,
    BillLine,
    Inspection,
    InspectionPicture,
    KitLine,
    Measurement,
    Offer,
    OfferState,
    WorkNote,
    WorkOrder,
    WorkState,
)
from marketplace.pardis.training.models import Group, GroupState

SHOWN = [state for state in WorkState if state not in {WorkState.CLOSED, WorkState.CANCELLED}]
LATEST = 20


def board() -> dict[WorkState, list[WorkOrder]]:
    """All orders that are not over, by state, the most urgent first; and the latest that are."""
    found: dict[WorkState, list[WorkOrder]] = {state: [] for state in WorkState}
    running = _with_piece().where(WorkOrder.state.in_(SHOWN))
    for order in db.session.scalars(running.order_by(WorkOrder.due_on, WorkOrder.id)):
        found[order.state].append(order)
    over = _with_piece().where(WorkOrder.state.not_in(SHOWN))
    for order in db.session.scalars(over.order_by(WorkOrder.closed_at.desc()).limit(LATEST)):
        found[order.state].append(order)
    return found


def _with_piece() -> Select[WorkOrder]:
    return select(WorkOrder).options(
        joinedload(WorkOrder.variant).joinedload(Variant.product),
        selectinload(WorkOrder.offers).joinedload(Offer.artisan),
    )


def order(number: str) -> WorkOrder:
    """One order with all that its page shows."""
    found = db.session.scalar(
        select(WorkOrder)
        .where(WorkOrder.number == number)
        .options(
            joinedload(WorkOrder.cooperative),
            joinedload(WorkOrder.order_line).joinedload(OrderLine.order).joinedload(Order.group),
            joinedload(WorkOrder.group).joinedload(Group.course),
            joinedload(WorkOrder.variant)
            .joinedload(Variant.product)
            .options(
                joinedload(Product.craft),
                selectinload(Product.pictures).joinedload(ProductPicture.picture),
            ),
            joinedload(WorkOrder.bill).options(
                selectinload(Bill.lines).joinedload(BillLine.material), selectinload(Bill.steps)
            ),
            selectinload(WorkOrder.kit).joinedload(KitLine.material),
            selectinload(WorkOrder.notes).joinedload(WorkNote.by),
            selectinload(WorkOrder.offers).options(
                joinedload(Offer.artisan).joinedload(Artisan.place), selectinload(Offer.batches)
            ),
        )
    )
    if found is None:
        raise NotFound
    return found


def locked_order(number: str) -> WorkOrder:
    """The order with its kit, shares and batches, held until the transaction ends."""
    return _locked(WorkOrder.number == number)


def _locked(clause: Any) -> WorkOrder:
    held = db.session.scalar(
        select(WorkOrder.id).where(clause).order_by(WorkOrder.id).with_for_update()
    )
    found = db.session.scalar(
        select(WorkOrder)
        .where(WorkOrder.id == held)
        .options(
            selectinload(WorkOrder.kit).joinedload(KitLine.material),
            selectinload(WorkOrder.offers).selectinload(Offer.batches),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def share_in(order: WorkOrder, offer_id: int) -> Offer:
    found = next((offer for offer in order.offers if offer.id == offer_id), None)
    if found is None:
        raise NotFound
    return found


def locked_batch(number: str) -> Batch:
    """The batch, of an order that is held until the transaction ends."""
    of_batch = (
        select(Offer.work_order_id).join(Offer.batches).where(Batch.number == number)
    ).scalar_subquery()
    order = _locked(WorkOrder.id == of_batch)
    return next(b for offer in order.offers for b in offer.batches if b.number == number)


def batch(number: str) -> Batch:
    """A batch as its sheet shows it."""
    found = db.session.scalar(
        select(Batch)
        .where(Batch.number == number)
        .options(
            joinedload(Batch.offer).options(
                joinedload(Offer.artisan),
                joinedload(Offer.work_order)
                .joinedload(WorkOrder.variant)
                .joinedload(Variant.product)
                .joinedload(Product.craft),
            )
        )
    )
    if found is None:
        raise NotFound
    return found


def batches_to_grade() -> Sequence[Batch]:
    """What was handed in and not looked at, the oldest first."""
    return db.session.scalars(
        select(Batch)
        .where(Batch.state == BatchState.HANDED_IN)
        .options(
            joinedload(Batch.offer).options(
                joinedload(Offer.artisan),
                joinedload(Offer.work_order)
                .joinedload(WorkOrder.variant)
                .joinedload(Variant.product),
            )
        )
        .order_by(Batch.id)
    ).all()


def inspection_of(batch_id: int) -> Inspection | None:
    return db.session.scalar(
        select(Inspection)
        .where(Inspection.batch_id == batch_id)
        .options(
            joinedload(Inspection.by),
            selectinload(Inspection.measurements).joinedload(Measurement.criterion),
            selectinload(Inspection.pictures).joinedload(InspectionPicture.picture),
        )
    )


def planned_for(line: OrderLine) -> int:
    """Pieces of an order's line that need not be planned: they are being made, or they are there.
    What was graded too low for the buyer can be planned again."""
    good = (
        select(func.coalesce(func.sum(Batch.a), 0))
        .join(Batch.offer)
        .join(Offer.work_order)
        .where(WorkOrder.order_line_id == line.id)
    )
    there = [int(db.session.scalar(good) or 0)]
    if line.made_to_order:
        has = shares.whose([line])[line.id]
        there += [has.own + has.house, _packed(line.id)]
    return being_made([line.id]).get(line.id, 0) + max(there)


def _packed(order_line_id: int) -> int:
    packed = (
        select(func.coalesce(func.sum(ParcelLine.quantity), 0))
        .join(ParcelLine.parcel)
        .where(ParcelLine.order_line_id == order_line_id, Parcel.state != ParcelState.UNPACKED)
    )
    return int(db.session.scalar(packed) or 0)


def being_made(order_line_ids: Collection[int]) -> dict[int, int]:
    """Open pieces of running work orders, by the line of an order that they are for."""
    rows = db.session.execute(
        select(WorkOrder.order_line_id, func.sum(WorkOrder.open))
        .where(WorkOrder.order_line_id.in_(order_line_ids), WorkOrder.state.in_(SHOWN))
        .group_by(WorkOrder.order_line_id)
    )
    return {line_id: int(pieces) for line_id, pieces in rows if line_id}


def locked_line(order_number: str, variant_id: int) -> OrderLine | None:
    """The line of an order that names the variant, and the order, so that nobody packs it meanwhile;
    held until the transaction ends."""
    return db.session.scalar(
        select(OrderLine)
        .join(OrderLine.order)
        .where(Order.number == order_number, OrderLine.variant_id == variant_id)
        .options(contains_eager(OrderLine.order))
        .order_by(OrderLine.id)
        .limit(1)
        .with_for_update(of=(Order, OrderLine))
    )


def training_groups(limit: int = 100) -> Sequence[Group]:
    """Those that can make pieces, the newest first."""
    return db.session.scalars(
        select(Group)
        .where(Group.state.in_([GroupState.OPEN, GroupState.RUNNING, GroupState.FINISHED]))
        .options(joinedload(Group.course))
        .order_by(Group.id.desc())
        .limit(limit)
    ).all()


def of_group(group_id: int) -> Sequence[WorkOrder]:
    """What a training group makes, or has made, the newest first."""
    return db.session.scalars(
        _with_piece().where(WorkOrder.group_id == group_id).order_by(WorkOrder.id.desc())
    ).all()


def offers_of(artisan_id: int) -> Sequence[Offer]:
    """What a maker was offered, the latest first."""
    return db.session.scalars(
        select(Offer)
        .where(Offer.artisan_id == artisan_id, Offer.state != OfferState.WITHDRAWN)
        .options(
            joinedload(Offer.work_order).options(
                joinedload(WorkOrder.bill).selectinload(Bill.steps),
                joinedload(WorkOrder.variant)
                .joinedload(Variant.product)
                .selectinload(Product.pictures)
                .joinedload(ProductPicture.picture),
                selectinload(WorkOrder.kit).joinedload(KitLine.material),
            ),
            selectinload(Offer.batches),
        )
        .order_by(Offer.id.desc())
        .limit(50)
    ).all()


def offer_of(artisan_id: int, offer_id: int) -> Offer:
    """A share of hers, of an order that is held until the transaction ends; somebody else's does
    not exist."""
    order = _locked(
        WorkOrder.id
        == select(Offer.work_order_id)
        .where(Offer.id == offer_id, Offer.artisan_id == artisan_id)
        .scalar_subquery()
    )
    return next(offer for offer in order.offers if offer.id == offer_id)
