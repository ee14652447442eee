"""What lies in the store, and what pieces are made of."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.catalogue.models import Product, Variant
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.pardis.production.models import (
    Bill,
    BillLine,
    Happening,
    Material,
    MaterialMovement,
)


def materials() -> Sequence[Material]:
    return db.session.scalars(select(Material).order_by(Material.code)).all()


def material_or_none(code: str) -> Material | None:
    return db.session.scalar(select(Material).where(Material.code == code))


def material(code: str) -> Material:
    found = material_or_none(code)
    if found is None:
        raise NotFound
    return found


def movements_of(material_id: int, limit: int = 100) -> Sequence[MaterialMovement]:
    """The latest first."""
    return db.session.scalars(
        select(MaterialMovement)
        .where(MaterialMovement.material_id == material_id)
        .options(joinedload(MaterialMovement.by), joinedload(MaterialMovement.work_order))
        .order_by(MaterialMovement.id.desc())
        .limit(limit)
    ).all()


def losses_of(order_id: int) -> Sequence[MaterialMovement]:
    """What of an order's material was lost, or used beyond the bill, for a reason; the latest
    first."""
    return db.session.scalars(
        select(MaterialMovement)
        .where(
            MaterialMovement.work_order_id == order_id,
            MaterialMovement.happening.in_([Happening.USED, Happening.WASTED]),
            MaterialMovement.note != "",
        )
        .options(joinedload(MaterialMovement.by), joinedload(MaterialMovement.material))
        .order_by(MaterialMovement.id.desc())
    ).all()


def last_prices() -> dict[int, Money]:
    """What each material cost when it last came in with a price."""
    rows = db.session.scalars(
        select(MaterialMovement)
        .ext(distinct_on(MaterialMovement.material_id))
        .where(MaterialMovement.price_minor.is_not(None))
        .order_by(MaterialMovement.material_id, MaterialMovement.id.desc())
    )
    return {row.material_id: row.price for row in rows if row.price}


def last_bill_number(variant_id: int) -> int:
    return (
        db.session.scalar(select(func.max(Bill.number)).where(Bill.variant_id == variant_id)) or 0
    )


def bill_of(variant_id: int, on: date) -> Bill | None:
    """The bill that holds on a day: the newest of those that have begun."""
    return db.session.scalar(
        select(Bill)
        .where(Bill.variant_id == variant_id, Bill.starts_on <= on)
        .options(selectinload(Bill.lines).joinedload(BillLine.material), selectinload(Bill.steps))
        .order_by(Bill.starts_on.desc(), Bill.number.desc())
        .limit(1)
    )


def bills_of(variant_id: int) -> Sequence[Bill]:
    """All there were, the newest first."""
    return db.session.scalars(
        select(Bill)
        .where(Bill.variant_id == variant_id)
        .options(selectinload(Bill.lines).joinedload(BillLine.material), selectinload(Bill.steps))
        .order_by(Bill.number.desc())
    ).all()


def bills() -> Sequence[Bill]:
    """The newest of each variant."""
    return db.session.scalars(
        select(Bill)
        .ext(distinct_on(Variant.sku))
        .join(Bill.variant)
        .join(Variant.product)
        .options(
            contains_eager(Bill.variant).contains_eager(Variant.product),
            selectinload(Bill.lines).joinedload(BillLine.material),
            selectinload(Bill.steps),
        )
        .order_by(Variant.sku, Bill.number.desc())
    ).all()


def variant(sku: str, *, lock: bool = False) -> Variant:
    wanted = (
        select(Variant)
        .join(Variant.product)
        .where(Variant.sku == sku)
        .options(contains_eager(Variant.product).joinedload(Product.cooperative))
    )
    found = db.session.scalar(wanted.with_for_update(of=Variant) if lock else wanted)
    if found is None:
        raise NotFound
    return found
