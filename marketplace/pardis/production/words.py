"""What units, states, grades and happenings are called."""

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import lazy_gettext as _

from marketplace.localisation.formats import format_number
from marketplace.pardis.production.models import (
    AdvanceKind,
    Bound,
    Grade,
    Happening,
    OfferState,
    Purpose,
    RunState,
    Unit,
    WorkState,
)

UNITS: Mapping[Unit, tuple[object, int]] = {
    Unit.GRAM: (_("kg"), 1000),
    Unit.MILLILITRE: (_("litre"), 1000),
    Unit.CENTIMETRE: (_("metre"), 100),
    Unit.PIECE: (_("item"), 1),
}
"""What people count in, and how many of the whole units that is."""
HAPPENINGS: Mapping[Happening, object] = {
    Happening.RECEIVED: _("Came in"),
    Happening.ISSUED: _("Issued"),
    Happening.RETURNED: _("Came back"),
    Happening.USED: _("Used"),
    Happening.WASTED: _("Waste"),
    Happening.LENT: _("On credit"),
}
PURPOSES: Mapping[Purpose, object] = {
    Purpose.ORDER: _("For an order"),
    Purpose.STOCK: _("For stock"),
    Purpose.TRAINING: _("Training pieces"),
}
WORK_STATES: Mapping[WorkState, tuple[object, str]] = {
    WorkState.PLANNED: (_("Planned"), ""),
    WorkState.OFFERED: (_("Offered"), "lotus"),
    WorkState.ACCEPTED: (_("Accepted"), "info"),
    WorkState.IN_PROGRESS: (_("In progress"), "wait"),
    WorkState.INSPECTED: (_("Inspected"), "ok"),
    WorkState.CLOSED: (_("Closed"), ""),
    WorkState.CANCELLED: (_("Cancelled"), "bad"),
}
OFFER_STATES: Mapping[OfferState, tuple[object, str]] = {
    OfferState.OFFERED: (_("Waits for her answer"), "wait"),
    OfferState.ACCEPTED: (_("Accepted"), "ok"),
    OfferState.DECLINED: (_("Declined"), "bad"),
    OfferState.WITHDRAWN: (_("Taken back"), ""),
}
GRADES: Mapping[Grade, object] = {
    Grade.A: _("A, export"),
    Grade.B: _("B, domestic"),
    Grade.C: _("C, poor"),
    Grade.REJECT: _("Rejected"),
}
BOUNDS: Mapping[Bound, object] = {Bound.LEAST: _("at least"), Bound.MOST: _("at most")}
RUN_STATES: Mapping[RunState, tuple[object, str]] = {
    RunState.DRAFT: (_("Waits for approval"), "wait"),
    RunState.APPROVED: (_("Approved"), "ok"),
    RunState.DROPPED: (_("Given up"), ""),
}
ADVANCES: Mapping[AdvanceKind, object] = {
    AdvanceKind.CASH: _("Advance"),
    AdvanceKind.MATERIAL: _("Material on credit"),
}


def amount_text(unit: Unit, quantity: int) -> str:
    """So many whole units as people say it: 5200 grams are 5.2 kg."""
    return f"{amount_number(unit, quantity)} {UNITS[unit][0]}"


def amount_number(unit: Unit, quantity: int) -> str:
    """The same without the unit, which stands elsewhere."""
    return format_number(Decimal(quantity) / UNITS[unit][1])


def whole_units(unit: Unit, amount: Decimal) -> int:
    """The other way round, to the nearest whole unit."""
    return int((amount * UNITS[unit][1]).to_integral_value())
