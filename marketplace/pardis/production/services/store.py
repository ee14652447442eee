"""Materials come in, go to orders, come back, are used up and lost. Each act has a key of its own,
so that doing it twice changes nothing twice, and the database refuses a store below nothing."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import Texts, db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.money import Money
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.production import queries
from marketplace.pardis.production.errors import TooLittle
from marketplace.pardis.production.models import (
    Happening,
    KitLine,
    Material,
    MaterialMovement,
    Unit,
    WorkOrder,
)

H = Happening
IN_STORE = {H.RECEIVED: 1, H.WASTED: -1}
OF_ORDER = {H.ISSUED: -1, H.RETURNED: 1, H.USED: 0, H.WASTED: 0}
COUNTERS = {H.ISSUED: "issued", H.RETURNED: "returned", H.USED: "used", H.WASTED: "wasted"}


def enter(code: str, names: Texts, unit: Unit, reorder_at: int, by: User) -> Material:
    """A material that was not known before."""
    if queries.material_or_none(code):
        raise Invalid(_("There is a material with this code already."), "code")
    material = Material(code=code, names=names, unit=unit, reorder_at=reorder_at, on_hand=0)
    db.session.add(material)
    audit.record(by, "material.entered", material, after={"code": code})
    return material


def receive(material: Material, quantity: int, cause: Cause, price: Money | None = None) -> None:
    """It has come in, at a price for each kilogram, litre, metre or item."""
    _book(material, H.RECEIVED, quantity, IN_STORE[H.RECEIVED], cause, price=price)


def lose(material: Material, quantity: int, cause: Cause) -> None:
    """It was spoiled in the store, or was not there when it was counted."""
    _book(material, H.WASTED, quantity, IN_STORE[H.WASTED], cause)


def lend(order: WorkOrder, material: Material, quantity: int, cause: Cause) -> bool:
    """A maker takes it on credit; it is hers then, and no part of the kit."""
    return _book(material, H.LENT, quantity, -1, cause, order=order)


def book_kit(
    order: WorkOrder, material: Material, happening: H, quantity: int, cause: Cause
) -> None:
    """Material of an order's kit was issued, came back, was used or wasted. The order is locked by
    whoever calls, so what is with the maker is what it says."""
    line = next((one for one in order.kit if one.material_id == material.id), None)
    if line is None:
        raise Invalid(_("This material is not in the kit of the order."), "material")
    if order.is_over:
        raise Conflict(_("This order is over."))
    if happening is not H.ISSUED and quantity > line.held:
        raise Invalid(_("She does not have so much of it any more."), "quantity")
    if not cause.note and _beyond_the_bill(order, line, happening, quantity):
        raise Invalid(_("The bill and its scrap do not cover so much. Say why."), "note")
    if _book(material, happening, quantity, OF_ORDER[happening], cause, order=order):
        counter = getattr(KitLine, COUNTERS[happening])
        db.session.execute(
            update(KitLine)
            .where(KitLine.work_order_id == order.id, KitLine.material_id == material.id)
            .values({counter: counter + quantity})
            .execution_options(synchronize_session=False)
        )
        db.session.expire(line)


def _beyond_the_bill(order: WorkOrder, line: KitLine, happening: H, quantity: int) -> bool:
    """Whether with this more is lost than the scrap of the bill, or more gone than it asks for."""
    each = next(one.quantity for one in order.bill.lines if one.material_id == line.material_id)
    scrap = line.needed - each * order.quantity
    lost = happening is H.WASTED and line.wasted + quantity > scrap
    gone = happening in {H.USED, H.WASTED} and line.used + line.wasted + quantity > line.needed
    return lost or gone


def _book(
    material: Material, happening: H, quantity: int, sign: int, cause: Cause, **given: Any
) -> bool:
    """Write the movement, unless its key was written before; whether it was written now."""
    if quantity < 1:
        raise Invalid(_("Say how much, more than nothing."), "quantity")
    values = {"material_id": material.id, "happening": happening, "quantity": quantity}
    written = db.session.scalar(
        insert(MaterialMovement)
        .values(**values, stock=sign * quantity, **_told(cause, **given))
        .on_conflict_do_nothing(index_elements=[MaterialMovement.key])
        .returning(MaterialMovement.id)
    )
    if written is None:
        return False
    _change_store(material, sign * quantity)
    after = {"quantity": quantity, "on_hand": material.on_hand, "note": cause.note}
    audit.record(cause.by, f"material.{happening.value}", material, after=after)
    return True


def _told(cause: Cause, order: WorkOrder | None = None, price: Money | None = None) -> Any:
    return {
        "work_order_id": order.id if order else None,
        "key": cause.key,
        "note": cause.note,
        "price_minor": price.minor if price else None,
        "price_currency": price.currency if price else None,
        "by_id": cause.by.id if cause.by else None,
    }


def _change_store(material: Material, by: int) -> None:
    if by == 0:
        return
    left = db.session.scalar(
        update(Material)
        .where(Material.id == material.id, Material.on_hand + by >= 0)
        .values(on_hand=Material.on_hand + by)
        .returning(Material.on_hand)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(material, ["on_hand"])
    if left is None:
        raise TooLittle(material, material.on_hand)
