"""Packing an order into parcels. Whoever calls holds the order's lock (`locked_order`)."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce
from marketplace.core.money import Money
from marketplace.localisation.formats import format_number, format_weight
from marketplace.orders import holding
from marketplace.orders.events import ParcelPacked, ParcelUnpacked
from marketplace.orders.fulfilment import queries
from marketplace.orders.models import (
    Order,
    OrderEvent,
    OrderState,
    Parcel,
    ParcelLine,
    ParcelState,
)

PACKABLE = {OrderState.CONFIRMED, OrderState.PARTLY_SHIPPED}


@dataclass(frozen=True)
class Packing:
    """What goes into a box: pieces by order line, its kind (UN/ECE Rec. 21), grams, millimetres.

    `position` is the number the form promised; it makes a repeated form harmless.
    """

    position: int
    quantities: Mapping[int, int]
    package_kind: str
    gross_grams: int
    length_mm: int
    width_mm: int
    height_mm: int


def pack(order: Order, packing: Packing, by: User) -> Parcel:
    """A new parcel, never with more of a line than is left. The same form twice is one parcel."""
    parcels = queries.parcels_of(order.id)
    for parcel in parcels:
        if parcel.position == packing.position:
            return _same(parcel, packing)
    if order.state not in PACKABLE:
        raise Conflict(_("This order is not to be packed now."))
    holding.refuse_if_blocked(order)
    if packing.position != queries.next_position(parcels):
        raise Conflict(_("Somebody else has just packed a parcel of this order. Look again."))
    _check(order, packing, parcels)
    parcel = _parcel(order, packing, parcels)
    db.session.add(parcel)
    _note(order, "parcel_packed", parcel, by)
    announce(ParcelPacked(parcel.id))
    return parcel


def unpack(parcel: Parcel, by: User) -> None:
    """Open a parcel that has not been sent; its pieces can be packed anew."""
    if parcel.state is ParcelState.UNPACKED:
        return
    if parcel.state is not ParcelState.PACKED:
        raise Conflict(_("This parcel has left already. It cannot be unpacked."))
    parcel.state = ParcelState.UNPACKED
    _note(parcel.order, "parcel_unpacked", parcel, by)
    announce(ParcelUnpacked(parcel.id))


def _same(parcel: Parcel, packing: Packing) -> Parcel:
    """The parcel that this form made already, unless somebody else was faster with another."""
    packed = {line.order_line_id: line.quantity for line in parcel.lines}
    wanted = {line_id: quantity for line_id, quantity in packing.quantities.items() if quantity}
    if packed != wanted or parcel.gross_grams != packing.gross_grams:
        raise Conflict(_("Somebody else has just packed a parcel of this order. Look again."))
    return parcel


def _check(order: Order, packing: Packing, parcels: list[Parcel]) -> None:
    left = queries.left_to_pack(order, parcels)
    wanted = {line_id: quantity for line_id, quantity in packing.quantities.items() if quantity}
    if not wanted:
        raise Invalid(_("Say how many pieces go into this parcel."), field="lines")
    for line_id, quantity in wanted.items():
        if quantity < 0 or quantity > left.get(line_id, 0):
            raise Invalid(
                ngettext(
                    "Only %(left)s piece of this is left to pack.",
                    "Only %(left)s pieces of this are left to pack.",
                    left.get(line_id, 0),
                    left=format_number(left.get(line_id, 0)),
                ),
                field=f"line-{line_id}",
            )
    net = sum(line.net_grams * wanted.get(line.id, 0) for line in order.lines)
    if packing.gross_grams < net:
        raise Invalid(
            _("The pieces alone weigh %(net)s. Weigh the packed parcel.", net=format_weight(net)),
            field="gross_grams",
        )


def _parcel(order: Order, packing: Packing, parcels: list[Parcel]) -> Parcel:
    return Parcel(
        order=order,
        position=queries.next_position(parcels),
        number=f"{order.number}-P{queries.next_position(parcels)}",
        package_kind=packing.package_kind,
        gross_grams=packing.gross_grams,
        length_mm=packing.length_mm,
        width_mm=packing.width_mm,
        height_mm=packing.height_mm,
        freight_minor=_freight(order, packing, parcels).minor,
        lines=[
            ParcelLine(order_line_id=line_id, quantity=quantity)
            for line_id, quantity in sorted(packing.quantities.items())
            if quantity
        ],
    )


def _freight(order: Order, packing: Packing, parcels: list[Parcel]) -> Money:
    """The parcel's part of the shipping, by value; the last parcel takes what is left, so that
    the parts add up."""
    closed = [p for p in parcels if p.state is not ParcelState.UNPACKED]
    rest = order.shipping - Money(sum(p.freight_minor for p in closed), order.currency)
    left = queries.left_to_pack(order, parcels)
    if all(left[line.id] == packing.quantities.get(line.id, 0) for line in order.lines):
        return rest
    value = sum(line.unit_price_minor * packing.quantities.get(line.id, 0) for line in order.lines)
    part = order.shipping.split([value, order.goods_minor - value])[0] if value else rest * 0
    return min(part, rest)


def _note(order: Order, kind: str, parcel: Parcel, by: User) -> None:
    db.session.flush()
    db.session.add(
        OrderEvent(order_id=order.id, kind=kind, details={"parcel": parcel.number}, by_id=by.id)
    )
    audit.record(
        by, f"order.{kind}", order, after={"parcel": parcel.number}, scope_id=order.cooperative_id
    )
