"""Tills and their shifts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.inventory.models import Transfer, TransferState
from marketplace.pardis.till.models import (
    CounterSale,
    Drop,
    Exhibition,
    Shift,
    ShiftState,
    Till,
)

LATEST = 50


def tills() -> Sequence[Till]:
    """Those of the house; exhibitions have their own."""
    chosen = select(Till).where(Till.id.not_in(select(Exhibition.till_id)))
    found = chosen.options(joinedload(Till.location)).order_by(Till.code)
    return db.session.scalars(found).all()


def is_till(code: str) -> bool:
    return db.session.scalar(select(Till.id).where(Till.code == code)) is not None


def tills_that_take_back() -> Sequence[Till]:
    """At which a shift is open, and which are of no exhibition that is over."""
    over = (
        select(Exhibition.till_id)
        .join(Exhibition.transfer)
        .where(Transfer.state == TransferState.RECEIVED)
    )
    return db.session.scalars(
        select(Till)
        .join(Shift, Shift.till_id == Till.id)
        .where(Shift.state == ShiftState.OPEN, Till.id.not_in(over))
        .order_by(Till.code)
    ).all()


def till(code: str) -> Till:
    found = db.session.scalar(
        select(Till).where(Till.code == code).options(joinedload(Till.location))
    )
    if found is None:
        raise NotFound()
    return found


def locked_till(code: str) -> Till:
    """Held until the transaction ends: at one till one thing happens after the other."""
    found = db.session.scalar(select(Till).where(Till.code == code).with_for_update())
    if found is None:
        raise NotFound()
    return found


def open_shift(till_id: int) -> Shift | None:
    """Read anew: it may have changed while somebody waited for the till."""
    return db.session.scalar(
        select(Shift)
        .where(Shift.till_id == till_id, Shift.state == ShiftState.OPEN)
        .options(joinedload(Shift.opened_by))
        .execution_options(populate_existing=True)
    )


def open_shifts() -> dict[int, Shift]:
    """By the id of the till."""
    chosen = select(Shift).where(Shift.state == ShiftState.OPEN)
    found = db.session.scalars(chosen.options(joinedload(Shift.opened_by)))
    return {shift.till_id: shift for shift in found}


def closed_shifts() -> Sequence[Shift]:
    """Those that wait for somebody first, then the newest."""
    return db.session.scalars(
        select(Shift)
        .where(Shift.state != ShiftState.OPEN)
        .options(joinedload(Shift.till), joinedload(Shift.closed_by))
        .order_by(Shift.state != ShiftState.WAITING, Shift.closed_at.desc(), Shift.id)
        .limit(LATEST)
    ).all()


def shifts_of(till_id: int) -> Sequence[Shift]:
    """The oldest first."""
    chosen = select(Shift).where(Shift.till_id == till_id).options(joinedload(Shift.opened_by))
    return db.session.scalars(chosen.order_by(Shift.id)).all()


def shifts_between(since: datetime, until: datetime) -> Sequence[Shift]:
    """Those that were opened in that time, and whatever is open still."""
    within = (Shift.created_at >= since) & (Shift.created_at < until)
    return db.session.scalars(
        select(Shift)
        .where(within | (Shift.state == ShiftState.OPEN))
        .options(joinedload(Shift.till), joinedload(Shift.opened_by))
        .order_by(Shift.created_at, Shift.id)
    ).all()


def shift(number: str) -> Shift:
    found = db.session.scalar(
        select(Shift)
        .where(Shift.number == number)
        .options(
            joinedload(Shift.till),
            joinedload(Shift.opened_by),
            joinedload(Shift.closed_by),
            joinedload(Shift.approved_by),
            selectinload(Shift.drops).joinedload(Drop.by),
            selectinload(Shift.counts),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


def locked_shift(number: str) -> Shift:
    """With its till, so that no sale comes between."""
    code = db.session.scalar(
        select(Till.code).join(Shift, Shift.till_id == Till.id).where(Shift.number == number)
    )
    if code is None:
        raise NotFound()
    locked_till(code)
    return shift(number)


def count_shifts(till_id: int) -> int:
    return db.session.scalar(select(func.count(Shift.id)).where(Shift.till_id == till_id)) or 0


def drop_of(key: str) -> Drop | None:
    return db.session.scalar(select(Drop).where(Drop.key == key))


def devices_of(shift_id: int) -> dict[str, tuple[int, int]]:
    """Of each device that sold in a shift: how many of its sales came, and the last one's number.
    Where the two differ, some are on the device still."""
    rows = db.session.execute(
        select(CounterSale.device, func.count(CounterSale.id), func.max(CounterSale.device_number))
        .where(CounterSale.made_in_id == shift_id)
        .group_by(CounterSale.device)
        .order_by(CounterSale.device)
    )
    return {device: (int(came), int(last)) for device, came, last in rows}
