"""What a piece is made of, written down. A bill is never changed: the next one takes its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.db import Texts, db
from marketplace.core.errors import Invalid
from marketplace.pardis.production import queries
from marketplace.pardis.production.models import Bill, BillLine, BillStep


@dataclass(frozen=True)
class Part:
    """So many whole units of a material for a piece; 500 basis points of scrap are 5 %."""

    material_id: int
    quantity: int
    scrap_bp: int


@dataclass(frozen=True)
class Step:
    names: Texts
    minutes: int


def write(
    variant: Variant, parts: Sequence[Part], steps: Sequence[Step], starts_on: date, by: User | None
) -> Bill:
    """The next bill of the variant, whose row is locked by whoever calls. Running orders keep the
    one that they were planned with."""
    if not parts:
        raise Invalid(_("Name at least one material."), "parts")
    if len({part.material_id for part in parts}) < len(parts):
        raise Invalid(_("Each material stands in a bill once."), "parts")
    if not steps:
        raise Invalid(_("Name at least one step with its minutes."), "steps")
    bill = Bill(
        variant=variant,
        number=queries.last_bill_number(variant.id) + 1,
        content_version=variant.product.content_version,
        starts_on=starts_on,
        made_by_id=by.id if by else None,
    )
    bill.lines = [BillLine(**vars(part)) for part in parts]
    bill.steps = [
        BillStep(position=position, names=step.names, minutes=step.minutes)
        for position, step in enumerate(steps, 1)
    ]
    db.session.add(bill)
    after = {"number": bill.number, "minutes": bill.minutes}
    audit.record(by, "bill.written", bill, after=after, scope_id=variant.product.cooperative_id)
    return bill
