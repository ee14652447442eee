"""Cards, on a card company's own page."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from flask import url_for
from flask_babel import lazy_gettext

from marketplace.accounts import tokens
from marketplace.compliance.cards import why_not_by_card
from marketplace.config import settings
from marketplace.core.db import Texts
from marketplace.payments.cards.provider import provider
from marketplace.payments.gateways.base import Redirect, Told, ToldDispute, ToldRefund
from marketplace.payments.models import Payment
from marketplace.payments.services import Arrival

PURPOSE = "card"


class CardGateway:
    """She pays on the card company's page. What it and her browser say afterwards is never
    believed: it only makes us ask the company."""

    name = "card"
    title = lazy_gettext("Card")
    note = lazy_gettext("You finish on the payment company’s page; we never see the number.")
    test = False
    elsewhere = True

    @property
    def hold(self) -> timedelta:
        return timedelta(minutes=settings().card_hold_minutes)

    def refusal(self, country: str, flags: Iterable[str], /) -> Texts | None:
        return why_not_by_card(country, flags)

    def begin(self, payment: Payment, return_to: str) -> Redirect:
        content = {"reference": payment.reference, "back": return_to}
        return Redirect(url_for("cards.go", token=tokens.sign(PURPOSE, content)))

    def read(self, message: Mapping[str, str]) -> Told:
        """The company's own account of a checkout; `message` names our `reference` and the
        company's number of the `session`."""
        seen = provider().look(message["session"])
        arrival = Arrival(seen.charge, seen.amount, sender="Card") if seen.paid else None
        return Told(
            reference=message["reference"],
            arrival=arrival,
            back=message.get("back", ""),
            ended=seen.ended,
            charge=seen.charge,
            refunds=[ToldRefund(r.id, r.refund_id, r.state, r.amount) for r in seen.refunds],
            disputes=[ToldDispute(d.id, d.state, d.amount, d.reason) for d in seen.disputes],
        )
