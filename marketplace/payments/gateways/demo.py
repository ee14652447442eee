"""A payment for trying things out."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from flask import url_for
from flask_babel import lazy_gettext

from marketplace.accounts import tokens
from marketplace.config import settings
from marketplace.core.db import Texts
from marketplace.core.money import Money
from marketplace.payments.gateways.base import Redirect, Told
from marketplace.payments.models import Payment
from marketplace.payments.services import Arrival


class DemoGateway:
    """A test payment that moves no money, for trying things out; never in production."""

    name = "demo"
    title = lazy_gettext("Test payment")
    note = lazy_gettext("For trying things out: no money moves, and the order counts as paid.")
    test = True
    elsewhere = True

    @property
    def hold(self) -> timedelta:
        return timedelta(days=settings().transfer_hold_days)

    def refusal(self, _country: str, _flags: Iterable[str], /) -> Texts | None:
        return None

    def begin(self, payment: Payment, return_to: str) -> Redirect:
        amount = payment.outstanding
        content = {
            "reference": payment.reference,
            "minor": amount.minor,
            "in": amount.currency,
            "back": return_to,
        }
        return Redirect(url_for("test_payment.show", token=tokens.sign("test-payment", content)))

    def read(self, message: Mapping[str, str]) -> Told:
        content = tokens.read("test-payment", message.get("token", ""))
        reference = str(content["reference"])
        amount = Money(int(content["minor"]), str(content["in"]))
        arrival = Arrival(f"demo-{reference}", amount, sender="Test payment")
        return Told(reference, arrival, str(content["back"]))
