"""What a person decides about pieces that were sold at the counter and could not be given by the
stock, because somebody in the shop was faster."""

from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.pardis.till import books, queries
from marketplace.pardis.till.errors import NoShift
from marketplace.pardis.till.models import (
    LineSettlement,
    SaleLine,
    SettlementKind,
    Tender,
    Till,
)
from marketplace.pardis.till.services import selling


@dataclass(frozen=True)
class Decision:
    """The money goes back by `tender`; or the piece `sku` was given instead, which may be the same
    once it is there; or a note says what happened."""

    kind: SettlementKind
    note: str
    tender: Tender | None = None
    reference: str = ""
    sku: str = ""


def settle(till: Till, line: SaleLine, decision: Decision, by: User) -> LineSettlement:
    """Once. The till is locked by the caller, and a shift is open at it."""
    if line.settled:
        raise Conflict(_("Somebody has settled this already."))
    shift = queries.open_shift(till.id)
    if shift is None:
        raise NoShift(_("No shift is open at this till."))
    refund = decision.kind is SettlementKind.REFUND
    if refund and decision.tender not in (Tender.CASH, Tender.CARD, Tender.TRANSFER):
        raise Invalid(_("Say how the money goes back."), "tender")
    if refund and decision.tender is not Tender.CASH and not decision.reference:
        raise Invalid(_("Type the reference of the terminal or the transfer."), "reference")
    if decision.kind is SettlementKind.OTHER:
        _give_other(till, line, decision.sku, by)
    made = LineSettlement(
        line=line,
        kind=decision.kind,
        shift=shift,
        tender=decision.tender if refund else None,
        reference=decision.reference if refund else "",
        note=decision.note,
        by_id=by.id,
    )
    line.settled = True
    db.session.add(made)
    db.session.flush()
    books.book_settlement(made, line.shares)
    after = {"kind": decision.kind.value, "line": line.position, "note": decision.note}
    audit.record(by, "sale.settled", line.sale, after=after, scope_id=CENTRE)
    return made


def _give_other(till: Till, line: SaleLine, sku: str, by: User) -> None:
    """It costs her what the first one did. What an exhibition cannot give any more comes from home."""
    found = queries.variants_at([sku]).get(sku)
    if found is None:
        raise Invalid(_("No piece has the code %(code)s.", code=sku), "sku")
    line.variant = found
    db.session.flush()
    held = queries.exhibition_at(till.id)
    place_id = held.home_id if held and held.over else till.location_id
    selling.give(line, place_id, selling.cause_of(line, ":other"), by, refuse=True)
    db.session.refresh(line, ["shares"])
