"""The page of the test payment. It stands for a card company's page: what the browser brings back
from it takes the same way as what a provider's message would."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import public
from marketplace.core.db import transaction
from marketplace.core.limits import limiter
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.payments import queries, services
from marketplace.payments.gateways import gateway

bp = Blueprint("test_payment", __name__, url_prefix=f"{LANGUAGE_PREFIX}/test-payment")


@bp.get("/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """NotFound where this installation has no test payments."""
    told = gateway("demo").read({"token": token})
    payment = queries.payment_of(told.reference)
    page = render_template(
        "payments/test_payment.html",
        payment=payment,
        token=token,
        awaited=payment.state in queries.OPEN,
        back=told.back,
    )
    return page, 200, {"Cache-Control": "private, no-store"}


@bp.post("/<token>")
@public
@limiter.limit("60 per hour")
def pay(token: str) -> ResponseReturnValue:
    """Pretend that the provider has the money. Pressing twice pays once."""
    told = gateway("demo").read({**request.form, "token": token})
    payment = queries.payment_of(told.reference)
    if told.arrival:
        with transaction():
            services.settle(payment.id, told.arrival)
    return redirect(told.back or url_for("test_payment.show", token=token), 303)
