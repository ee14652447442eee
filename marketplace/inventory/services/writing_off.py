"""Writing pieces off: one person asks, another decides."""

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Forbidden
from marketplace.inventory import queries
from marketplace.inventory.models import MovementKind, StockItem, WriteOff, WriteOffState
from marketplace.inventory.services.movements import Cause
from marketplace.inventory.services.shelving import at_least_one, book_out, lock_free


def ask_write_off(item: StockItem, quantity: int, cause: Cause) -> WriteOff:
    """Say which pieces should go, and why. The same cause asks once."""
    at_least_one(quantity)
    lock_free(item, quantity)
    if known := queries.write_off_by_key(cause.key):
        return known
    if cause.by is None:
        raise ValueError(cause.key)
    asked = WriteOff(
        stock_item=item,
        quantity=quantity,
        reason=cause.note,
        key=cause.key,
        asked_by_id=cause.by.id,
    )
    db.session.add(asked)
    _record(asked, "asked", cause.by)
    return asked


def write_off(asked: WriteOff, by: User) -> None:
    """The second person agrees: the pieces are gone. Agreeing again changes nothing."""
    if asked.state is WriteOffState.DONE and asked.decided_by_id == by.id:
        return
    _refuse_own(asked, by)
    asked.state, asked.decided_by_id = WriteOffState.DONE, by.id
    cause = Cause(f"write-off:{asked.id}", by, asked.reason)
    book_out(asked.stock_item, MovementKind.WRITTEN_OFF, asked.quantity, cause)
    _record(asked, "agreed", by)


def refuse_write_off(asked: WriteOff, by: User) -> None:
    """The second person does not agree: the pieces stay."""
    if asked.state is WriteOffState.REFUSED:
        return
    _refuse_own(asked, by)
    asked.state, asked.decided_by_id = WriteOffState.REFUSED, by.id
    _record(asked, "refused", by)


def _refuse_own(asked: WriteOff, by: User) -> None:
    if asked.state is not WriteOffState.ASKED:
        raise Conflict(_("Somebody has decided on this already."))
    if asked.asked_by_id == by.id:
        raise Forbidden(_("You asked for this. Somebody else must agree."))


def _record(asked: WriteOff, verb: str, by: User) -> None:
    db.session.flush()
    after = {"pieces": asked.quantity, "reason": asked.reason}
    scope_id = asked.stock_item.location.cooperative_id
    audit.record(by, f"write_off.{verb}", asked, after=after, scope_id=scope_id)
