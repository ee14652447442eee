"""Work orders: planned, begun, handed in, closed, cancelled."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.orders.models import OrderLine, OrderState
from marketplace.pardis.production import queries
from marketplace.pardis.production.calendar import today_in_tehran
from marketplace.pardis.production.models import (
    STANDING,
    Batch,
    BatchState,
    KitLine,
    Offer,
    OfferState,
    Purpose,
    WorkNote,
    WorkOrder,
    WorkState,
)
from marketplace.pardis.training.models import Group
from marketplace.payouts.queries import next_number

COUNTER = "work"
NOT_AWAITED = {OrderState.SHIPPED, OrderState.DELIVERED, OrderState.CANCELLED}
S = WorkState


@dataclass(frozen=True)
class Plan:
    """What is to be made; `order_line` only where it is for an order, `group` only where a training
    group makes it."""

    purpose: Purpose
    quantity: int
    due_on: date
    order_line: OrderLine | None = None
    note: str = ""
    group: Group | None = None


def plan(variant: Variant, wish: Plan, by: User) -> WorkOrder:
    """A work order with its kit, by the bill of today, which it keeps."""
    bill = queries.bill_of(variant.id, today_in_tehran())
    if bill is None:
        raise Invalid(_("This piece has no bill of materials yet. Write it first."), "sku")
    if wish.due_on < today_in_tehran():
        raise Invalid(_("This day is over."), "due_on")
    if wish.order_line:
        _refuse_too_many(wish.order_line, variant, wish.quantity)
    order = _planned(variant, wish, by)
    order.bill = bill
    order.kit = [
        KitLine(material_id=line.material_id, needed=line.needed(wish.quantity))
        for line in bill.lines
    ]
    db.session.add(order)
    _record(order, "planned", by, quantity=wish.quantity, bill=bill.number)
    return order


def _planned(variant: Variant, wish: Plan, by: User) -> WorkOrder:
    product = variant.product
    return WorkOrder(
        number=_number(product.cooperative.code, product.cooperative_id),
        cooperative_id=product.cooperative_id,
        variant=variant,
        purpose=wish.purpose,
        order_line=wish.order_line,
        group=wish.group,
        quantity=wish.quantity,
        open=wish.quantity,
        due_on=wish.due_on,
        note=wish.note,
        made_by_id=by.id,
    )


def begin(order: WorkOrder, by: User) -> None:
    """She has what she needs and starts."""
    if order.state is S.IN_PROGRESS:
        return
    order.state = S.IN_PROGRESS
    order.started_at = now()
    _record(order, "begun", by)


def hand_in(order: WorkOrder, offer: Offer, pieces: int, by: User) -> Batch:
    """Pieces have come in from a maker, to be looked at."""
    if order.state is not S.IN_PROGRESS:
        raise Conflict(_("Pieces are handed in while an order is in progress."))
    if offer.state is not OfferState.ACCEPTED or offer.work_order_id != order.id:
        raise Invalid(_("Choose somebody who makes this order."), "offer_id")
    if not 1 <= pieces <= offer.in_hand:
        raise Invalid(_("She has %(count)s pieces in hand.", count=offer.in_hand), "pieces")
    position = len(offer.batches) + 1
    batch = Batch(
        offer=offer,
        position=position,
        number=f"{order.number}-{offer.id}-{position}",
        quantity=pieces,
    )
    db.session.add(batch)
    _record(order, "handed_in", by, batch=batch.number, pieces=pieces)
    return batch


def note(order: WorkOrder, text: str, by: User) -> None:
    db.session.add(WorkNote(work_order_id=order.id, text=text, by_id=by.id))
    db.session.flush()


def close(order: WorkOrder, by: User) -> None:
    """Everything is graded, and all material accounted for."""
    if order.state is S.CLOSED:
        return
    if order.state is not S.INSPECTED:
        raise Conflict(_("An order is closed when all its pieces are graded."))
    _settle(order)
    order.state = S.CLOSED
    order.closed_at = now()
    _record(order, "closed", by)


def cancel(order: WorkOrder, reason: str, by: User) -> None:
    """It is not made, or made no further. What was accepted stays accepted and is paid."""
    if order.state is S.CANCELLED:
        return
    if order.is_over:
        raise Conflict(_("This order is over."))
    waiting = [b for o in order.offers for b in o.batches if b.state is BatchState.HANDED_IN]
    if waiting:
        raise Conflict(_("Grade what was handed in first."))
    _settle(order)
    for offer in order.offers:
        if offer.state in STANDING:
            offer.state = OfferState.WITHDRAWN
    order.state = S.CANCELLED
    order.closed_at = now()
    _record(order, "cancelled", by, reason=reason)


def _settle(order: WorkOrder) -> None:
    """Nothing is with the makers any more."""
    if any(line.held for line in order.kit):
        raise Conflict(
            _(
                "Some material is still with the maker. Say what of it was used, wasted or came back."
            )
        )
    for line in order.kit:
        line.settled = True
    db.session.flush()


def _refuse_too_many(line: OrderLine, variant: Variant, quantity: int) -> None:
    """The line is locked by whoever calls, so that two plans do not make it twice."""
    if line.variant_id != variant.id:
        raise Invalid(_("This order has no such piece."), "order_number")
    if line.order.state in NOT_AWAITED:
        raise Invalid(_("This order waits for nothing any more."), "order_number")
    left = line.quantity - queries.planned_for(line)
    if quantity > left:
        raise Invalid(
            _("Of this line %(count)s pieces are not planned yet.", count=left), "quantity"
        )


def _number(code: str, cooperative_id: int) -> str:
    year = now().year
    return f"{code}-WO-{year}-{next_number(cooperative_id, year, COUNTER):04}"


def _record(order: WorkOrder, act: str, by: User | None, **after: object) -> None:
    audit.record(by, f"work_order.{act}", order, after=after, scope_id=order.cooperative_id)
