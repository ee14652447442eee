"""Whether the report of every shift is what the ledger says, and what exhibitions took along is all
accounted for."""

from collections.abc import Mapping

from sqlalchemy import func, select

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import queries as ledger
from marketplace.pardis.till import queries
from marketplace.pardis.till.models import CURRENCY, Shift, ShiftState
from marketplace.pardis.till.queries import Report


def faults() -> list[str]:
    """Everything that does not agree, one sentence each; empty when all is well."""
    shifts = db.session.scalars(select(Shift).order_by(Shift.id)).all()
    reports = queries.reports([shift.id for shift in shifts])
    booked = ledger.turnover_under([shift.number for shift in shifts])
    found = exhibitions_that_differ()
    for shift in shifts:
        found += _differences(shift, reports[shift.id], booked[shift.number])
    return found


def differences(shift: Shift, report: Report) -> list[str]:
    """The same of one shift."""
    return _differences(shift, report, ledger.turnover_under([shift.number])[shift.number])


def _differences(shift: Shift, report: Report, booked: Mapping[str, int]) -> list[str]:
    found = []
    if shift.state is not ShiftState.OPEN and report.cash(shift) != shift.expected:
        found.append(f"shift {shift.number}: {report.cash(shift)} expected, {shift.expected} kept")
    should = queries.expected_of(shift, report)
    for account in sorted(should.keys() | booked.keys()):
        if should.get(account, 0) != booked.get(account, 0):
            found.append(_differs(shift, account, booked.get(account, 0), should.get(account, 0)))
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
