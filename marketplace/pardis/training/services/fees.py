"""Fees of enrolments: asked for with the seat, paid, lapsed, given back by the dated rule. A fee's
payment is locked before the fee, as whoever notes money does."""

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.money import Money
from marketplace.media import services as media
from marketplace.media.documents import Document
from marketplace.pardis.training import letters
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.models import Enrolment, Fee, FeeState
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import booking, charging, refunding
from marketplace.pardis.training.services.charging import BY_BANK
from marketplace.payments import services as payments
from marketplace.payments.gateways import gateways
from marketplace.payments.models import Payment
from marketplace.payments.queries import OPEN

MOST_PROOFS = 10


def ask_for(enrolment: Enrolment) -> Fee | None:
    """What this seat costs today, to be paid within some days; nothing where it costs nothing.
    Asking again gives the same fee."""
    if known := found.fee_of(enrolment.id):
        return known
    rate = found.rate_of(enrolment.group, today_in_tehran())
    if rate is None or not rate.amount.minor:
        return None
    fee = Fee(
        enrolment=enrolment,
        full_minor=rate.amount.minor,
        due_minor=rate.amount.minor,
        price_minor=rate.amount.minor,
        currency=rate.amount.currency,
        due_at=now() + gateways()[BY_BANK].hold,
    )
    db.session.add(fee)
    db.session.flush()
    charging.expect(fee, BY_BANK)
    letters.fee_asked(fee)
    return fee


def pay_by(fee: Fee, way: str) -> Payment:
    """What is awaited under this way of paying; another way is asked for anew, while nothing came."""
    payment = fee.payment
    if fee.state is not FeeState.OWED or payment is None or payment.state not in OPEN:
        raise Conflict(_("Nothing is awaited for this seat."))
    if payment.gateway == way:
        return payment
    amount = charging.ways(fee).amounts.get(way)
    if amount is None or payment.received:
        raise Conflict(_("It cannot be paid this way any more."))
    payments.cancel(payment)
    return charging.expect(fee, way, amount)


def grant(fee: Fee, code: str, reason: str, by: User) -> None:
    """She pays so much less by the dated rule; while nothing has come, her payment is asked anew."""
    rule = found.scholarships(today_in_tehran()).get(code)
    if rule is None or fee.state is not FeeState.OWED or (fee.payment and fee.payment.received):
        raise Conflict(_("A scholarship is given before anything is paid."))
    before = {"due": str(fee.due.decimal)}
    fee.due_minor = less(fee.full, rule.percent).minor
    fee.scholarship, fee.reason = code, reason
    if fee.payment:
        payments.cancel(fee.payment)
    if fee.due_minor:
        charging.expect(fee, BY_BANK)
    else:
        fee.state = FeeState.FREE
    db.session.flush()
    after = {"due": str(fee.due.decimal), "scholarship": code, "reason": reason}
    audit.record(by, "fee.scholarship", fee.enrolment.group, before=before, after=after)


def less(price: Money, percent: int) -> Money:
    """What is left of a price after so many whole per cent."""
    return price - price.share(percent * 100)


def show_proof(fee: Fee, proof: Document, by: User | None) -> None:
    """What she shows of her transfer, for whoever compares it with the statement; the same file
    twice is once."""
    payment = fee.payment
    if payment is None or payment.state not in OPEN:
        raise Conflict(_("Nothing is awaited for this seat."))
    file = media.keep_file(proof.name, proof.content, proof.kind, by)
    if any(known.file.sha256 == file.sha256 for known in payment.proofs):
        return
    if len(payment.proofs) >= MOST_PROOFS:
        raise Conflict(_("That is a lot of files. Come to the desk instead."))
    payments.add_proof(payment, file)


def paid(fee: Fee) -> None:
    """All of it is there. The centre has earned it once the course has begun."""
    if fee.state is not FeeState.OWED:
        return
    fee.state, fee.paid_at = FeeState.PAID, now()
    booking.book_fee(fee)
    if fee.enrolment.group.state in found.BEGUN:
        earn(fee)
    db.session.flush()
    letters.fee_paid(fee)


def earn(fee: Fee) -> None:
    fee.earned_at = now()
    booking.book_earned(fee)


def remind(enrolment_id: int) -> None:
    """Once, two days before the seat goes."""
    for fee in found.locked_fees(enrolment_id):
        if fee.state is FeeState.OWED and fee.reminded_at is None:
            fee.reminded_at = now()
            letters.fee_reminder(fee)


def lapse(enrolment: Enrolment) -> bool:
    """Nobody has paid it in time: whether the seat is free again. Money that came in part, or for
    another part of it, keeps it until people have spoken."""
    parts = found.locked_fees(enrolment.id)
    fee = parts[0] if len(parts) == 1 else None
    if fee is None or fee.state is not FeeState.OWED or fee.due_at > now():
        return False
    if fee.payment and fee.payment.received:
        return False
    if fee.payment:
        payments.cancel(fee.payment)
    fee.state, fee.ended_at = FeeState.LAPSED, now()
    letters.fee_lapsed(fee)
    return True


def end(enrolment: Enrolment, *, called_off: bool = False, by: User | None = None) -> Money | None:
    """She leaves, or the centre calls the group off: what goes back by the rule of the day she was
    asked, of the latest part that she paid. Never more than she paid, and once."""
    backs = [_end(fee, called_off, by) for fee in found.locked_fees(enrolment.id)]
    return next((back for back in reversed(backs) if back is not None), None)


def _end(fee: Fee, called_off: bool, by: User | None) -> Money | None:
    if fee.state in {FeeState.ENDED, FeeState.LAPSED}:
        return None
    was, fee.state, fee.ended_at = fee.state, FeeState.ENDED, now()
    payment = fee.payment
    if was is FeeState.OWED and payment:
        payments.cancel(payment, str(_("The seat was given back")))
    if was is not FeeState.PAID or payment is None:
        return None
    percent = refunding.percent_back(fee, called_off=called_off)
    reason = str(_("The group was called off") if called_off else _("The seat was given back"))
    held = found.held(fee)
    back = give_back(fee, held.share(percent * 100), f"fee:{fee.id}", reason, by)
    if not fee.earned_at:
        booking.book_kept(fee, held - back)
    letters.fee_back(fee, back)
    return back


def give_back(fee: Fee, amount: Money, key: str, reason: str, by: User | None) -> Money:
    """What of a paid fee is owed back now, once for each cause `key`, which begins with `fee:` and
    its id."""
    payment = fee.payment
    owed = payments.refund(payment, amount, key=key, reason=reason, by=by) if payment else None
    if owed is None:
        return Money.zero(amount.currency)
    booking.book_back(fee, owed)
    return owed.amount


def take_up_again(payment: Payment) -> None:
    """A card's page has run out: the seat is kept for a transfer until the fee itself is due."""
    fee = found.locked_fee_of(payment)
    if fee and fee.state is FeeState.OWED and fee.payment_id == payment.id:
        charging.expect(fee, BY_BANK)
