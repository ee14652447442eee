"""What happened in a shift, in one table of sums, from the counter's own rows; and what the ledger
says of it. The two are equal, or something is wrong."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, func, select

from marketplace.accounts.permissions import CENTRE
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory.models import Owner, StockItem
from marketplace.ledger import accounts
from marketplace.pardis.till.models import (
    CURRENCY,
    CounterSale,
    Drop,
    LineSettlement,
    Return,
    ReturnLine,
    SaleLine,
    SalePayment,
    SaleShare,
    Shift,
    ShiftState,
    Tender,
)

Sums = Counter[str]


@dataclass
class Report:
    """In minor units. `taken` and `given_back` by tender; `ours`, `theirs`, `tax`, `failed` are what
    the sales were for, less what came back."""

    sales: int = 0
    listed: int = 0
    total: int = 0
    returns: int = 0
    returned: int = 0
    exchanged: int = 0
    dropped: int = 0
    ours: int = 0
    theirs: int = 0
    tax: int = 0
    failed: int = 0
    settled: int = 0
    taken: Sums = field(default_factory=Counter)
    given_back: Sums = field(default_factory=Counter)

    def cash(self, shift: Shift) -> Money:
        """What has to lie in the drawer before it is counted."""
        moved = self.taken[Tender.CASH] - self.given_back[Tender.CASH] - self.dropped
        return Money(shift.float_minor + moved, CURRENCY)

    @property
    def discount(self) -> int:
        return self.listed - self.total

    @property
    def sold(self) -> Money:
        return Money(self.total, CURRENCY)

    def net(self, tender: Tender) -> Money:
        return Money(self.taken[tender] - self.given_back[tender], CURRENCY)


def reports(shift_ids: Collection[int]) -> dict[int, Report]:
    """By the id of the shift, in nine statements however many there are."""
    found = {shift_id: Report() for shift_id in shift_ids}
    for add in (_sales, _payments, _lines, _shares, _returns, _return_lines, _drops, _settled):
        add(found)
    return found


def report_of(shift: Shift) -> Report:
    return reports([shift.id])[shift.id]


def expected_of(shift: Shift, report: Report) -> Mapping[str, int]:
    """What the report says that the ledger holds under the shift's number, by account."""
    sums: Sums = Counter()
    cash = report.cash(shift).minor
    sums[accounts.safe(CENTRE)] = report.dropped - shift.float_minor
    if shift.state is ShiftState.OPEN:
        sums[accounts.till(shift.till_id)] = cash
    else:
        sums[accounts.safe(CENTRE)] += shift.counted_minor or 0
        sums[accounts.cash_difference(CENTRE)] = cash - (shift.counted_minor or 0)
    sums[accounts.terminal(CENTRE)] = report.net(Tender.CARD).minor
    sums[accounts.bank(CENTRE)] = report.net(Tender.TRANSFER).minor
    sums[accounts.exchanged(CENTRE)] = report.taken[Tender.EXCHANGE] - report.exchanged
    sums[accounts.takings(CENTRE)] = -report.theirs
    sums[accounts.shelf_sales(CENTRE)] = -report.ours
    sums[accounts.sales_tax(CENTRE)] = -report.tax
    sums[accounts.unsettled(CENTRE)] = report.settled - report.failed
    return {account: minor for account, minor in sums.items() if minor}


def _each(chosen: Any) -> list[Any]:
    return list(db.session.execute(chosen))


def _sales(found: dict[int, Report]) -> None:
    chosen = select(
        CounterSale.shift_id, func.count(CounterSale.id), func.sum(CounterSale.total_minor)
    )
    for shift_id, count, total in _each(_within(chosen, CounterSale.shift_id, found)):
        found[shift_id].sales, found[shift_id].total = count, int(total)


def _payments(found: dict[int, Report]) -> None:
    chosen = (
        select(CounterSale.shift_id, SalePayment.tender, func.sum(SalePayment.amount_minor))
        .join(CounterSale, CounterSale.id == SalePayment.sale_id)
        .group_by(SalePayment.tender)
    )
    for shift_id, tender, minor in _each(_within(chosen, CounterSale.shift_id, found)):
        found[shift_id].taken[tender] += int(minor)


def _lines(found: dict[int, Report]) -> None:
    amount = SaleLine.price_minor * SaleLine.quantity
    failed = func.sum(case((SaleLine.failed != "", amount), else_=0))
    listed = func.sum(SaleLine.listed_minor * SaleLine.quantity)
    chosen = select(CounterSale.shift_id, listed, failed).join(
        CounterSale, CounterSale.id == SaleLine.sale_id
    )
    for shift_id, whole, minor in _each(_within(chosen, CounterSale.shift_id, found)):
        found[shift_id].listed, found[shift_id].failed = int(whole), int(minor)


def _shares(found: dict[int, Report]) -> None:
    """Of lines that the stock gave; what was given later stands with its settlement."""
    chosen = (
        select(CounterSale.shift_id, *_worth(SaleShare.pieces))
        .join(SaleLine, SaleLine.id == SaleShare.line_id)
        .join(CounterSale, CounterSale.id == SaleLine.sale_id)
        .join(StockItem, StockItem.id == SaleShare.stock_item_id)
        .where(SaleLine.failed == "")
    )
    for shift_id, theirs, ours, tax in _each(_within(chosen, CounterSale.shift_id, found)):
        _add(found[shift_id], int(theirs), int(ours), int(tax))


def _returns(found: dict[int, Report]) -> None:
    back = Return.amount_minor - Return.exchanged_minor
    chosen = select(
        Return.shift_id,
        Return.tender,
        func.count(Return.id),
        func.sum(Return.amount_minor),
        func.sum(Return.exchanged_minor),
        func.sum(back),
    ).group_by(Return.tender)
    for shift_id, tender, count, whole, exchanged, minor in _each(
        _within(chosen, Return.shift_id, found)
    ):
        report = found[shift_id]
        report.returns += count
        report.returned += int(whole)
        report.exchanged += int(exchanged)
        report.given_back[tender] += int(minor)


def _return_lines(found: dict[int, Report]) -> None:
    chosen = (
        select(Return.shift_id, *_worth(ReturnLine.pieces))
        .join(ReturnLine, ReturnLine.return_id == Return.id)
        .join(SaleShare, SaleShare.id == ReturnLine.share_id)
        .join(SaleLine, SaleLine.id == SaleShare.line_id)
        .join(StockItem, StockItem.id == SaleShare.stock_item_id)
    )
    for shift_id, theirs, ours, tax in _each(_within(chosen, Return.shift_id, found)):
        _add(found[shift_id], -int(theirs), -int(ours), -int(tax))


def _drops(found: dict[int, Report]) -> None:
    chosen = select(Drop.shift_id, func.sum(Drop.amount_minor))
    for shift_id, minor in _each(_within(chosen, Drop.shift_id, found)):
        found[shift_id].dropped = int(minor)


def _settled(found: dict[int, Report]) -> None:
    amount = SaleLine.price_minor * SaleLine.quantity
    given = (
        select(SaleShare.line_id, *_worth(SaleShare.pieces))
        .join(SaleLine, SaleLine.id == SaleShare.line_id)
        .join(StockItem, StockItem.id == SaleShare.stock_item_id)
        .where(SaleLine.failed != "")
        .group_by(SaleShare.line_id)
        .subquery()
    )
    chosen = (
        select(LineSettlement.shift_id, LineSettlement.tender, amount, *list(given.c)[1:])
        .join(SaleLine, SaleLine.id == LineSettlement.line_id)
        .outerjoin(given, given.c.line_id == LineSettlement.line_id)
        .where(LineSettlement.shift_id.in_(found))
    )
    for shift_id, tender, minor, theirs, ours, tax in _each(chosen):
        report = found[shift_id]
        report.settled += minor
        if tender:
            report.given_back[tender] += minor
        elif theirs is None:
            report.ours += minor
        else:
            _add(report, int(theirs), int(ours), int(tax))


def _add(report: Report, theirs: int, ours: int, tax: int) -> None:
    report.theirs += theirs
    report.ours += ours
    report.tax += tax


def _worth(pieces: Any) -> tuple[Any, Any, Any]:
    """What pieces of makers, and what the centre's own, were sold for; and the tax on both."""
    net = (SaleLine.price_minor - SaleLine.tax_minor) * pieces
    theirs = StockItem.owner == Owner.ARTISAN
    return (
        func.sum(case((theirs, net), else_=0)).label("theirs"),
        func.sum(case((theirs, 0), else_=net)).label("ours"),
        func.sum(SaleLine.tax_minor * pieces).label("tax"),
    )


def _within(chosen: Any, column: Any, found: dict[int, Report]) -> Any:
    return chosen.where(column.in_(found)).group_by(column)
