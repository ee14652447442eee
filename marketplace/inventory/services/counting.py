"""Stocktakes: freezing a list, counting it blind, explaining what differs, posting it once."""

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce
from marketplace.inventory import queries
from marketplace.inventory.events import StockChanged
from marketplace.inventory.models import (
    CountLine,
    CountReason,
    CountState,
    Location,
    MovementKind,
    Stocktake,
)
from marketplace.inventory.services.movements import Cause, record
from marketplace.inventory.services.shelving import stock_item


class CountedElsewhere(Conflict):
    """Somebody else has counted the same pieces meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has counted these meanwhile. Count once more."))


def start_count(location: Location, by: User) -> Stocktake:
    """Freeze what the book says of a place and all that lies in it."""
    items = queries.items_inside(location.id)
    if not items:
        raise Conflict(_("Nothing lies in this place."))
    stocktake = Stocktake(location=location, started_by_id=by.id)
    stocktake.lines = [CountLine(stock_item_id=item.id, frozen=item.on_hand) for item in items]
    try:
        with db.session.begin_nested():
            db.session.add(stocktake)
            db.session.flush()
    except IntegrityError:
        raise Conflict(_("This place is being counted already.")) from None
    _record(stocktake, "started", by)
    return stocktake


def count(stocktake: Stocktake, line: CountLine, counted: int, seen: int, by: User) -> None:
    """So many pieces lie there. The stocktake is held by the caller (shared), so that it is not
    posted meanwhile; the pieces are held here, so that what the book says now is what lay there.

    `seen` is the version of the line that was counted over.
    """
    _refuse_unless(stocktake, CountState.COUNTING)
    (item,) = queries.locked_items([line.stock_item_id])
    line = queries.locked_count_line(line.id)
    if line.version != seen:
        raise CountedElsewhere
    line.counted, line.expected = counted, item.on_hand
    line.counted_by_id, line.counted_at = by.id, now()
    line.reason, line.version = None, line.version + 1
    db.session.flush()


def add_found(stocktake: Stocktake, variant: Variant, by: User) -> CountLine:
    """A kind of piece that lies there though it is not on the list."""
    _refuse_unless(stocktake, CountState.COUNTING)
    known = queries.count_line_of(stocktake.id, variant.id)
    if known:
        return known
    item = stock_item(variant.id, stocktake.location_id)
    line = CountLine(stocktake_id=stocktake.id, stock_item_id=item.id, frozen=item.on_hand)
    db.session.add(line)
    db.session.flush()
    return line


def to_review(stocktake: Stocktake, by: User) -> None:
    """All is counted; now the differences are looked at."""
    if stocktake.state is CountState.REVIEW:
        return
    _refuse_unless(stocktake, CountState.COUNTING)
    left = sum(line.counted is None for line in stocktake.lines)
    if left:
        raise Conflict(_("%(count)s lines are not counted yet.", count=left))
    stocktake.state = CountState.REVIEW
    _record(stocktake, "counted", by)


def count_again(stocktake: Stocktake, line: CountLine, by: User) -> None:
    """Somebody doubts a figure: these are counted once more."""
    _refuse_unless(stocktake, CountState.COUNTING, CountState.REVIEW)
    line.counted = line.expected = line.reason = None
    line.version += 1
    if stocktake.state is CountState.REVIEW:
        stocktake.state = CountState.COUNTING
    _record(stocktake, "doubted", by)


def explain(stocktake: Stocktake, line: CountLine, reason: CountReason, remark: str) -> None:
    """Why the count differs from the book."""
    _refuse_unless(stocktake, CountState.REVIEW)
    line.reason, line.remark = reason, remark
    db.session.flush()


def post_count(stocktake: Stocktake, by: User) -> int:
    """Book the differences, once; how many lines differed. What moved after a line was counted
    stays: the difference is booked, not the figure."""
    if stocktake.state is CountState.POSTED:
        return 0
    _refuse_unless(stocktake, CountState.REVIEW)
    differing = [line for line in stocktake.lines if line.difference]
    if any(line.reason is None for line in differing):
        raise Invalid(_("Every difference needs a reason."), "reason")
    stocktake.state = CountState.POSTED
    stocktake.posted_at, stocktake.posted_by_id = now(), by.id
    queries.locked_items([line.stock_item_id for line in differing])
    for line in differing:
        kind = MovementKind.FOUND if line.difference > 0 else MovementKind.LOST
        record(line.stock_item, kind, line.difference, Cause(f"count:{line.id}", by, _why(line)))
    _record(stocktake, "posted", by, differing=len(differing))
    if differing:
        announce(StockChanged(tuple(sorted({line.stock_item.variant_id for line in differing}))))
    return len(differing)


def give_up_count(stocktake: Stocktake, by: User) -> None:
    """Nothing is booked."""
    if stocktake.state is CountState.GIVEN_UP:
        return
    _refuse_unless(stocktake, CountState.COUNTING, CountState.REVIEW)
    stocktake.state = CountState.GIVEN_UP
    _record(stocktake, "given_up", by)


def _why(line: CountLine) -> str:
    return ": ".join(filter(None, [line.reason.value if line.reason else "", line.remark]))


def _refuse_unless(stocktake: Stocktake, *states: CountState) -> None:
    if stocktake.state not in states:
        raise Conflict(_("Somebody else has taken this count further meanwhile."))


def _record(stocktake: Stocktake, verb: str, by: User, **after: int) -> None:
    db.session.flush()
    scope_id = stocktake.location.cooperative_id
    audit.record(by, f"stocktake.{verb}", stocktake, after=after or None, scope_id=scope_id)
