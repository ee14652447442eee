"""Moves in two steps, and loans to exhibitions: what was sent, and what of it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.events import announce
from marketplace.core.money import Money
from marketplace.inventory import queries
from marketplace.inventory.events import LoanEnds, StockChanged
from marketplace.inventory.models import (
    Condition,
    Location,
    MovementKind,
    PlaceKind,
    StockItem,
    Transfer,
    TransferKind,
    TransferLine,
    TransferPicture,
    TransferState,
)
from marketplace.inventory.services import places
from marketplace.inventory.services.movements import Cause, record
from marketplace.inventory.services.shelving import lock_free, move, stock_item
from marketplace.media.models import Picture

Wants = Mapping[int, int]
"""Pieces by the id of the stock item that they are taken from."""


@dataclass(frozen=True)
class LoanTerms:
    """To whom, where and until when; what it is insured for, who carries it and how."""

    borrower: str
    venue: str
    ends_on: date
    insured: Money | None = None
    courier: str = ""
    handling: str = ""


@dataclass(frozen=True)
class Came:
    """What of a line came, how many of these damaged, and why fewer."""

    pieces: int
    damaged: int = 0
    reason: str = ""


def send(to: Location, wants: Wants, cause: Cause) -> Transfer:
    """Pieces leave for another place; they count as on the way until they are received."""
    by = _sender(cause)
    items = _locked(wants, to.cooperative_id)
    if any(item.location_id == to.id for item in items):
        raise Invalid(_("Choose another place of this cooperative."), "location_id")
    if known := queries.transfer_by_key(cause.key):
        return known
    transfer = Transfer(
        kind=TransferKind.MOVE,
        cooperative_id=to.cooperative_id,
        to_id=to.id,
        key=cause.key,
        remark=cause.note,
        sent_by_id=by.id,
    )
    return _leave(transfer, items, wants, places.transit_of(to.cooperative_id), cause)


def lend(cooperative_id: int, wants: Wants, terms: LoanTerms, cause: Cause) -> Transfer:
    """Pieces go to an exhibition. They lie at a place of their own there, and can be sold there."""
    by = _sender(cause)
    items = _locked(wants, cooperative_id)
    if len({(item.variant_id, item.owner) for item in items}) < len(items):
        raise Invalid(_("Take each kind of piece from one place only."))
    if known := queries.transfer_by_key(cause.key):
        return known
    details = places.PlaceDetails(
        f"EX{queries.count_of_loans(cooperative_id) + 1}",
        {"en": terms.venue, "fa": terms.venue},
        PlaceKind.EXHIBITION,
    )
    there = places.make_location(cooperative_id, details, by)
    db.session.flush()
    return _leave(_loan(there, terms, cause), items, wants, there, cause)


def _loan(there: Location, terms: LoanTerms, cause: Cause) -> Transfer:
    insured = terms.insured or Money(0, "")
    return Transfer(
        kind=TransferKind.LOAN,
        cooperative_id=there.cooperative_id,
        to_id=there.id,
        key=cause.key,
        remark=cause.note,
        sent_by_id=_sender(cause).id,
        borrower=terms.borrower,
        venue=terms.venue,
        ends_on=terms.ends_on,
        insured_minor=insured.minor,
        insured_currency=insured.currency,
        courier=terms.courier,
        handling=terms.handling,
    )


def receive_transfer(transfer: Transfer, came: Mapping[int, Came], by: User) -> None:
    """Say of every line what of it came; a short receipt needs a reason. The transfer is locked by
    the caller; of two people who receive it one wins."""
    if transfer.state is not TransferState.SENT:
        raise Conflict(_("Somebody has received this already."))
    if transfer.kind is TransferKind.LOAN:
        announce(LoanEnds(transfer.id, by.id))
    for line in transfer.lines:
        _arrive(transfer, line, came.get(line.id, Came(0)), by)
    transfer.state = TransferState.RECEIVED
    transfer.received_at, transfer.received_by_id = now(), by.id
    pieces = sum(line.came or 0 for line in transfer.lines)
    _tell(transfer, "received", by, pieces)


def add_picture(transfer: Transfer, picture: Picture, by: User) -> None:
    """How lent pieces look: while they are away, as they left; afterwards, as they came back."""
    came_back = transfer.state is TransferState.RECEIVED
    shown = TransferPicture(transfer=transfer, picture_id=picture.id, came_back=came_back)
    db.session.add(shown)
    after = {"came_back": came_back}
    audit.record(by, "transfer.pictured", transfer, after=after, scope_id=transfer.cooperative_id)


def lying_away(transfer: Transfer, line: TransferLine) -> StockItem:
    """Where pieces of a line lie until they are received: on the way, or at the exhibition."""
    loan = transfer.kind is TransferKind.LOAN
    place_id = transfer.to_id if loan else places.transit_of(transfer.cooperative_id).id
    return _away(transfer, line, place_id)


def _sender(cause: Cause) -> User:
    if cause.by is None:
        raise ValueError(cause.key)
    return cause.by


def _locked(wants: Wants, cooperative_id: int) -> Sequence[StockItem]:
    items = queries.locked_items(wants)
    if not items or any(pieces < 1 for pieces in wants.values()):
        raise Invalid(_("Say how many pieces, at least one."))
    if any(item.location.cooperative_id != cooperative_id for item in items):
        raise Invalid(_("Choose another place of this cooperative."), "location_id")
    return items


def _leave(
    transfer: Transfer, items: Sequence[StockItem], wants: Wants, there: Location, cause: Cause
) -> Transfer:
    transfer.lines = [
        TransferLine(stock_item_id=item.id, stock_item=item, quantity=wants[item.id])
        for item in items
    ]
    db.session.add(transfer)
    db.session.flush()
    for line in transfer.lines:
        lock_free(line.stock_item, line.quantity)
        away = Cause(f"transfer:{transfer.id}:{line.id}:sent", cause.by, cause.note)
        move(line.stock_item, _away(transfer, line, there.id), line.quantity, away)
    _tell(transfer, "sent", _sender(cause), sum(wants.values()))
    return transfer


def _away(transfer: Transfer, line: TransferLine, place_id: int) -> StockItem:
    """The row of pieces that are on the way, or lent; the shop does not count them."""
    item = line.stock_item
    kept = Condition.DISPLAY if transfer.kind is TransferKind.LOAN else Condition.INSPECT
    if item.condition is Condition.DOMESTIC:
        kept = item.condition
    return stock_item(item.variant_id, place_id, kept, item.owner)


def _arrive(transfer: Transfer, line: TransferLine, came: Came, by: User) -> None:
    away, home = lying_away(transfer, line), _whither(transfer, line)
    queries.locked_items([away.id, home.id])
    there = min(line.quantity, away.on_hand)
    if not 0 <= came.damaged <= came.pieces <= there:
        words = _("No more than %(count)s can have come.", count=there)
        raise Invalid(words)
    if came.pieces < there and not came.reason:
        raise Invalid(_("Say why fewer came."))
    key = f"transfer:{transfer.id}:{line.id}"
    if good := came.pieces - came.damaged:
        move(away, home, good, Cause(f"{key}:good", by))
    if came.damaged:
        broken = stock_item(home.variant_id, home.location_id, Condition.DAMAGED, home.owner)
        move(away, broken, came.damaged, Cause(f"{key}:damaged", by, came.reason))
    if missing := there - came.pieces:
        record(away, MovementKind.LOST, -missing, Cause(f"{key}:lost", by, came.reason))
    line.came, line.damaged, line.reason = came.pieces, came.damaged, came.reason


def _whither(transfer: Transfer, line: TransferLine) -> StockItem:
    """Lent pieces come home; moved ones are where they were sent, in the condition they had."""
    item = line.stock_item
    if transfer.kind is TransferKind.LOAN:
        return item
    return stock_item(item.variant_id, transfer.to_id, item.condition, item.owner)


def _tell(transfer: Transfer, verb: str, by: User, pieces: int) -> None:
    db.session.flush()
    after = {"pieces": pieces, "kind": transfer.kind.value}
    audit.record(by, f"transfer.{verb}", transfer, after=after, scope_id=transfer.cooperative_id)
    announce(StockChanged(tuple(sorted({line.stock_item.variant_id for line in transfer.lines}))))
