"""Pieces are looked at and graded. Only grade A comes into stock that the shop sells abroad."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.inventory import services as stock
from marketplace.inventory.models import Condition, Owner, StockItem
from marketplace.inventory.services.movements import Cause
from marketplace.inventory.services.shelving import receive_into, stock_item
from marketplace.localisation.formats import format_number
from marketplace.localisation.languages import local_text
from marketplace.media.models import Picture
from marketplace.orders import shares
from marketplace.orders.models import OrderLine, OrderState
from marketplace.pardis.production.models import (
    Batch,
    BatchState,
    Criterion,
    Grade,
    Inspection,
    InspectionPicture,
    Measurement,
    WorkOrder,
    WorkState,
)

NOT_SOLD = {OrderState.PLACED, OrderState.HELD, OrderState.CANCELLED}
WITH_LIMITS = (Grade.A, Grade.B)


@dataclass(frozen=True)
class Grades:
    """How many pieces got which grade; of the C pieces `back` go to the maker for rework."""

    a: int = 0
    b: int = 0
    c: int = 0
    reject: int = 0
    back: int = 0

    @property
    def whole(self) -> int:
        return self.a + self.b + self.c + self.reject

    def of(self, grade: Grade) -> int:
        return int(getattr(self, grade.value))


@dataclass(frozen=True)
class Sheet:
    """What was found: the poorest value of each criterion among the pieces of a grade."""

    grades: Grades
    values: Collection[tuple[Criterion, Grade, Decimal]] = ()
    pictures: Sequence[Picture] = ()
    note: str = ""


def grade(batch: Batch, sheet: Sheet, criteria: Sequence[Criterion], by: User) -> None:
    """Grade a batch, whose order is locked by whoever calls. Of two inspectors the first one's sheet
    counts; the second is told."""
    if batch.state is BatchState.GRADED:
        raise Conflict(_("Somebody has graded this batch already."))
    _refuse_wrong_sums(batch, sheet.grades)
    _refuse_beyond_limits(sheet, criteria)
    for name, pieces in vars(sheet.grades).items():
        setattr(batch, name, pieces)
    batch.state, batch.graded_at = BatchState.GRADED, now()
    order = batch.offer.work_order
    _count(order, sheet.grades)
    _write_down(batch, sheet, by)
    after = {"batch": batch.number, **vars(sheet.grades)}
    audit.record(by, "work_batch.graded", batch, after=after, scope_id=order.cooperative_id)
    _into_stock(order, batch, by)


def _refuse_wrong_sums(batch: Batch, grades: Grades) -> None:
    if grades.whole != batch.quantity:
        raise Invalid(
            _(
                "The grades add up to %(sum)s pieces; %(pieces)s were handed in.",
                sum=format_number(grades.whole),
                pieces=format_number(batch.quantity),
            ),
            "a",
        )
    if grades.back > grades.c:
        raise Invalid(_("Only pieces of grade C go back for rework."), "back")


def _refuse_beyond_limits(sheet: Sheet, criteria: Sequence[Criterion]) -> None:
    """Every criterion of the craft is measured for grades A and B, and holds its limit."""
    found = {(criterion.id, grade): value for criterion, grade, value in sheet.values}
    for grade in WITH_LIMITS:
        for criterion in criteria if sheet.grades.of(grade) else ():
            value = found.get((criterion.id, grade))
            field = f"{criterion.id}-{grade.value}"
            name = local_text(criterion.names)
            if value is None:
                raise Invalid(_("Measure this too: %(name)s.", name=name), field)
            if not criterion.holds(grade, value):
                raise Invalid(
                    _(
                        "%(name)s: the limit of grade %(grade)s is %(limit)s.",
                        name=name,
                        grade=grade.value.upper(),
                        limit=format_number(criterion.limit(grade)),
                    ),
                    field,
                )


def _count(order: WorkOrder, grades: Grades) -> None:
    """Accepted, rejected and open pieces go on adding up to those ordered."""
    accepted = grades.a + grades.b + grades.c - grades.back
    order.accepted += accepted
    order.rejected += grades.reject
    order.open -= accepted + grades.reject
    if order.open == 0 and order.state is WorkState.IN_PROGRESS:
        order.state, order.inspected_at = WorkState.INSPECTED, now()
    db.session.flush()


def _write_down(batch: Batch, sheet: Sheet, by: User) -> None:
    inspection = Inspection(batch_id=batch.id, note=sheet.note, by_id=by.id)
    inspection.measurements = [
        Measurement(criterion_id=c.id, grade=grade, value=value, limit=c.limit(grade))
        for c, grade, value in sheet.values
        if sheet.grades.of(grade)
    ]
    inspection.pictures = [
        InspectionPicture(picture_id=picture.id, position=position)
        for position, picture in enumerate(sheet.pictures)
    ]
    db.session.add(inspection)
    db.session.flush()


def _into_stock(order: WorkOrder, batch: Batch, by: User) -> None:
    """Grade A is for sale; B and the C pieces that stay are for sale at home only. They belong to
    the cooperative, which owes the wages for them: sold, they credit nobody (decision 27)."""
    place = stock.main_place(order.cooperative_id)
    lower = batch.b + batch.c - batch.back
    for condition, pieces in ((Condition.SELLABLE, batch.a), (Condition.DOMESTIC, lower)):
        if pieces:
            item = stock_item(order.variant_id, place.id, condition, Owner.COOPERATIVE)
            cause = Cause(f"batch:{batch.id}:{condition.value}", by, batch.number)
            receive_into(item, pieces, cause)
            line = _awaiting(order) if condition is Condition.SELLABLE else None
            if line:
                _hand_over(line, batch, item, by)


def _awaiting(order: WorkOrder) -> OrderLine | None:
    """The line of a sold order that the pieces are made for."""
    line = order.order_line
    sold = line and line.made_to_order and line.order.state not in NOT_SOLD
    return line if sold else None


def _hand_over(line: OrderLine, batch: Batch, item: StockItem, by: User) -> None:
    """Made for an order that is sold, the pieces are that buyer's: nobody else can buy them. What
    it does not need any more is for sale."""
    has = shares.whose([line])[line.id]
    pieces = min(batch.a, line.quantity - has.own - has.house)
    if pieces > 0:
        stock.hand_over(f"{line.order.number}:batch:{batch.id}", item, pieces, by)
