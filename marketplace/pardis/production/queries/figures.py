"""How good pieces become, and how long they take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import func, select

from marketplace.catalogue.models import Product, Variant
from marketplace.core.clock import now
from marketplace.core.db import Texts, db
from marketplace.pardis.production.calendar import days_late
from marketplace.pardis.production.models import (
    Batch,
    BatchState,
    KitLine,
    Material,
    Offer,
    Unit,
    WorkOrder,
)


@dataclass(frozen=True)
class Yield:
    """What became of the pieces of a product that were graded: each inspection counts, so a piece
    that went back counts again."""

    titles: Texts
    graded: int
    a: int
    b: int
    c: int
    reject: int
    back: int

    def share(self, pieces: int) -> int:
        """In basis points of what was graded, to whole percents."""
        return round(pieces * 100 / self.graded) * 100 if self.graded else 0


@dataclass(frozen=True)
class LeadTime:
    """Days from taking an order to its last grade, over the orders of a product."""

    titles: Texts
    orders: int
    days: float
    late: int


@dataclass(frozen=True)
class Use:
    """What closed orders took of a material, beside what their bills say."""

    names: Texts
    unit: Unit
    needed: int
    used: int
    wasted: int

    @property
    def over_bp(self) -> int:
        """How much more than the bills say was used and wasted, in basis points."""
        over = self.used + self.wasted - self.needed
        return round(over * 100 / self.needed) * 100 if self.needed else 0


def yields(since: date) -> Sequence[Yield]:
    """By product, the most pieces first."""
    sums = [func.sum(column) for column in (Batch.a, Batch.b, Batch.c, Batch.reject, Batch.back)]
    whole = func.sum(Batch.quantity)
    rows = db.session.execute(
        select(Product.titles, whole, *sums)
        .join(Variant, Variant.product_id == Product.id)
        .join(WorkOrder, WorkOrder.variant_id == Variant.id)
        .join(WorkOrder.offers)
        .join(Offer.batches)
        .where(Batch.state == BatchState.GRADED, Batch.graded_at >= since)
        .group_by(Product.id)
        .order_by(whole.desc(), Product.id)
    ).all()
    return [Yield(row[0], *map(int, row[1:])) for row in rows]


def lead_times(since: date) -> Sequence[LeadTime]:
    rows = db.session.execute(
        select(
            Product.id,
            Product.titles,
            WorkOrder.accepted_at,
            WorkOrder.inspected_at,
            WorkOrder.due_on,
        )
        .join(Variant, Variant.product_id == Product.id)
        .join(WorkOrder, WorkOrder.variant_id == Variant.id)
        .where(WorkOrder.accepted_at.is_not(None), WorkOrder.inspected_at >= since)
        .order_by(Product.id, WorkOrder.id)
    ).all()
    found: dict[int, list[tuple[Texts, float, bool]]] = {}
    for product_id, titles, taken, done, due_on in rows:
        if not (taken and done):
            continue
        days = (done - taken) / timedelta(days=1)
        found.setdefault(product_id, []).append((titles, days, days_late(due_on, done) > 0))
    return [
        LeadTime(
            of_one[0][0],
            len(of_one),
            round(median(days for _t, days, _late in of_one), 1),
            sum(late for _t, _days, late in of_one),
        )
        for of_one in found.values()
    ]


def uses(since: date) -> Sequence[Use]:
    rows = db.session.execute(
        select(
            Material.names,
            Material.unit,
            func.sum(KitLine.needed),
            func.sum(KitLine.used),
            func.sum(KitLine.wasted),
        )
        .join(KitLine, KitLine.material_id == Material.id)
        .join(KitLine.work_order)
        .where(KitLine.settled, WorkOrder.open == 0, WorkOrder.closed_at >= since)
        .group_by(Material.id)
        .order_by(Material.code)
    ).all()
    return [Use(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows]


def a_year_ago() -> date:
    return now().date() - timedelta(days=365)
