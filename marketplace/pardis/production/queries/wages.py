"""What pieces earn, what was advanced, and the runs that pay it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.catalogue.models import Product, Variant
from marketplace.cooperatives.models import Cooperative
from marketplace.core.calendars import TEHRAN
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.pardis.production.models import (
    CURRENCY,
    Advance,
    Batch,
    BatchState,
    Grade,
    Offer,
    PieceRate,
    Repayment,
    RunState,
    WageLine,
    WageSlip,
    WagesRun,
    WorkOrder,
)


def rates() -> Sequence[PieceRate]:
    """All rates there are and were, by piece, the newest first."""
    return db.session.scalars(
        select(PieceRate)
        .join(PieceRate.product)
        .options(contains_eager(PieceRate.product))
        .order_by(Product.slug, PieceRate.starts_on.desc(), PieceRate.grade)
    ).all()


def rates_on(product_id: int, day: date) -> Mapping[Grade, Money]:
    """What a piece of each grade earns on a day."""
    rows = db.session.scalars(
        select(PieceRate)
        .ext(distinct_on(PieceRate.grade))
        .where(PieceRate.product_id == product_id, PieceRate.starts_on <= day)
        .order_by(PieceRate.grade, PieceRate.starts_on.desc())
    )
    return {row.grade: row.rate for row in rows}


def locked_batches_to_pay(cooperative_id: int, until: date) -> Sequence[Batch]:
    """What was graded until the evening of a day and lies in no run, held until the transaction
    ends."""
    evening = datetime.combine(until + timedelta(days=1), time(), TEHRAN)
    return db.session.scalars(
        select(Batch)
        .join(Batch.offer)
        .join(Offer.work_order)
        .where(
            WorkOrder.cooperative_id == cooperative_id,
            Batch.state == BatchState.GRADED,
            Batch.slip_id.is_(None),
            Batch.graded_at < evening,
        )
        .options(
            contains_eager(Batch.offer)
            .contains_eager(Offer.work_order)
            .joinedload(WorkOrder.variant)
            .joinedload(Variant.product)
        )
        .order_by(Batch.id)
        .with_for_update(of=Batch)
        .execution_options(populate_existing=True)
    ).all()


def locked_advances(offer_ids: Collection[int]) -> Sequence[Advance]:
    """What was advanced on these shares, the oldest first, held until the transaction ends."""
    return db.session.scalars(
        select(Advance)
        .where(Advance.offer_id.in_(offer_ids))
        .order_by(Advance.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def repaid(advance_ids: Collection[int]) -> Mapping[int, Money]:
    """What slips pay back of each advance; those of runs that were given up do not count."""
    rows = db.session.execute(
        select(Repayment.advance_id, func.sum(Repayment.amount_minor))
        .join(Repayment.slip)
        .join(WageSlip.run)
        .where(Repayment.advance_id.in_(advance_ids), WagesRun.state != RunState.DROPPED)
        .group_by(Repayment.advance_id)
    ).all()
    return {advance_id: Money(int(minor), CURRENCY) for advance_id, minor in rows}


def advances_of_order(work_order_id: int) -> Sequence[Advance]:
    return db.session.scalars(
        select(Advance)
        .join(Advance.offer)
        .where(Offer.work_order_id == work_order_id)
        .options(
            contains_eager(Advance.offer).joinedload(Offer.artisan), joinedload(Advance.material)
        )
        .order_by(Advance.id)
    ).all()


def advance_under(key: str) -> Advance | None:
    return db.session.scalar(select(Advance).where(Advance.key == key))


def runs() -> Sequence[WagesRun]:
    """The latest first."""
    return db.session.scalars(
        select(WagesRun)
        .options(
            joinedload(WagesRun.cooperative),
            selectinload(WagesRun.slips),
        )
        .order_by(WagesRun.id.desc())
        .limit(50)
    ).all()


def unpaid() -> Sequence[tuple[Cooperative, int, int]]:
    """Cooperatives for which something was graded that lies in no run: batches and pieces."""
    rows = db.session.execute(
        select(Cooperative, func.count(Batch.id), func.sum(Batch.quantity - Batch.back))
        .join(WorkOrder, WorkOrder.cooperative_id == Cooperative.id)
        .join(WorkOrder.offers)
        .join(Offer.batches)
        .where(Batch.state == BatchState.GRADED, Batch.slip_id.is_(None))
        .group_by(Cooperative.id)
        .order_by(Cooperative.id)
    ).all()
    return [(row[0], int(row[1]), int(row[2])) for row in rows]


def run(number: str) -> WagesRun:
    """One run with all its slips and lines."""
    found = db.session.scalar(
        select(WagesRun)
        .where(WagesRun.number == number)
        .options(
            joinedload(WagesRun.cooperative),
            joinedload(WagesRun.made_by),
            joinedload(WagesRun.approved_by),
            selectinload(WagesRun.slips).options(
                joinedload(WageSlip.artisan),
                selectinload(WageSlip.lines)
                .joinedload(WageLine.batch)
                .joinedload(Batch.offer)
                .joinedload(Offer.work_order)
                .joinedload(WorkOrder.variant)
                .joinedload(Variant.product),
                selectinload(WageSlip.repayments).joinedload(Repayment.advance),
            ),
        )
    )
    if found is None:
        raise NotFound
    return found


def locked_run(number: str) -> WagesRun:
    found = db.session.scalar(
        select(WagesRun)
        .where(WagesRun.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def slips_of(artisan_id: int) -> Sequence[WageSlip]:
    """Her approved slips, the latest first."""
    return db.session.scalars(
        select(WageSlip)
        .join(WageSlip.run)
        .where(WageSlip.artisan_id == artisan_id, WagesRun.state == RunState.APPROVED)
        .options(contains_eager(WageSlip.run), selectinload(WageSlip.lines))
        .order_by(WageSlip.id.desc())
        .limit(24)
    ).all()


def slip_of(artisan_id: int, slip_id: int) -> WageSlip:
    """An approved slip of hers; somebody else's does not exist."""
    found = db.session.scalar(
        select(WageSlip)
        .join(WageSlip.run)
        .where(
            WageSlip.id == slip_id,
            WageSlip.artisan_id == artisan_id,
            WagesRun.state == RunState.APPROVED,
        )
        .options(contains_eager(WageSlip.run))
    )
    if found is None:
        raise NotFound
    return found
