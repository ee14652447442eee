"""What is on its way, what is lent, what somebody wants written off."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import Scope
from marketplace.catalogue.models import Variant
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.inventory.models import (
    Location,
    StockItem,
    Transfer,
    TransferKind,
    TransferLine,
    TransferPicture,
    WriteOff,
)


def transfers(scope: Scope, limit: int = 50) -> Sequence[Transfer]:
    """The latest: what is under way first."""
    return db.session.scalars(
        select(Transfer)
        .where(scope.clause(Transfer.cooperative_id))
        .options(
            joinedload(Transfer.to), selectinload(Transfer.lines), joinedload(Transfer.sent_by)
        )
        .order_by(Transfer.state.desc(), Transfer.id.desc())
        .limit(limit)
    ).all()


def transfer(scope: Scope, transfer_id: int) -> Transfer:
    return _one(
        _transfer(scope, transfer_id).options(
            joinedload(Transfer.to),
            joinedload(Transfer.sent_by),
            joinedload(Transfer.received_by),
            selectinload(Transfer.pictures).joinedload(TransferPicture.picture),
            selectinload(Transfer.lines)
            .joinedload(TransferLine.stock_item)
            .options(
                joinedload(StockItem.location),
                joinedload(StockItem.variant).joinedload(Variant.product),
            ),
        )
    )


def locked_transfer(scope: Scope, transfer_id: int) -> Transfer:
    """Held until the transaction ends."""
    found = _transfer(scope, transfer_id)
    return _one(found.with_for_update().execution_options(populate_existing=True))


def _transfer(scope: Scope, transfer_id: int) -> Select[Transfer]:
    return select(Transfer).where(Transfer.id == transfer_id, scope.clause(Transfer.cooperative_id))


def _one(statement: Select[Transfer]) -> Transfer:
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def transfer_by_key(key: str) -> Transfer | None:
    return db.session.scalar(select(Transfer).where(Transfer.key == key))


def count_of_loans(cooperative_id: int) -> int:
    where = (Transfer.cooperative_id == cooperative_id, Transfer.kind == TransferKind.LOAN)
    return db.session.scalar(select(func.count(Transfer.id)).where(*where)) or 0


def lying_at(scope: Scope, location_id: int, limit: int = 100) -> Sequence[StockItem]:
    """What lies in a place, to be chosen from."""
    return db.session.scalars(
        select(StockItem)
        .join(StockItem.location)
        .join(StockItem.variant)
        .where(
            StockItem.location_id == location_id,
            StockItem.on_hand > 0,
            scope.clause(Location.cooperative_id),
        )
        .options(contains_eager(StockItem.variant).joinedload(Variant.product))
        .order_by(Variant.sku, StockItem.id)
        .limit(limit)
    ).all()


def write_offs(scope: Scope, limit: int = 50) -> Sequence[WriteOff]:
    """The latest: what waits for a second person first."""
    return db.session.scalars(
        select(WriteOff)
        .join(WriteOff.stock_item)
        .join(StockItem.location)
        .where(scope.clause(Location.cooperative_id))
        .options(
            joinedload(WriteOff.asked_by),
            joinedload(WriteOff.decided_by),
            contains_eager(WriteOff.stock_item).options(
                contains_eager(StockItem.location),
                joinedload(StockItem.variant).joinedload(Variant.product),
            ),
        )
        .order_by(WriteOff.state, WriteOff.id.desc())
        .limit(limit)
    ).all()


def locked_write_off(scope: Scope, write_off_id: int) -> WriteOff:
    found = db.session.scalar(
        select(WriteOff)
        .join(WriteOff.stock_item)
        .join(StockItem.location)
        .where(WriteOff.id == write_off_id, scope.clause(Location.cooperative_id))
        .with_for_update(of=WriteOff)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def write_off_by_key(key: str) -> WriteOff | None:
    return db.session.scalar(select(WriteOff).where(WriteOff.key == key))
