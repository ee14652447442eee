"""Sales, what came back of them, and what waits for somebody to settle it."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.catalogue.models import Variant
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.pardis.till.models import (
    CounterSale,
    Return,
    ReturnLine,
    SaleLine,
    SaleShare,
    Shift,
)

LATEST = 100
_pieces = joinedload(SaleLine.variant).joinedload(Variant.product)


def sale_of_key(key: str) -> CounterSale | None:
    return db.session.scalar(select(CounterSale).where(CounterSale.key == key))


def is_slip(number: str) -> bool:
    chosen = select(CounterSale.id).where(CounterSale.number == number)
    return db.session.scalar(chosen) is not None


def is_numbered(shift_id: int, device: str, number: int) -> bool:
    """Whether the device has used the number in the shift already."""
    where = {"made_in_id": shift_id, "device": device, "device_number": number}
    return db.session.scalar(select(CounterSale.id).filter_by(**where)) is not None


def last_number(shift_id: int, device: str) -> int:
    where = {"made_in_id": shift_id, "device": device}
    return db.session.scalar(select(func.max(CounterSale.device_number)).filter_by(**where)) or 0


def sale(number: str) -> CounterSale:
    """With all that stands on its slip."""
    found = db.session.scalar(
        select(CounterSale)
        .where(CounterSale.number == number)
        .options(
            joinedload(CounterSale.shift).joinedload(Shift.till),
            joinedload(CounterSale.by),
            selectinload(CounterSale.payments),
            selectinload(CounterSale.lines).options(
                _pieces,
                joinedload(SaleLine.settlement),
                selectinload(SaleLine.shares).joinedload(SaleShare.stock_item),
            ),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def sales_of(shift_id: int) -> Sequence[CounterSale]:
    """The newest first."""
    return db.session.scalars(
        select(CounterSale)
        .where(CounterSale.shift_id == shift_id)
        .options(
            joinedload(CounterSale.by),
            selectinload(CounterSale.lines),
            selectinload(CounterSale.payments),
        )
        .order_by(CounterSale.id.desc())
        .limit(LATEST)
    ).all()


def return_of_key(key: str) -> Return | None:
    return db.session.scalar(select(Return).where(Return.key == key))


def returns_of(sale_id: int) -> Sequence[Return]:
    return db.session.scalars(
        select(Return)
        .where(Return.sale_id == sale_id)
        .options(
            joinedload(Return.by),
            joinedload(Return.exchange),
            selectinload(Return.lines).joinedload(ReturnLine.share),
        )
        .order_by(Return.id)
    ).all()


def conflicts() -> Sequence[SaleLine]:
    """Lines that the stock could not give and nobody has settled, the oldest first."""
    return db.session.scalars(
        select(SaleLine)
        .join(SaleLine.sale)
        .where(SaleLine.failed != "", SaleLine.settled.is_(False))
        .options(_pieces, contains_eager(SaleLine.sale).joinedload(CounterSale.by))
        .order_by(SaleLine.id)
    ).all()


def conflict(line_id: int) -> SaleLine:
    found = db.session.scalar(
        select(SaleLine)
        .where(SaleLine.id == line_id, SaleLine.failed != "")
        .options(
            _pieces, joinedload(SaleLine.sale).joinedload(CounterSale.shift).joinedload(Shift.till)
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def flagged() -> Sequence[CounterSale]:
    """Sales that somebody should look at, the newest first."""
    return db.session.scalars(
        select(CounterSale)
        .where(func.cardinality(CounterSale.flags) > 0)
        .options(joinedload(CounterSale.by))
        .order_by(CounterSale.id.desc())
        .limit(LATEST)
    ).all()


def locked_shares(line_ids: Collection[int]) -> Sequence[SaleShare]:
    return db.session.scalars(
        select(SaleShare)
        .where(SaleShare.line_id.in_(line_ids))
        .order_by(SaleShare.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
