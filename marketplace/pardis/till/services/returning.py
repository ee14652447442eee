"""Pieces that come back against their slip: never more than were sold, with a reason, to be looked
at or for sale again. What they were worth goes back, or pays another piece."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.money import Money
from marketplace.inventory import queries as stock
from marketplace.inventory import services as shelves
from marketplace.inventory.models import Condition
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.till import books, queries
from marketplace.pardis.till.errors import NoShift
from marketplace.pardis.till.models import (
    CURRENCY,
    CounterSale,
    Return,
    ReturnLine,
    SaleShare,
    Shift,
    Tender,
    Till,
)
from marketplace.pardis.till.services import selling
from marketplace.pardis.till.services.slips import Paid, Slip, price

CONDITIONS = (Condition.SELLABLE, Condition.INSPECT)


@dataclass(frozen=True)
class Back:
    """`pieces` by the id of the line. What is due goes back by `tender`. `other` is what she takes
    instead, unpaid as yet: what came back pays it first."""

    key: str
    pieces: Mapping[int, int]
    condition: Condition
    reason: str
    tender: Tender
    reference: str = ""
    other: Slip | None = None


@dataclass(frozen=True)
class Reckoning:
    """What comes back is worth so much, and what is taken instead costs so much."""

    worth: Money
    due: Money

    @property
    def given_back(self) -> Money:
        return max(self.worth - self.due, Money.zero(CURRENCY))

    @property
    def more(self) -> Money:
        """To be paid on top."""
        return max(self.due - self.worth, Money.zero(CURRENCY))


def reckon(sale: CounterSale, back: Back, by: User) -> Reckoning:
    """Before anything is booked: somebody has to know what to take from the card."""
    lines = {line.id: line for line in sale.lines}
    if not back.pieces:
        raise Invalid(_("Say which pieces come back."), "pieces")
    worth = (lines[line_id].price * pieces for line_id, pieces in back.pieces.items())
    due = price(back.other, by).total if back.other else Money.zero(CURRENCY)
    return Reckoning(Money.total(worth, CURRENCY), due)


def take_back(till: Till, sale: CounterSale, back: Back, by: User) -> Return:
    """At the till where the money goes back, which need not be the one that sold. The same `key`
    twice takes back once. The till is locked by the caller."""
    if known := queries.return_of_key(back.key):
        return known
    shift = queries.open_shift(till.id)
    if shift is None:
        raise NoShift(_("No shift is open at this till."))
    _refuse_over(till)
    made = _write(shift, sale, back, by)
    _put_on_shelves(made, till, by)
    if back.other:
        _exchange(till, made, back.other, by)
    _refuse_without_reference(made)
    db.session.flush()
    books.book_return(made)
    _record(made, by)
    return made


def _write(shift: Shift, sale: CounterSale, back: Back, by: User) -> Return:
    shares = _chosen(sale, back)
    amount = Money.total((share.line.price * count for share, count in shares), CURRENCY)
    made = Return(
        key=back.key,
        sale=sale,
        shift=shift,
        by=by,
        reason=back.reason,
        amount_minor=amount.minor,
        tender=back.tender,
        reference=back.reference,
        lines=[
            ReturnLine(share=share, pieces=count, condition=_condition(share, back))
            for share, count in shares
        ],
    )
    db.session.add(made)
    return made


def _condition(share: SaleShare, back: Back) -> Condition:
    """Pieces of a lower grade stay what they are, or they could be offered abroad one day."""
    if back.condition not in CONDITIONS:
        raise Invalid(_("What comes back is for sale again, or to be looked at."), "condition")
    lower = share.stock_item.condition is Condition.DOMESTIC
    return Condition.DOMESTIC if lower else back.condition


def _refuse_over(till: Till) -> None:
    """Nothing lies at an exhibition that is over."""
    held = queries.exhibition_at(till.id)
    if held and held.over:
        raise Conflict(_("This exhibition is over. Take the pieces back at another till."))


def _chosen(sale: CounterSale, back: Back) -> list[tuple[SaleShare, int]]:
    """Which shares the pieces are taken back to, the last first."""
    lines = {line.id: line for line in sale.lines}
    if not back.pieces or any(line_id not in lines for line_id in back.pieces):
        raise Invalid(_("Say which pieces come back."), "pieces")
    shares = queries.locked_shares(list(back.pieces))
    chosen: list[tuple[SaleShare, int]] = []
    for share in reversed(shares):
        wanted = back.pieces[share.line_id] - sum(
            count for other, count in chosen if other.line_id == share.line_id
        )
        count = min(wanted, share.pieces - share.returned)
        if count > 0:
            chosen.append((share, count))
    if sum(count for _share, count in chosen) < sum(back.pieces.values()):
        raise Invalid(_("So many were not sold, or have come back already."), "pieces")
    for share, count in chosen:
        share.returned += count
    return chosen


def _put_on_shelves(made: Return, till: Till, by: User) -> None:
    """Where they were taken from, or at this till's place where that is not a part of it."""
    here = stock.ids_inside(till.location_id)
    stock.locked_items([line.share.stock_item_id for line in made.lines])
    for line in made.lines:
        sold = line.share.stock_item
        place_id = sold.location_id if sold.location_id in here else till.location_id
        there = shelves.stock_item(sold.variant_id, place_id, line.condition, sold.owner)
        cause = Cause(f":{made.key}", by, made.reason)
        shelves.bring_back(there, line.pieces, f"{line.share.cause}:{sold.id}", cause)


def _exchange(till: Till, made: Return, other: Slip, by: User) -> None:
    """The other piece is paid by what came back as far as that goes, and beyond it as was said."""
    due = price(other, by).total
    made.exchanged_minor = min(due.minor, made.amount_minor)
    by_worth = Paid(Tender.EXCHANGE, Money(made.exchanged_minor, CURRENCY))
    more = due - by_worth.amount
    extra = [Paid(made.tender, more, made.reference)] if more else []
    made.exchange = selling.take(till, replace(other, paid=[by_worth, *extra]), by)


def _refuse_without_reference(made: Return) -> None:
    if made.tender is Tender.EXCHANGE:
        raise Invalid(_("Say how the money goes back."), "tender")
    if made.tender is not Tender.CASH and made.given_back and not made.reference:
        raise Invalid(_("Type the reference of the terminal or the transfer."), "reference")


def _record(made: Return, by: User) -> None:
    after = {
        "amount": str(made.amount.decimal),
        "given_back": str(made.given_back.decimal),
        "reason": made.reason,
    }
    audit.record(by, "sale.returned", made.sale, after=after, scope_id=CENTRE)
