"""Tills and their shifts."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.pardis.till.models import CounterSale, Drop, Shift, ShiftState, Till

LATEST = 50


def tills() -> Sequence[Till]:
    chosen = select(Till).options(joinedload(Till.location)).order_by(Till.code)
    return db.session.scalars(chosen).all()


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
        .order_by(Shift.state != ShiftState.WAITING, Shift.id.desc())
        .limit(LATEST)
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
