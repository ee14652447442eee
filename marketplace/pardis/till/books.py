"""What the counter does to the books. Every entry stands under the number of its shift, so that the
report of a shift can be held against them."""

from collections.abc import Iterable

from marketplace.accounts.permissions import CENTRE
from marketplace.core.money import Money
from marketplace.inventory.models import Owner
from marketplace.ledger import accounts
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.pardis.till.models import (
    CURRENCY,
    CounterSale,
    Drop,
    LineSettlement,
    Return,
    SaleLine,
    SaleShare,
    Shift,
    Tender,
)

Postings = list[tuple[str, Money]]
ZERO = Money.zero(CURRENCY)


def account_of(tender: Tender, shift: Shift) -> str:
    """Where money of a kind lies after it has been taken."""
    if tender is Tender.CASH:
        return accounts.till(shift.till_id)
    if tender is Tender.CARD:
        return accounts.terminal(CENTRE)
    if tender is Tender.EXCHANGE:
        return accounts.exchanged(CENTRE)
    return accounts.bank(CENTRE)


def book_float(shift: Shift) -> None:
    money = shift.float_money
    postings = [(accounts.till(shift.till_id), money), (accounts.safe(CENTRE), -money)]
    _post(f"shift:{shift.id}:float", EntryKind.TILL_FLOAT, shift, "float", postings)


def book_drop(drop: Drop) -> None:
    shift, money = drop.shift, drop.amount
    postings = [(accounts.safe(CENTRE), money), (accounts.till(shift.till_id), -money)]
    _post(f"drop:{drop.id}", EntryKind.TILL_DROP, shift, drop.note, postings)


def book_count(shift: Shift) -> None:
    """All that lay in the drawer goes to the safe; what was too little or too much is said."""
    postings = [
        (accounts.safe(CENTRE), shift.counted),
        (accounts.cash_difference(CENTRE), -shift.difference),
        (accounts.till(shift.till_id), -shift.expected),
    ]
    _post(f"shift:{shift.id}:count", EntryKind.TILL_COUNT, shift, shift.reason, postings)


def book_sale(sale: CounterSale) -> None:
    postings = [(account_of(one.tender, sale.shift), one.amount) for one in sale.payments]
    for line in sale.lines:
        postings += _of_line(line)
    _post(f"till:{sale.key}", EntryKind.COUNTER_SALE, sale.shift, sale.number, postings)


def _of_line(line: SaleLine) -> Postings:
    if line.failed:
        return [(accounts.unsettled(CENTRE), -line.amount)]
    return [each for share in line.shares for each in _of_share(share, -share.pieces)]


def _of_share(share: SaleShare, pieces: int) -> Postings:
    """What pieces of others are sold for is divided by whoever keeps them; the centre's own is its."""
    line = share.line
    theirs = share.stock_item.owner is Owner.ARTISAN
    place = accounts.takings(CENTRE) if theirs else accounts.shelf_sales(CENTRE)
    return [
        (place, (line.price - line.tax) * pieces),
        (accounts.sales_tax(CENTRE), line.tax * pieces),
    ]


def book_return(back: Return) -> None:
    postings = [
        (account_of(back.tender, back.shift), -back.given_back),
        (accounts.exchanged(CENTRE), back.given_back - back.amount),
    ]
    for line in back.lines:
        postings += _of_share(line.share, line.pieces)
    key = f"till:back:{back.key}"
    _post(key, EntryKind.COUNTER_RETURN, back.shift, back.sale.number, postings)


def book_settlement(settled: LineSettlement, shares: Iterable[SaleShare]) -> None:
    """The money goes back; or it is for what was given instead; or, with a note, the centre's."""
    line = settled.line
    if settled.tender:
        where: Postings = [(account_of(settled.tender, settled.shift), -line.amount)]
    else:
        where = [each for share in shares for each in _of_share(share, -share.pieces)]
        where = where or [(accounts.shelf_sales(CENTRE), -line.amount)]
    postings = [(accounts.unsettled(CENTRE), line.amount), *where]
    key = f"till:settled:{line.id}"
    _post(key, EntryKind.COUNTER_SETTLED, settled.shift, settled.note, postings)


def _post(key: str, kind: EntryKind, shift: Shift, memo: str, postings: Postings) -> None:
    ledger.post(key, kind, shift.number, memo, postings)
