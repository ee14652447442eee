"""Opening the company's page for a payment, and taking in what the company says.

`learn` is the one function that a returning browser, a message of the company and the clock all
come to: it holds the payment's lock, and what it has been told before, or what is older than what it
knows, changes nothing.
"""

from datetime import timedelta

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit, tokens
from marketplace.compliance.cards import CARDS
from marketplace.compliance.queries import gate_open
from marketplace.config import settings
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.core.events import announce
from marketplace.localisation.languages import language
from marketplace.payments import queries as payments
from marketplace.payments import services
from marketplace.payments.cards import queries
from marketplace.payments.cards.models import CardCheckout, CardMessage
from marketplace.payments.cards.provider import Message, Opened, SeenRefund, Wanted
from marketplace.payments.events import DisputeMoved, RefundFailed, RefundPaid
from marketplace.payments.gateways import Told
from marketplace.payments.gateways.base import ToldDispute, ToldRefund
from marketplace.payments.models import (
    Dispute,
    DisputeState,
    Payment,
    Refund,
    RefundState,
)

BACK = "card-back"
"""What the link is signed for by which her browser comes back."""

SLACK = timedelta(minutes=1)
"""The company keeps a page open for half an hour at least, by its own clock."""


def want_checkout(payment_id: int, back: str) -> CardCheckout:
    """The one page of this payment, to be asked for at the company. The first time, the pieces are
    held for as long as it will be open. Conflict, where nothing may be paid by card now."""
    payment = payments.locked_payment(payment_id)
    known = queries.checkout_of(payment.id)
    if payment.state not in payments.OPEN or not gate_open(CARDS):
        raise Conflict(_("This order cannot be paid by card now."))
    if payment.due_at <= now():
        raise Conflict(_("The time for paying by card is over. Place the order anew."))
    if known:
        return known
    until = now() + timedelta(minutes=settings().card_hold_minutes) + SLACK
    services.prolong(payment, max(payment.due_at, until.replace(microsecond=0)))
    done = url_for("cards.back", token=tokens.sign(BACK, payment.reference))
    checkout = CardCheckout(
        payment=payment, locale=language(), back=back, done=done, expires_at=payment.due_at
    )
    db.session.add(checkout)
    db.session.flush()
    return checkout


def asked_for(checkout: CardCheckout) -> Wanted:
    """All that the company is asked, the same each time: nothing in it may change."""
    payment, base = checkout.payment, settings().base_url.rstrip("/")
    return Wanted(
        key=checkout.key,
        reference=payment.reference,
        amount=payment.amount,
        title=", ".join(payment.details.get("orders") or [payment.reference]),
        email=str(payment.who.get("email") or ""),
        locale=checkout.locale,
        expires_at=checkout.expires_at,
        success_url=f"{base}{checkout.done}",
        cancel_url=f"{base}{checkout.back}",
    )


def note_opened(checkout_id: int, opened: Opened) -> None:
    """The company has opened its page; the same number and address however often it is asked."""
    checkout = db.session.get_one(CardCheckout, checkout_id)
    checkout.session, checkout.url = opened.id, opened.url
    db.session.flush()


def keep_message(message: Message) -> bool:
    """Save what the company sent, once by its number; whether it is new."""
    kept = db.session.scalar(
        insert(CardMessage)
        .values(
            id=message.id,
            kind=message.kind[:80],
            reference=message.reference[:60],
            charge=message.charge,
            content=message.content,
        )
        .on_conflict_do_nothing(index_elements=[CardMessage.id])
        .returning(CardMessage.id)
    )
    return kept is not None


def learn(told: Told) -> Payment:
    """Bring a payment to where the company says it stands."""
    payment = payments.locked_payment(payments.payment_of(told.reference).id)
    checkout = queries.checkout_of(payment.id)
    with force_locale(checkout.locale if checkout else language()):
        if checkout:
            _note(checkout, told)
        if told.arrival:
            services.settle(payment.id, told.arrival)
        elif told.ended:
            services.lapse(payment)
        for refund in told.refunds:
            _learn_refund(payment, refund)
        for dispute in told.disputes:
            _learn_dispute(payment, dispute)
    db.session.flush()
    return payment


def lapse_unasked(payment_id: int) -> None:
    """Nobody ever went to the company's page, and the time is over."""
    payment = payments.locked_payment(payment_id)
    if queries.checkout_of(payment.id) is None and payment.due_at <= now():
        services.lapse(payment)


def note_never_opened(payment_id: int) -> None:
    """The company has no page for it and will open none any more."""
    payment = payments.locked_payment(payment_id)
    checkout = queries.checkout_of(payment_id)
    if checkout and checkout.session is None:
        checkout.ended_at = now()
        with force_locale(checkout.locale):
            services.lapse(payment)


def claim_refund(refund_id: int) -> Refund | None:
    """A refund that is now to be asked for at the company, or None: somebody has seen to it."""
    refund = queries.locked_refund(refund_id)
    if not refund.by_itself or refund.external_id:
        return None
    if refund.state is RefundState.OWED:
        refund.state = RefundState.SENT
    if refund.state is not RefundState.SENT:
        return None
    refund.sent_at = now()
    db.session.flush()
    return refund


def note_sent(seen: SeenRefund, refund_id: int) -> None:
    """The company has taken a refund on, or done it."""
    payment = payments.locked_payment(db.session.get_one(Refund, refund_id).payment_id)
    _learn_refund(payment, ToldRefund(seen.id, refund_id, seen.state, seen.amount))


def note_refused(refund_id: int, why: str) -> None:
    """The company will not send it; a treasurer sees why, and it is asked again some hours later."""
    refund = queries.locked_refund(refund_id)
    if refund.state is RefundState.SENT and refund.external_id is None:
        refund.state = RefundState.OWED
        refund.refusals, refund.trouble = refund.refusals + 1, why[:300]
        db.session.flush()


def by_hand(refund: Refund) -> None:
    """A treasurer takes over what the company would not send. Whoever calls holds the lock."""
    if refund.state is not RefundState.OWED:
        raise Conflict(_("The payment company is sending this money back already."))
    refund.way = "transfer"
    db.session.flush()


def _note(checkout: CardCheckout, told: Told) -> None:
    if told.charge and checkout.charge is None and told.arrival:
        checkout.charge = told.charge
    if told.ended and checkout.ended_at is None:
        checkout.ended_at = now()


def _learn_refund(payment: Payment, told: ToldRefund) -> None:
    """One that did not come from us is noted as well: somebody made it at the company's desk."""
    refund = _refund_of(payment, told)
    if refund is None or not {told.state} & {refund.state, *refund.flow.moves[refund.state]}:
        return
    refund.external_id, refund.way = told.external_id, payment.gateway
    if refund.state is told.state:
        return
    was, refund.state = refund.state, told.state
    if told.state is RefundState.PAID:
        refund.paid_at, refund.trouble = now(), ""
        _trail(payment, "refund.paid", refund, told.external_id)
        announce(RefundPaid(refund.id))
    if told.state is RefundState.FAILED:
        _send_by_hand(payment, refund, was)


def _refund_of(payment: Payment, told: ToldRefund) -> Refund | None:
    known = [
        each for each in payments.refunds_of(payment.id) if each.external_id == told.external_id
    ]
    if known:
        return queries.locked_refund(known[0].id)
    if told.refund_id is not None:
        mine = [each.id for each in payments.refunds_of(payment.id) if each.id == told.refund_id]
        if not mine:
            return None
        refund = queries.locked_refund(mine[0])
        if refund.state is RefundState.OWED and told.state is not RefundState.SENT:
            refund.state = RefundState.SENT
        return refund if refund.external_id is None else None
    if told.state is RefundState.FAILED:
        return None
    reason = _("Sent back by the payment company")
    key = f"company:{told.external_id}"
    foreign = services.refund(payment, told.amount, key=key, reason=reason, by=None)
    if foreign:
        foreign.state, foreign.external_id = RefundState.SENT, told.external_id
    return foreign


def _send_by_hand(payment: Payment, refund: Refund, was: RefundState) -> None:
    """Her bank did not take it: the money is here again, and goes back some other way."""
    _trail(payment, "refund.failed", refund, refund.external_id or "")
    db.session.flush()
    if was is RefundState.PAID:
        announce(RefundFailed(refund.id))
    key, reason = f"failed:{refund.id}", refund.reason
    services.refund(payment, refund.amount, key=key, reason=reason, by=None, way="transfer")


def _learn_dispute(payment: Payment, told: ToldDispute) -> None:
    dispute_id = db.session.scalar(
        insert(Dispute)
        .values(
            version=1,
            state=DisputeState.INQUIRY,
            payment_id=payment.id,
            external_id=told.external_id,
            amount_minor=told.amount.minor,
            amount_currency=told.amount.currency,
            reason=told.reason[:60],
        )
        .on_conflict_do_nothing(index_elements=[Dispute.external_id])
        .returning(Dispute.id)
    )
    dispute = db.session.scalars(
        db.select(Dispute).where(Dispute.external_id == told.external_id)
    ).one()
    if dispute_id is not None:
        _trail(payment, "dispute.opened", dispute, told.reason)
        announce(DisputeMoved(dispute.id))
    for step in _steps(dispute.state, told.state):
        dispute.state = step
        if step in {DisputeState.WON, DisputeState.LOST, DisputeState.CLOSED}:
            dispute.closed_at = now()
            _trail(payment, "dispute.closed", dispute, step)
        db.session.flush()
        announce(DisputeMoved(dispute.id))


def _steps(here: DisputeState, there: DisputeState) -> list[DisputeState]:
    """The way from one state to another; none where it leads back, which old news do."""
    if there in Dispute.flow.moves[here]:
        return [there]
    if here is DisputeState.INQUIRY and there in Dispute.flow.moves[DisputeState.OPEN]:
        return [DisputeState.OPEN, there]
    return []


def _trail(payment: Payment, action: str, subject: Refund | Dispute, said: str) -> None:
    after = {"reference": payment.reference, "said": str(said)}
    audit.record(None, action, subject, after=after, scope_id=payment.payee_id)
