"""Sending parcels and noting their arrival; the order follows its parcels. Whoever calls holds
the order's lock."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.events import announce
from marketplace.orders import holding
from marketplace.orders.events import OrderDelivered, ParcelDelivered, ParcelShipped
from marketplace.orders.fulfilment import papers, queries
from marketplace.orders.models import Order, OrderEvent, OrderState, Parcel, ParcelState


@dataclass(frozen=True)
class Handover:
    """Who took it, and under which number. Both may be empty where the carrier gives none."""

    carrier: str
    tracking_number: str


def ship(parcel: Parcel, handover: Handover, by: User) -> None:
    """The parcel has left. The same again changes nothing; PapersMissing while one keeps it here."""
    if parcel.state is not ParcelState.PACKED:
        if parcel.state is ParcelState.UNPACKED:
            raise Conflict(_("This parcel was unpacked. It cannot be sent."))
        if (parcel.carrier, parcel.tracking_number) != _of(handover):
            raise Conflict(_("Somebody else has sent this parcel already. Look again."))
        return
    holding.refuse_if_blocked(parcel.order)
    papers.refuse_if_missing(parcel)
    parcel.state = ParcelState.SHIPPED
    parcel.shipped_at = now()
    parcel.carrier, parcel.tracking_number = _of(handover)
    parcel.tracking_url = _tracking_url(parcel)
    _note(parcel, "parcel_shipped", by)
    _follow(parcel.order, by)
    announce(ParcelShipped(parcel.id))


def deliver(parcel: Parcel, by: User | None, at: datetime | None = None) -> None:
    """The parcel has arrived; nobody (`by` is None) says so when it has been under way so long
    that it is taken as arrived. Again changes nothing."""
    if parcel.state is ParcelState.DELIVERED:
        return
    if parcel.state is not ParcelState.SHIPPED:
        raise Conflict(_("This parcel has not been sent yet."))
    parcel.state = ParcelState.DELIVERED
    parcel.delivered_at = at or now()
    _note(parcel, "parcel_delivered", by)
    _follow(parcel.order, by)
    announce(ParcelDelivered(parcel.id))
    if parcel.order.state is OrderState.DELIVERED:
        announce(OrderDelivered(parcel.order_id))


def _of(handover: Handover) -> tuple[str, str]:
    return handover.carrier, handover.tracking_number.replace(" ", "")


def _tracking_url(parcel: Parcel) -> str:
    """The delivery service's page for this number, where the order's carrier took it."""
    pattern = str(parcel.order.delivery.get("tracking_url") or "")
    carrier = str(parcel.order.delivery.get("carrier") or "")
    if not parcel.tracking_number or "{number}" not in pattern or parcel.carrier != carrier:
        return ""
    return pattern.replace("{number}", quote(parcel.tracking_number, safe=""))[:300]


def _follow(order: Order, by: User | None) -> None:
    """Bring the order to where its parcels are."""
    db.session.flush()
    parcels = queries.parcels_of(order.id)
    sent = queries.pieces(parcels, {ParcelState.SHIPPED, ParcelState.DELIVERED})
    arrived = queries.pieces(parcels, {ParcelState.DELIVERED})
    whole = {line.id: line.quantity for line in order.lines}
    if sent == whole:
        _move(order, OrderState.SHIPPED, by)
    elif sent:
        _move(order, OrderState.PARTLY_SHIPPED, by)
    if arrived == whole:
        _move(order, OrderState.DELIVERED, by)
        order.delivered_at = now()


def _move(order: Order, to: OrderState, by: User | None) -> None:
    if order.state is to or order.state is OrderState.DELIVERED:
        return
    order.state = to
    _add_event(order, to.value, {}, by)


def _note(parcel: Parcel, kind: str, by: User | None) -> None:
    details = {"parcel": parcel.number}
    if parcel.carrier:
        details["carrier"] = parcel.carrier
    if parcel.tracking_number:
        details["tracking_number"] = parcel.tracking_number
    _add_event(parcel.order, kind, details, by)
    audit.record(
        by, f"order.{kind}", parcel.order, after=details, scope_id=parcel.order.cooperative_id
    )


def _add_event(order: Order, kind: str, details: dict[str, str], by: User | None) -> None:
    db.session.add(
        OrderEvent(order_id=order.id, kind=kind, details=details, by_id=by.id if by else None)
    )
