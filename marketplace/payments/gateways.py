"""The ways money can come, behind one shape.

A gateway is asked twice, never inside a transaction: to `begin` a payment, and to `read` what
somebody says about one – the buyer's browser on its return, or the provider's own message, which
may come late, twice or before the browser. Both go to `services.settle` with the provider's number
of the charge, so the order of their arrival does not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flask import url_for
from flask_babel import lazy_gettext

from marketplace.accounts import tokens
from marketplace.config import settings
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.payments.models import Payment
from marketplace.payments.services import Arrival


@dataclass(frozen=True)
class Instructions:
    """What the buyer does herself: where to send how much under which reference. `page` has it."""

    reference: str
    account: dict[str, Any]
    page: str


@dataclass(frozen=True)
class Redirect:
    """Where her browser goes to pay."""

    url: str


@dataclass(frozen=True)
class Told:
    """What was said about a payment: that it came, or nothing yet (`arrival` is None). `back` is
    where a browser goes on."""

    reference: str
    arrival: Arrival | None
    back: str = ""


class Gateway(Protocol):
    name: str
    title: Any
    note: Any
    test: bool

    def begin(self, payment: Payment, return_to: str) -> Instructions | Redirect:
        """Start, or start again: repeating it must not charge twice. Her browser comes back to
        the path `return_to`."""

    def read(self, message: Mapping[str, str]) -> Told:
        """What a returning browser or a provider's message means; Forbidden where it is forged."""


class BankTransfer:
    """The buyer's bank sends it; a treasurer sees it on the statement and notes it."""

    name = "transfer"
    title = lazy_gettext("Bank transfer against a proforma")
    note = lazy_gettext(
        "The pieces are held for you while your bank sends the money. "
        "Reference and account come at once, by e-mail too."
    )
    test = False

    def begin(self, payment: Payment, return_to: str) -> Instructions:
        account = dict(payment.account or {})
        return Instructions(payment.reference, account, return_to)

    def read(self, message: Mapping[str, str]) -> Told:
        raise NotFound(message.get("reference", ""))  # no machine speaks for a bank


class DemoGateway:
    """A test payment that moves no money, for trying things out; never in production."""

    name = "demo"
    title = lazy_gettext("Test payment")
    note = lazy_gettext("For trying things out: no money moves, and the order counts as paid.")
    test = True

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


def gateways() -> dict[str, Gateway]:
    """Those that this installation offers, by name, in the order they are shown."""
    offered: list[Gateway] = [BankTransfer()]
    if settings().demo_payments and not settings().production:
        offered.append(DemoGateway())
    return {gateway.name: gateway for gateway in offered}


def gateway(name: str) -> Gateway:
    found = gateways().get(name)
    if found is None:
        raise NotFound
    return found
