"""What states, kinds of money, conditions and flags are called."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _

from marketplace.core.money import Money
from marketplace.inventory.models import Condition
from marketplace.pardis.till.models import (
    CURRENCY,
    Flag,
    SettlementKind,
    Shift,
    ShiftState,
    Tender,
)
from marketplace.pardis.till.queries import Report

SHIFT_STATES: Mapping[ShiftState, tuple[object, str]] = {
    ShiftState.OPEN: (_("Open"), "ok"),
    ShiftState.WAITING: (_("Difference to approve"), "wait"),
    ShiftState.CLOSED: (_("Closed"), ""),
}
TENDERS: Mapping[Tender, object] = {
    Tender.CASH: _("Cash"),
    Tender.CARD: _("Card terminal"),
    Tender.TRANSFER: _("Transfer"),
    Tender.EXCHANGE: _("Worth of what came back"),
}
MONEY: Mapping[Tender, object] = {
    tender: words for tender, words in TENDERS.items() if tender is not Tender.EXCHANGE
}
"""What can be given back."""
BACK_IN: Mapping[Condition, object] = {
    Condition.INSPECT: _("To be looked at"),
    Condition.SELLABLE: _("For sale again"),
}
FLAGS: Mapping[Flag, object] = {
    Flag.PRICE: _("Sold at another price"),
    Flag.DISCOUNT: _("A discount that is not hers to give"),
    Flag.LATE: _("Came after its shift was closed"),
}
SETTLEMENTS: Mapping[SettlementKind, object] = {
    SettlementKind.REFUND: _("The money went back"),
    SettlementKind.OTHER: _("Another piece was given, or this one is there by now"),
    SettlementKind.NOTE: _("Nothing more to do: a note says why"),
}
WORDS = {
    "shift_states": SHIFT_STATES,
    "tenders": TENDERS,
    "back_in": BACK_IN,
    "flags": FLAGS,
    "settlements": SETTLEMENTS,
}


Rows = list[tuple[object, Money]]


def told(report: Report) -> Rows:
    """What was sold in a shift, line by line; what is nothing is left out."""
    rows = [
        (_("Pieces at their prices"), report.listed),
        (_("Discounts"), -report.discount),
        (_("Sold"), report.total),
        (_("Of it tax"), report.tax),
        (_("Came back"), -report.returned),
        (_("Could not be given, to settle"), report.failed - report.settled),
    ]
    return _some(rows)


def paid(report: Report) -> Rows:
    """How it was paid, and how money went back."""
    rows = [(words, report.taken[tender]) for tender, words in TENDERS.items()]
    rows += [(_("Given back: %(how)s", how=MONEY[one]), -report.given_back[one]) for one in MONEY]
    return _some(rows)


def drawer(shift: Shift, report: Report) -> Rows:
    """What came into the drawer and left it, until it was counted."""
    rows = [
        (_("Float"), shift.float_minor),
        (_("Paid in cash"), report.taken[Tender.CASH]),
        (_("Given back in cash"), -report.given_back[Tender.CASH]),
        (_("Carried to the safe"), -report.dropped),
    ]
    return _some(rows)


def _some(rows: Sequence[tuple[object, int]]) -> Rows:
    return [(words, Money(minor, CURRENCY)) for words, minor in rows if minor]
