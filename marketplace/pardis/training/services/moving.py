"""What a move to another group does to a fee: the difference is asked for, or goes back by the rule
of refunds that held when she was asked.

A price that the other group has of its own is that of today. The price of the course is that of the
day she was asked, for nobody is asked more because it has become dearer since.
"""

from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.money import Money
from marketplace.pardis.training import letters
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.models import Enrolment, Fee, FeeState, Group
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import charging, fees, refunding
from marketplace.payments import services as payments
from marketplace.payments.gateways import gateways
from marketplace.payments.queries import refunds_of

STANDS = {FeeState.OWED, FeeState.PAID, FeeState.FREE}


@dataclass(frozen=True)
class Difference:
    """What a move would do: so much more is asked for, or of so much less a part goes back."""

    price: Money
    more: Money
    less: Money
    percent_back: int

    @property
    def back(self) -> Money:
        return self.less.share(self.percent_back * 100)


def difference(enrolment: Enrolment, to: Group) -> Difference | None:
    """Of a seat that costs something; nothing where it was asked for nothing."""
    standing = [fee for fee in found.parts_of(enrolment.id) if fee.state in STANDS]
    return _between(standing[-1], to) if standing else None


def move(enrolment: Enrolment, to: Group, by: User) -> None:
    """Before she moves. Where her seat cost nothing she is asked for nothing now."""
    asked = found.locked_fees(enrolment.id)
    parts = [fee for fee in asked if fee.state in STANDS]
    if not parts:
        return
    latest = parts[-1]
    found_ = _between(latest, to)
    if not (found_.more or found_.less):
        return
    if latest.state is FeeState.OWED and latest.payment and latest.payment.received:
        raise Conflict(_("A part of her fee has come. Move her when all of it is there."))
    if latest.state is FeeState.OWED and latest.part == 0:
        _ask_anew(latest, found_.price)
    elif latest.state is FeeState.OWED:
        _forget(latest)
        move(enrolment, to, by)
        return
    elif found_.more:
        _ask_for_more(latest, len(asked), found_)
    else:
        _give_back(parts, found_, by)
    after = {"price": str(found_.price), "more": str(found_.more), "back": str(found_.back)}
    audit.record(by, "fee.moved", enrolment.group, after=after | {"to": to.number})


def _between(fee: Fee, to: Group) -> Difference:
    asked_on = fee.created_at.astimezone(TEHRAN).date()
    rate = found.own_rate(to, today_in_tehran()) or found.rate_of(to, asked_on)
    price = rate.amount if rate else Money.zero(fee.currency)
    if price.currency != fee.currency:
        raise Conflict(_("The other group costs in another currency. Let her sign up there anew."))
    percent = _scholarship(fee)
    before, after = fees.less(fee.price, percent), fees.less(price, percent)
    zero = Money.zero(fee.currency)
    return Difference(
        price,
        more=max(after - before, zero),
        less=max(before - after, zero),
        percent_back=refunding.percent_back(fee, called_off=False),
    )


def _scholarship(fee: Fee) -> int:
    """Whole per cent that she was let off, as on the day it was given."""
    return 100 - round(fee.due_minor * 100 / fee.full_minor) if fee.scholarship else 0


def _ask_anew(fee: Fee, price: Money) -> None:
    """Nothing has come yet: she is asked for the other price instead."""
    percent = _scholarship(fee)
    if fee.payment:
        payments.cancel(fee.payment)
    fee.full_minor = fee.price_minor = price.minor
    fee.due_minor = fees.less(price, percent).minor
    if fee.due_minor:
        charging.expect(fee, charging.BY_BANK)
    else:
        fee.state = FeeState.FREE
    db.session.flush()


def _forget(fee: Fee) -> None:
    """A difference that nobody has paid, for a group that she leaves again."""
    if fee.payment:
        payments.cancel(fee.payment)
    fee.state, fee.ended_at = FeeState.ENDED, now()
    db.session.flush()


def _ask_for_more(latest: Fee, part: int, found_: Difference) -> None:
    full = found_.price - latest.price
    fee = Fee(
        enrolment=latest.enrolment,
        part=part,
        full_minor=full.minor,
        due_minor=found_.more.minor,
        price_minor=found_.price.minor,
        currency=latest.currency,
        scholarship=latest.scholarship,
        reason=latest.reason,
        due_at=now() + gateways()[charging.BY_BANK].hold,
    )
    db.session.add(fee)
    db.session.flush()
    charging.expect(fee, charging.BY_BANK)
    letters.fee_asked(fee)


def _give_back(parts: list[Fee], found_: Difference, by: User) -> None:
    """The latest paid part first, each at the most whole."""
    parts[-1].price_minor = found_.price.minor
    rest = found_.back
    for fee in [fee for fee in reversed(parts) if fee.state is FeeState.PAID and fee.payment]:
        share = min(rest, fee.due)
        if not share:
            continue
        amount = fee.charged.split([share.minor, (fee.due - share).minor])[0]
        turn = len(refunds_of(fee.payment_id or 0))
        key, reason = f"fee:{fee.id}:moved:{turn}", str(_("The seat in the other group costs less"))
        back = fees.give_back(fee, min(amount, found.held(fee)), key, reason, by)
        if back:
            letters.fee_back(fee, back, turn)
        rest -= share
    db.session.flush()
