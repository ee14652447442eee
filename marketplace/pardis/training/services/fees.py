"""Fees of enrolments: asked for with the seat, paid, lapsed, given back by the dated rule. A fee's
payment is locked before the fee, as whoever notes money does."""

from datetime import timedelta

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
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
from marketplace.pardis.training.services import booking, refunding
from marketplace.payments import services as payments
from marketplace.payments.gateways import gateways, offer_for
from marketplace.payments.models import Payment
from marketplace.payments.queries import OPEN
from marketplace.payments.references import creditor_reference

BY_BANK = "transfer"
HERE = "IR"
LEAST = timedelta(days=1)
MOST_PROOFS = 10
SELLER = {"en": "Pardis handicraft centre", "fa": "مرکز صنایع‌دستی پردیس"}


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
        currency=rate.amount.currency,
        due_at=now() + gateways()[BY_BANK].hold,
    )
    db.session.add(fee)
    db.session.flush()
    _expect(fee, BY_BANK)
    letters.fee_asked(fee)
    return fee


def ways(fee: Fee) -> list[str]:
    """How it can be paid. Card companies know no rials."""
    offered = offer_for(HERE, ()).ways
    return [name for name in offered if not (name == "card" and fee.currency == "IRR")]


def pay_by(fee: Fee, way: str) -> Payment:
    """What is awaited under this way of paying; another way is asked for anew, while nothing came."""
    payment = fee.payment
    if fee.state is not FeeState.OWED or payment is None or payment.state not in OPEN:
        raise Conflict(_("Nothing is awaited for this seat."))
    if payment.gateway == way:
        return payment
    if way not in ways(fee) or payment.received:
        raise Conflict(_("It cannot be paid this way any more."))
    payments.cancel(payment)
    return _expect(fee, way)


def _expect(fee: Fee, way: str) -> Payment:
    """Each time under a reference of its own."""
    fee.asked += 1
    account = found.account_for(fee.currency)
    trainee = fee.enrolment.trainee
    details = {
        "enrolment": fee.enrolment_id,
        "group": fee.enrolment.group.number,
        "seller": SELLER,
        "buyer": trainee.name,
        "email": trainee.user.email if trainee.user else "",
        "country": HERE,
    }
    fee.payment_id = payments.expect(
        gateway=way,
        reference=creditor_reference(f"PRD{fee.enrolment_id}N{fee.asked}"),
        amount=fee.due,
        payee_id=CENTRE,
        due_at=min(fee.due_at, now() + gateways()[way].hold) if way == "card" else fee.due_at,
        details=details | ({"account": account.as_json()} if account else {}),
    )
    db.session.flush()
    db.session.refresh(fee, ["payment"])
    return db.session.get_one(Payment, fee.payment_id)


def grant(fee: Fee, code: str, reason: str, by: User) -> None:
    """She pays so much less by the dated rule; while nothing has come, her payment is asked anew."""
    rule = found.scholarships(today_in_tehran()).get(code)
    if rule is None or fee.state is not FeeState.OWED or (fee.payment and fee.payment.received):
        raise Conflict(_("A scholarship is given before anything is paid."))
    before = {"due": str(fee.due.decimal)}
    fee.due_minor = (fee.full - fee.full.share(rule.percent * 100)).minor
    fee.scholarship, fee.reason = code, reason
    if fee.payment:
        payments.cancel(fee.payment)
    if fee.due_minor:
        _expect(fee, BY_BANK)
    else:
        fee.state = FeeState.FREE
    db.session.flush()
    after = {"due": str(fee.due.decimal), "scholarship": code, "reason": reason}
    audit.record(by, "fee.scholarship", fee.enrolment.group, before=before, after=after)


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
    fee = found.locked_fee(enrolment_id)
    if fee and fee.state is FeeState.OWED and fee.reminded_at is None:
        fee.reminded_at = now()
        letters.fee_reminder(fee)


def lapse(enrolment: Enrolment) -> bool:
    """Nobody has paid it in time: whether the seat is free again. Money that came in part keeps it
    until people have spoken."""
    fee = found.locked_fee(enrolment.id)
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
    asked. Never more than she paid, and once."""
    fee = found.locked_fee(enrolment.id)
    if fee is None or fee.state in {FeeState.ENDED, FeeState.LAPSED}:
        return None
    was, fee.state, fee.ended_at = fee.state, FeeState.ENDED, now()
    payment = fee.payment
    if was is FeeState.OWED and payment:
        payments.cancel(payment, str(_("The seat was given back")))
    if was is not FeeState.PAID or payment is None:
        return None
    percent = refunding.percent_back(fee, called_off=called_off)
    owed = payments.refund(
        payment,
        fee.due.share(percent * 100),
        key=f"fee:{fee.id}",
        reason=str(_("The group was called off") if called_off else _("The seat was given back")),
        by=by,
    )
    back = owed.amount if owed else Money.zero(fee.currency)
    if owed:
        booking.book_back(fee, owed)
    if not fee.earned_at:
        booking.book_kept(fee, fee.due - back)
    letters.fee_back(fee, back)
    return back


def take_up_again(payment: Payment) -> None:
    """A card's page has run out: the seat is kept for a transfer until the fee itself is due."""
    enrolment_id = payment.details.get("enrolment")
    fee = found.locked_fee(int(enrolment_id)) if enrolment_id else None
    if fee and fee.state is FeeState.OWED and fee.payment_id == payment.id:
        _expect(fee, BY_BANK)
