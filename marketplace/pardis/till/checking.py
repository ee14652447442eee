"""Whether the report of every shift is what the ledger says, and what exhibitions took along is all
accounted for."""

from sqlalchemy import func, select

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import queries as ledger
from marketplace.pardis.till import queries
from marketplace.pardis.till.models import CURRENCY, Shift, ShiftState


def faults() -> list[str]:
    """Everything that does not agree, one sentence each; empty when all is well."""
    shifts = db.session.scalars(select(Shift).order_by(Shift.id)).all()
    reports = queries.reports([shift.id for shift in shifts])
    booked = ledger.turnover_under([shift.number for shift in shifts])
    found = exhibitions_that_differ()
    for shift in shifts:
        report = reports[shift.id]
        if shift.state is not ShiftState.OPEN and report.cash(shift) != shift.expected:
            found.append(
                f"shift {shift.number}: {report.cash(shift)} expected, {shift.expected} kept"
            )
        should, is_ = queries.expected_of(shift, report), booked[shift.number]
        for account in sorted(should.keys() | is_.keys()):
            if should.get(account, 0) != is_.get(account, 0):
                found.append(_differs(shift, account, is_.get(account, 0), should.get(account, 0)))
    return found


def exhibitions_that_differ() -> list[str]:
    """What was taken along is what was sold there, what came back, and what was booked as missing."""
    found = []
    for code in _over():
        held = queries.exhibition(code)
        gone = queries.gone_from(held)
        for one in queries.load_of(held):
            kind = one.line.stock_item.variant_id, str(one.line.stock_item.owner)
            told = one.sold + (one.line.came or 0) + gone.get(kind, 0)
            if one.there or one.line.quantity != told:
                found.append(
                    f"exhibition {code}, {one.variant.sku}: {one.line.quantity} taken, {told} "
                    f"accounted for, {one.there} lie there"
                )
    return found


def _over() -> list[str]:
    return sorted(one.till.code for one in queries.exhibitions() if one.over)


def count_shifts() -> int:
    return db.session.scalar(select(func.count(Shift.id))) or 0


def _differs(shift: Shift, account: str, is_: int, should: int) -> str:
    booked, told = Money(is_, CURRENCY), Money(should, CURRENCY)
    return f"shift {shift.number}, account {account}: {booked} booked, {told} in the report"
