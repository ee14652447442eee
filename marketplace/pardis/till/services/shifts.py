"""A shift from its float to its count. What the drawer held is said by whoever counted it; what it
had to hold is a sum of what happened; the difference has a reason, and somebody else approves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE, Permission
from marketplace.core.clock import now
from marketplace.core.db import Texts, db
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.core.money import Money
from marketplace.inventory.models import Location
from marketplace.localisation.formats import format_money
from marketplace.pardis.till import books, queries
from marketplace.pardis.till.errors import Unsent
from marketplace.pardis.till.models import CURRENCY, CashCount, Drop, Shift, ShiftState, Till


@dataclass(frozen=True)
class Count:
    """What lay in the drawer: notes by their value in rial, and coins in rial; why it differs from
    what had to be there. `devices` says how many sales each device has made in the shift, as far as
    they say it; `unsent` why the shift closes though some have not come."""

    notes: Mapping[int, int]
    coins: int = 0
    reason: str = ""
    devices: Mapping[str, int] = field(default_factory=dict)
    unsent: str = ""

    @property
    def pieces(self) -> dict[int, int]:
        counted = {rial: count for rial, count in self.notes.items() if count}
        return counted | ({1: self.coins} if self.coins else {})

    @property
    def money(self) -> Money:
        return Money.of(sum(rial * count for rial, count in self.pieces.items()), CURRENCY)


def add_till(code: str, names: Texts, location: Location, by: User) -> Till:
    if queries.is_till(code):
        raise Invalid(_("There is a till with this code already."), "code")
    if location.cooperative_id != CENTRE:
        raise Invalid(_("Choose a place of the centre."), "location_id")
    till = Till(code=code, names=names, location=location)
    db.session.add(till)
    audit.record(by, "till.added", till, after={"code": code}, scope_id=CENTRE)
    return till


def open_shift(till: Till, float_: Money, by: User) -> Shift:
    """The till is locked by the caller; the database allows one open shift and no second."""
    if queries.open_shift(till.id):
        raise Conflict(_("A shift is open at this till already."))
    number = f"{till.code}-{queries.count_shifts(till.id) + 1:04}"
    shift = Shift(till=till, number=number, float_minor=float_.minor, opened_by_id=by.id)
    db.session.add(shift)
    db.session.flush()
    books.book_float(shift)
    _record(shift, "opened", by, float=str(float_.decimal))
    return shift


def drop(shift: Shift, amount: Money, note: str, key: str, by: User) -> Drop:
    """Carry money to the safe. The same key twice carries it once."""
    if known := queries.drop_of(key):
        return known
    _refuse_closed(shift)
    if amount > queries.report_of(shift).cash(shift):
        raise Invalid(_("So much does not lie in the drawer."), "amount")
    made = Drop(key=key, shift=shift, amount_minor=amount.minor, note=note, by=by)
    db.session.add(made)
    db.session.flush()
    books.book_drop(made)
    _record(shift, "dropped", by, amount=str(amount.decimal), note=note)
    return made


def close(shift: Shift, count: Count, by: User) -> None:
    """Count the drawer, and carry all to the safe. Its till is locked by the caller."""
    _refuse_closed(shift)
    _refuse_unsent(shift, count, by)
    expected = queries.report_of(shift).cash(shift)
    differs = count.money != expected
    if differs and not count.reason:
        words = _("The drawer had to hold %(sum)s. Say why it differs.", sum=format_money(expected))
        raise Invalid(words, "reason")
    shift.expected_minor, shift.counted_minor = expected.minor, count.money.minor
    shift.reason, shift.unsent = count.reason if differs else "", count.unsent
    shift.closed_by_id, shift.closed_at = by.id, now()
    shift.state = ShiftState.WAITING if differs else ShiftState.CLOSED
    shift.counts = [CashCount(rial=rial, pieces=each) for rial, each in count.pieces.items()]
    db.session.flush()
    books.book_count(shift)
    _record(shift, "closed", by, **_closed(shift))


def approve(shift: Shift, by: User) -> None:
    """Somebody else has seen the difference. Approving again changes nothing."""
    if shift.state is ShiftState.CLOSED and shift.approved_by_id == by.id:
        return
    if shift.closed_by_id == by.id:
        raise Forbidden(_("You counted this drawer. Somebody else must approve the difference."))
    if shift.state is not ShiftState.WAITING:
        raise Conflict(_("No difference waits in this shift."))
    shift.state = ShiftState.CLOSED
    shift.approved_by_id, shift.approved_at = by.id, now()
    _record(shift, "approved", by, difference=str(shift.difference.decimal))


def missing_of(shift: Shift, said: Mapping[str, int]) -> int:
    """How many sales of the shift lie on devices: gaps in their numbers, and what they say."""
    came = queries.devices_of(shift.id)
    return sum(
        max(last, said.get(device, 0)) - count
        for device, (count, last) in (dict.fromkeys(said, (0, 0)) | came).items()
    )


def _refuse_unsent(shift: Shift, count: Count, by: User) -> None:
    missing = missing_of(shift, count.devices)
    if not missing:
        return
    if not count.unsent:
        raise Unsent(
            ngettext(
                "%(num)s sale lies on a device still. Send it first.",
                "%(num)s sales lie on a device still. Send them first.",
                missing,
            )
        )
    if not by.may(Permission.TILL_MANAGE):
        raise Forbidden(_("Only the manager can close a shift without sales that have not come."))


def _refuse_closed(shift: Shift) -> None:
    if shift.state is not ShiftState.OPEN:
        raise Conflict(_("This shift is closed."))


def _closed(shift: Shift) -> dict[str, str]:
    told = {
        "expected": str(shift.expected.decimal),
        "counted": str(shift.counted.decimal),
        "reason": shift.reason,
    }
    return told | ({"unsent": shift.unsent} if shift.unsent else {})


def _record(shift: Shift, act: str, by: User, **after: str) -> None:
    audit.record(by, f"shift.{act}", shift, after=after, scope_id=CENTRE)
