"""Whether the figures of the workshop agree: material, pieces, wages."""

from collections.abc import Iterator

from sqlalchemy import func, select

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import queries as ledger
from marketplace.pardis.production import books
from marketplace.pardis.production.models import (
    CURRENCY,
    Advance,
    AdvanceKind,
    Batch,
    Happening,
    KitLine,
    Material,
    MaterialMovement,
    Offer,
    Repayment,
    RunState,
    WageLine,
    WageSlip,
    WagesRun,
    WorkOrder,
    WorkState,
)
from marketplace.payouts.models import Earning

COUNTED = {
    Happening.ISSUED: "issued",
    Happening.RETURNED: "returned",
    Happening.USED: "used",
    Happening.WASTED: "wasted",
}


def faults() -> list[str]:
    """Everything that does not agree, one sentence each; empty when all is well."""
    return [*_stores(), *_kits(), *_unsettled(), *_pieces(), *_slips(), *_owed(), *_accounts()]


def count_orders() -> int:
    return db.session.scalar(select(func.count(WorkOrder.id))) or 0


def _stores() -> Iterator[str]:
    total = func.coalesce(func.sum(MaterialMovement.stock), 0)
    rows = db.session.execute(
        select(Material.code, Material.on_hand, total)
        .outerjoin(MaterialMovement, MaterialMovement.material_id == Material.id)
        .group_by(Material.id)
        .having(Material.on_hand != total)
        .order_by(Material.code)
    )
    for code, on_hand, sum_ in rows:
        yield f"material {code}: {on_hand} in the store, but its movements sum to {sum_}"


def _kits() -> Iterator[str]:
    """Issued, used, returned and wasted, each against its movements."""
    moved = _moved()
    lines = select(KitLine).order_by(KitLine.work_order_id, KitLine.material_id)
    for line in db.session.scalars(lines):
        for name in COUNTED.values():
            booked = moved.pop((line.work_order_id, line.material_id, name), 0)
            if getattr(line, name) != booked:
                yield (
                    f"order {line.work_order_id}, material {line.material_id}: "
                    f"{getattr(line, name)} {name}, but its movements sum to {booked}"
                )
    for order_id, material_id, name in sorted(moved):
        yield f"order {order_id}: material {material_id} was {name} and is in no kit"


def _moved() -> dict[tuple[int, int, str], int]:
    """By order, material and counter."""
    what = MaterialMovement.work_order_id, MaterialMovement.material_id, MaterialMovement.happening
    rows = db.session.execute(
        select(*what, func.sum(MaterialMovement.quantity))
        .where(
            MaterialMovement.work_order_id.is_not(None),
            MaterialMovement.happening.in_(COUNTED),
        )
        .group_by(*what)
    )
    return {
        (int(order_id or 0), material_id, COUNTED[happening]): int(quantity)
        for order_id, material_id, happening, quantity in rows
    }


def _unsettled() -> Iterator[str]:
    rows = db.session.scalars(
        select(WorkOrder.number)
        .join(WorkOrder.kit)
        .where(
            WorkOrder.state.in_([WorkState.CLOSED, WorkState.CANCELLED]),
            KitLine.issued != KitLine.used + KitLine.returned + KitLine.wasted,
        )
        .order_by(WorkOrder.number)
    )
    for number in rows:
        yield f"order {number} is over, but not all its material is accounted for"


def _pieces() -> Iterator[str]:
    """Accepted and rejected pieces of an order against the grades of its batches."""
    accepted = func.coalesce(func.sum(Batch.a + Batch.b + Batch.c - Batch.back), 0)
    rejected = func.coalesce(func.sum(Batch.reject), 0)
    rows = db.session.execute(
        select(WorkOrder.number, WorkOrder.accepted, WorkOrder.rejected, accepted, rejected)
        .outerjoin(WorkOrder.offers)
        .outerjoin(Offer.batches)
        .group_by(WorkOrder.id)
        .having((WorkOrder.accepted != accepted) | (WorkOrder.rejected != rejected))
        .order_by(WorkOrder.number)
    )
    for number, took, threw, in_a, in_r in rows:
        yield f"order {number}: {took} accepted, {threw} rejected; its batches say {in_a}, {in_r}"


def _slips() -> Iterator[str]:
    earned = (
        select(WageLine.slip_id, func.sum(WageLine.amount_minor).label("minor"))
        .group_by(WageLine.slip_id)
        .subquery()
    )
    repaid = (
        select(Repayment.slip_id, func.sum(Repayment.amount_minor).label("minor"))
        .group_by(Repayment.slip_id)
        .subquery()
    )
    lines, back = func.coalesce(earned.c.minor, 0), func.coalesce(repaid.c.minor, 0)
    rows = db.session.execute(
        select(WageSlip.id)
        .outerjoin(earned, earned.c.slip_id == WageSlip.id)
        .outerjoin(repaid, repaid.c.slip_id == WageSlip.id)
        .where((WageSlip.gross_minor != lines) | (WageSlip.repaid_minor != back))
        .order_by(WageSlip.id)
    )
    for (slip_id,) in rows:
        yield f"slip {slip_id} does not add up to its lines"
    yield from _beyond_advances()


def _beyond_advances() -> Iterator[str]:
    amount = Advance.__table__.c.amount_minor
    rows = db.session.execute(
        select(Advance.id, func.sum(Repayment.amount_minor), amount)
        .join(Repayment, Repayment.advance_id == Advance.id)
        .join(Repayment.slip)
        .join(WageSlip.run)
        .where(WagesRun.state != RunState.DROPPED)
        .group_by(Advance.id)
        .having(func.sum(Repayment.amount_minor) > amount)
        .order_by(Advance.id)
    )
    for advance_id, back, whole in rows:
        yield f"advance {advance_id}: {back} paid back of {whole}"


def _owed() -> Iterator[str]:
    """What is to be paid out against what was approved and advanced in money."""
    owed = {
        row.key: row.amount.minor
        for row in db.session.scalars(select(Earning).order_by(Earning.id))
        if row.key.startswith(("wages:", "advance:"))
    }
    slips = select(WageSlip).join(WageSlip.run).where(WagesRun.state == RunState.APPROVED)
    due = {f"wages:{slip.id}": slip.net_minor for slip in db.session.scalars(slips)}
    cash = select(Advance).where(Advance.kind == AdvanceKind.CASH)
    due |= {f"advance:{one.id}": one.amount.minor for one in db.session.scalars(cash)}
    for key in sorted(owed.keys() | due.keys()):
        if owed.get(key, 0) != due.get(key, 0):
            yield f"{key}: {owed.get(key, 0)} owed, should be {due.get(key, 0)}"


def _accounts() -> Iterator[str]:
    """What stands on the accounts of wages against advances and approved slips."""
    expected = dict(books.expected())
    for account, amounts in sorted(ledger.all_balances().items()):
        if books.is_ours(account):
            for amount in amounts:
                should = Money(expected.pop(account, 0), CURRENCY)
                if amount != should:
                    yield f"account {account}: stands at {amount}, should stand at {should}"
    for account, minor in sorted(expected.items()):
        if minor:
            yield f"account {account}: stands at nothing, should stand at {minor}"
