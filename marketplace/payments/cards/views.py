"""The doors between our pages and the card company's: going there, coming back, and its messages."""

from contextlib import suppress

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import tokens
from marketplace.accounts.access import public
from marketplace.core.clock import now
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, NotFound
from marketplace.core.jobs import enqueue
from marketplace.core.limits import limiter
from marketplace.core.security import without_token
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.payments import queries as payments
from marketplace.payments.cards import jobs, queries, services
from marketplace.payments.cards.provider import Forged, Refused, Unreachable, provider
from marketplace.payments.gateways import gateway
from marketplace.payments.gateways.card import PURPOSE
from marketplace.payments.models import PaymentState

bp = Blueprint("cards", __name__, url_prefix=f"{LANGUAGE_PREFIX}/card")
messages = Blueprint("card_messages", __name__, url_prefix="/webhooks")

LARGEST_MESSAGE = 512 * 1024
WAITS = (2, 3, 5, 5, 10, 10, 15, 30, 30, 60)
"""Seconds until the page that waits for the company asks again; then it stops by itself."""


@bp.get("/go/<token>")
@public
@limiter.limit("120 per hour")
def go(token: str) -> ResponseReturnValue:
    """Has the company open its page, and leads there. Coming again leads to the same page. It is a
    page of its own because forms of ours may lead to no other site (form-action)."""
    gateway("card")
    asked = tokens.read(PURPOSE, token)
    with transaction():
        payment = payments.payment_of(str(asked["reference"]))
        checkout = services.want_checkout(payment.id, str(asked["back"]))
        wanted, checkout_id = services.asked_for(checkout), checkout.id
        reference, url, back = payment.reference, checkout.url, checkout.back
    try:
        if url:
            jobs.catch_up(reference)
            if not _awaited(reference):
                return redirect(back)
        else:
            url = jobs.open_page(wanted, checkout_id).url
    except Refused as refusal:
        raise Conflict(
            _("The payment company does not take this payment. Write to the cooperative.")
        ) from refusal
    return _private(render_template("cards/go.html", url=url, back=back))


@bp.get("/back/<token>")
@public
@limiter.limit("240 per hour")
def back(token: str) -> ResponseReturnValue:
    """She says that she has paid. We ask the company; until it says so, the page says that we wait,
    and comes again by itself."""
    gateway("card")
    reference = str(tokens.read(services.BACK, token))
    with suppress(Unreachable, Refused):  # its message, or the clock, will bring the news
        jobs.catch_up(reference)
    with transaction():
        checkout = queries.checkout_for(reference)
        if checkout is None:
            raise NotFound
        payment, home = checkout.payment, checkout.back
        state, amount = payment.state, payment.amount
    if state is PaymentState.PAID:
        flash(_("Your payment has arrived. Thank you."), "ok")
        return redirect(home)
    if state is PaymentState.CANCELLED:
        return redirect(home)
    tried = request.args.get("n", 0, int)
    wait = WAITS[tried] if 0 <= tried < len(WAITS) else 0
    page = render_template(
        "cards/back.html", amount=amount, home=home, token=token, wait=wait, again=tried + 1
    )
    return _private(page)


@messages.post("/stripe")
@public
@without_token
def take() -> ResponseReturnValue:
    """A message of the company: checked, kept under its number, and answered at once. What it
    means is found out by a job."""
    gateway("card")
    request.max_content_length = LARGEST_MESSAGE
    body = request.get_data(cache=False)
    try:
        message = provider().read(body, request.headers.get("Stripe-Signature", ""))
    except Forged:
        return {"error": "this is not signed by the payment company"}, 400
    with transaction():
        if services.keep_message(message):
            enqueue(jobs.take_in, key=f"card-message:{message.id}", message_id=message.id)
    return {"received": True}


def _awaited(reference: str) -> bool:
    with transaction():
        payment = payments.payment_of(reference)
        return payment.state in payments.OPEN and payment.due_at > now()


def _private(page: str) -> ResponseReturnValue:
    return page, 200, {"Cache-Control": "private, no-store"}
