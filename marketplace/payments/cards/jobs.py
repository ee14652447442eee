"""What is done with the card company behind the pages: taking in its messages, sending money back,
closing its pages, and asking it where it has said nothing for long."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from marketplace.config import settings
from marketplace.core.clock import now
from marketplace.core.db import db, transaction
from marketplace.core.jobs import job
from marketplace.payments.cards import queries, services
from marketplace.payments.cards.models import CardMessage
from marketplace.payments.cards.provider import Opened, Refused, Unreachable, Wanted, provider
from marketplace.payments.gateways import CardGateway
from marketplace.payments.models import Payment

DAYS = timedelta(days=7)
"""So far back disputes are looked for."""

log = logging.getLogger(__name__)


@job(alone=True)
def take_in(message_id: str) -> None:
    """What a message is about is asked for at the company, so its order and age do not matter."""
    with transaction():
        message = db.session.get_one(CardMessage, message_id)
        done, reference, charge = message.done_at, message.reference, message.charge
        known = queries.checkout_by_charge(charge) if charge and not reference else None
        reference = known.payment.reference if known else reference
    if done:
        return
    if charge and not reference:
        with suppress(Refused):  # it knows no such payment, so it is none of ours
            reference = provider().reference_of(charge)
    if reference:
        catch_up(reference)
    with transaction():
        db.session.get_one(CardMessage, message_id).done_at = now()


@job(alone=True)
def send_back(refund_id: int) -> None:
    """Have the company send a refund. Asked again, or after a lost answer, it sends it once."""
    with transaction():
        refund = services.claim_refund(refund_id)
        if refund is None:
            return
        checkout = queries.checkout_of(refund.payment_id)
        amount, key = refund.amount, f"refund-{refund.id}-{refund.refusals}"
        charge = checkout.charge if checkout else None
    try:
        if not charge:
            raise Refused("no_charge", "no card payment is known for it")
        seen = provider().send_back(key, charge, amount, refund_id)
    except Refused as refusal:
        with transaction():
            services.note_refused(refund_id, str(refusal))
        return
    with transaction():
        services.note_sent(seen, refund_id)


@job(alone=True)
def close(payment_id: int) -> None:
    """Shut the company's page for a payment, and learn whether somebody was faster. Where the
    answer to its opening was lost, opening it again tells its number; where that is refused, there
    never was one."""
    with transaction():
        checkout = queries.checkout_of(payment_id)
        if checkout is None:
            return
        wanted, checkout_id, session = (
            services.asked_for(checkout),
            checkout.id,
            checkout.session,
        )
    try:
        session = session or open_page(wanted, checkout_id).id
    except Refused:
        with transaction():
            services.note_never_opened(payment_id)
        return
    provider().close(session)
    catch_up(wanted.reference)


@job(alone=True, every="*/5 * * * *")
def ask_what_nobody_told() -> None:
    """Messages that were not got through with, payments and refunds the company is silent about."""
    if not settings().takes_cards:
        return
    with transaction():
        work: list[tuple[Callable[[Any], None], Iterable[Any]]] = [
            (take_in, queries.messages_waiting()),
            (_settle_or_end, queries.payments_in_the_dark()),
            (close, queries.checkouts_left_open()),
            (send_back, queries.refunds_to_send()),
            (_look_again, queries.refunds_under_way()),
        ]
    for do, things in work:
        for thing in things:
            try:
                do(thing)
            except (Unreachable, Refused) as trouble:
                log.warning("cards: %s of %s: %s", do.__name__, thing, trouble)


@job(alone=True, every="23 * * * *")
def ask_for_disputes() -> None:
    """Those of the last days of which no message came, or which stand otherwise than we know."""
    if not settings().takes_cards:
        return
    for seen in provider().disputes_since(now() - DAYS):
        with transaction():
            known = queries.known_dispute(seen.id)
            checkout = queries.checkout_by_charge(seen.charge)
            news = known is None or known.state is not seen.state
            reference = checkout.payment.reference if checkout and news else ""
        if reference:
            catch_up(reference)


def catch_up(reference: str) -> None:
    """Ask the company how a payment stands, and bring ours there. No lock is held meanwhile. Where
    we fell before we noted the number of its page, opening it again tells the number."""
    with transaction():
        checkout = queries.checkout_for(reference)
        if checkout is None:
            return
        wanted, checkout_id = services.asked_for(checkout), checkout.id
        session = checkout.session
    session = session or open_page(wanted, checkout_id).id
    told = CardGateway().read({"reference": reference, "session": session})
    with transaction():
        services.learn(told)


def open_page(wanted: Wanted, checkout_id: int) -> Opened:
    """The company's page for a payment; the same one however often it is asked for."""
    opened = provider().open(wanted)
    with transaction():
        services.note_opened(checkout_id, opened)
    return opened


def _settle_or_end(payment_id: int) -> None:
    """One that is awaited: paid by now, or past its time and therefore to be closed."""
    with transaction():
        payment = db.session.get_one(Payment, payment_id)
        reference, over = payment.reference, payment.due_at <= now()
        begun = queries.checkout_of(payment_id) is not None
        if over and not begun:
            services.lapse_unasked(payment_id)
    if begun:
        close(payment_id) if over else catch_up(reference)


def _look_again(payment_id: int) -> None:
    with transaction():
        reference = db.session.get_one(Payment, payment_id).reference
    catch_up(reference)
