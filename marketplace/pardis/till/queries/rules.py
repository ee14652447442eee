"""What holds on a day."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.pardis.till.models import Banknote, DiscountRule, SaleTax, ShelfPrice


def banknotes(on: date) -> Sequence[Banknote]:
    """The largest first."""
    chosen = select(Banknote).where(*_holds(Banknote, on)).order_by(Banknote.rial.desc())
    return db.session.scalars(chosen).all()


def discounts(on: date, by: User) -> Sequence[DiscountRule]:
    """Those that this person may give on a day."""
    chosen = select(DiscountRule).where(*_holds(DiscountRule, on))
    found = db.session.scalars(chosen.order_by(DiscountRule.rate_bp, DiscountRule.code))
    return [rule for rule in found if {role.value for role in by.roles} & set(rule.roles)]


def tax(on: date) -> SaleTax:
    found = db.session.scalar(
        select(SaleTax).where(SaleTax.valid_from <= on).order_by(SaleTax.valid_from.desc()).limit(1)
    )
    if found is None:
        raise NotFound()
    return found


def shelf_prices(variant_ids: Collection[int], on: date) -> dict[int, Money]:
    """What was set for the counter, by variant; others cost what they do in the shop."""
    rows = db.session.scalars(
        select(ShelfPrice)
        .ext(distinct_on(ShelfPrice.variant_id))
        .where(ShelfPrice.variant_id.in_(variant_ids), ShelfPrice.starts_on <= on)
        .order_by(ShelfPrice.variant_id, ShelfPrice.starts_on.desc())
    )
    return {row.variant_id: row.price for row in rows}


def _holds(model: type[Banknote] | type[DiscountRule], on: date) -> list[ColumnElement[bool]]:
    ends = model.valid_until.is_(None) | (model.valid_until >= on)
    return [model.valid_from <= on, ends]
