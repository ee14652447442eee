"""Whether the report of every shift is what the ledger says."""

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
    found = []
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


def count_shifts() -> int:
    return db.session.scalar(select(func.count(Shift.id))) or 0


def _differs(shift: Shift, account: str, is_: int, should: int) -> str:
    booked, told = Money(is_, CURRENCY), Money(should, CURRENCY)
    return f"shift {shift.number}, account {account}: {booked} booked, {told} in the report"
