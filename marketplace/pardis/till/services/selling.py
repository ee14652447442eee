"""A sale at the counter: stock, money and slip in one transaction, once, however often it is sent.

The pieces are the same as the shop's. Where the buyer is still there, a piece that is gone refuses
the sale; where she has left with it, as when the line was down, the line becomes a conflict: the
money is booked, and a person settles the rest.
"""

from collections import Counter

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, DomainError, Invalid
from marketplace.core.money import Money
from marketplace.inventory import queries as stock
from marketplace.inventory import services as shelves
from marketplace.inventory.services.movements import Cause
from marketplace.inventory.services.movements import Sale as SoldFor
from marketplace.localisation.formats import format_money
from marketplace.pardis.till import books, queries
from marketplace.pardis.till.day import day_of
from marketplace.pardis.till.errors import NoShift
from marketplace.pardis.till.models import (
    CURRENCY,
    CounterSale,
    Flag,
    SaleLine,
    SalePayment,
    SaleShare,
    Shift,
    Tender,
    Till,
)
from marketplace.pardis.till.services.slips import FORM, Priced, Slip, price

NO_COST = Money.zero(CURRENCY)


def take(till: Till, slip: Slip, by: User) -> CounterSale:
    """The sale of a slip; the one that there is, where it was sent before. The till is locked by the
    caller. `NoShift` where nobody has opened it: then the device keeps the slip."""
    if known := queries.sale_of_key(slip.key):
        return known
    shift = queries.open_shift(till.id)
    if shift is None:
        raise NoShift(_("No shift is open at this till."))
    made_in = shift if slip.shift == shift.number else _earlier(till, slip)
    priced = price(slip, by)
    _refuse_wrong_sum(slip, priced.total)
    if made_in is not shift:
        priced.flags.append(Flag.LATE)
    sale = _write(slip, priced, shift, made_in, by)
    stock.locked_stock([line.variant_id for line in sale.lines])
    for line in sorted(sale.lines, key=lambda each: each.variant_id):
        give(line, till.location_id, cause_of(line), by, refuse=slip.live)
    books.book_sale(sale)
    _record(sale, by)
    return sale


def _earlier(till: Till, slip: Slip) -> Shift:
    found = queries.shift(slip.shift)
    if found.till_id != till.id or slip.live:
        raise Conflict(_("Another shift is open at this till by now. Load the page again."))
    return found


def _refuse_wrong_sum(slip: Slip, total: Money) -> None:
    for each in slip.paid:
        if each.amount.minor <= 0:
            raise Invalid(_("Every payment is more than nothing."), "paid")
        if each.tender in (Tender.CARD, Tender.TRANSFER) and not each.reference:
            raise Invalid(_("Type the reference of the terminal or the transfer."), "reference")
    paid = Money.total((each.amount for each in slip.paid), CURRENCY)
    if paid != total:
        sums = {"paid": format_money(paid), "total": format_money(total)}
        raise Invalid(_("%(paid)s is paid, and %(total)s is to pay.", **sums), "paid")


def _write(slip: Slip, priced: Priced, shift: Shift, made_in: Shift, by: User) -> CounterSale:
    number = _number(slip, made_in)
    sale = CounterSale(
        key=slip.key,
        number=f"{made_in.number}-{slip.device[:6]}-{number}",
        shift=shift,
        made_in=made_in,
        device=slip.device,
        device_number=number,
        sold_at=min(slip.sold_at, now()),
        by=by,
        discount=slip.discount,
        discount_bp=priced.discount_bp,
        tax_bp=priced.tax_bp,
        total_minor=priced.total.minor,
        flags=priced.flags,
        lines=priced.lines,
        payments=[
            SalePayment(
                tender=each.tender, amount_minor=each.amount.minor, reference=each.reference
            )
            for each in slip.paid
        ],
    )
    db.session.add(sale)
    db.session.flush()
    return sale


def _number(slip: Slip, made_in: Shift) -> int:
    if slip.device == FORM:
        return queries.last_number(made_in.id, FORM) + 1
    if queries.is_numbered(made_in.id, slip.device, slip.number):
        raise Conflict(_("Another sale of this device has this number."))
    return slip.number


def cause_of(line: SaleLine, again: str = "") -> str:
    return f"till:{line.sale.key}:{line.position}{again}"


def give(line: SaleLine, location_id: int, cause: str, by: User, *, refuse: bool) -> None:
    """Take the pieces of a line from the shelves. What cannot be had is refused, or noted."""
    sold_for = SoldFor(line.price - line.tax, NO_COST, day_of(line.sale.sold_at))
    try:
        with db.session.begin_nested():
            pieces = shelves.sell_from(
                location_id,
                line.variant_id,
                line.quantity,
                Cause(cause, by, line.sale.number, sold_for),
            )
    except DomainError as gone:
        if refuse:
            raise
        line.failed = str(gone.message)[:300] or "?"
        return
    for item_id, count in sorted(Counter(item.id for item in pieces).items()):
        share = SaleShare(line=line, stock_item_id=item_id, cause=cause, pieces=count)
        db.session.add(share)
    db.session.flush()


def _record(sale: CounterSale, by: User) -> None:
    after = {
        "total": str(sale.total.decimal),
        "discount": sale.discount,
        "failed": [line.position for line in sale.lines if line.failed],
    }
    audit.record(by, "sale.made", sale, after=after, scope_id=CENTRE)
