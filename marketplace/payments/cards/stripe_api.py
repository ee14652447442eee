"""Stripe, by its own library. Loaded late, see `provider`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import stripe
from flask_babel import gettext as _

from marketplace.config import Settings
from marketplace.core.money import Money
from marketplace.payments.cards.provider import (
    Forged,
    Message,
    Opened,
    Refused,
    Seen,
    SeenDispute,
    SeenRefund,
    Unreachable,
    Wanted,
)
from marketplace.payments.models import DisputeState, RefundState

PATIENCE = (3.05, 5)  # seconds to connect, and to answer
TOLERANCE = 300  # seconds a message may be old
UNDER_WAY = 409  # another request with the same key has not been answered yet
OURS = "payment"  # the name under which our reference travels in their metadata
OUR_REFUND = "refund"
LANGUAGES = {"en": "en"}  # of ours, those that the page of Stripe speaks
REFUNDS = {
    "succeeded": RefundState.PAID,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}
DISPUTES = {
    "warning_needs_response": DisputeState.INQUIRY,
    "warning_under_review": DisputeState.INQUIRY,
    "warning_closed": DisputeState.CLOSED,
    "prevented": DisputeState.CLOSED,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
    "appeal_needs_response": DisputeState.LOST,
    "appeal_under_review": DisputeState.LOST,
}


class Stripe:
    """A `Provider`. Each request names the version of the interface that this code was written for."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.stripe_webhook_secret
        self._client = stripe.StripeClient(
            settings.stripe_secret_key,
            stripe_version=settings.stripe_api_version,
            base_addresses={"api": settings.stripe_api_base},
            http_client=stripe.RequestsClient(timeout=PATIENCE),
            max_network_retries=1,
        )

    def open(self, wanted: Wanted) -> Opened:
        params: Any = {
            "mode": "payment",
            "allowed_payment_method_types": ["card"],
            "adaptive_pricing": {"enabled": False},
            "client_reference_id": wanted.reference,
            "customer_email": wanted.email,
            "locale": LANGUAGES.get(wanted.locale, "auto"),
            "line_items": [{"quantity": 1, "price_data": _price(wanted)}],
            "metadata": {OURS: wanted.reference},
            "payment_intent_data": {
                "description": wanted.title,
                "metadata": {OURS: wanted.reference},
            },
            "expires_at": int(wanted.expires_at.timestamp()),
            "success_url": wanted.success_url,
            "cancel_url": wanted.cancel_url,
        }
        with _asking():
            session = self._client.v1.checkout.sessions.create(
                params, {"idempotency_key": wanted.key}
            )
        return Opened(session.id, session.url or "")

    def look(self, session: str) -> Seen:
        with _asking():
            found = self._client.v1.checkout.sessions.retrieve(session)
            charge = _id(found.payment_intent)
            return Seen(
                paid=found.payment_status == "paid",
                ended=found.status == "expired",
                charge=charge,
                amount=Money(found.amount_total or 0, (found.currency or "").upper()),
                refunds=self._refunds(charge) if charge else [],
                disputes=self._disputes(payment_intent=charge) if charge else [],
            )

    def close(self, session: str) -> None:
        with _asking():
            try:
                self._client.v1.checkout.sessions.expire(session)
            except stripe.InvalidRequestError:
                found = self._client.v1.checkout.sessions.retrieve(session)
                if found.status == "open":
                    raise

    def send_back(self, key: str, charge: str, amount: Money, refund_id: int) -> SeenRefund:
        params: Any = {
            "payment_intent": charge,
            "amount": amount.minor,
            "reason": "requested_by_customer",
            "metadata": {OUR_REFUND: str(refund_id)},
        }
        with _asking():
            return _refund(self._client.v1.refunds.create(params, {"idempotency_key": key}))

    def reference_of(self, charge: str) -> str:
        with _asking():
            found = self._client.v1.payment_intents.retrieve(charge)
        return _said(found.metadata, OURS)

    def read(self, body: bytes, signature: str) -> Message:
        try:
            event = stripe.Webhook.construct_event(body, signature, self._secret, TOLERANCE)
            return _message(event.to_dict())
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as error:
            raise Forged(str(error)) from None

    def _refunds(self, charge: str) -> list[SeenRefund]:
        params: Any = {"payment_intent": charge, "limit": 100}
        return [_refund(each) for each in self._client.v1.refunds.list(params).auto_paging_iter()]

    def disputes_since(self, moment: datetime) -> list[SeenDispute]:
        with _asking():
            return self._disputes(created={"gte": int(moment.timestamp())})

    def _disputes(self, **which: Any) -> list[SeenDispute]:
        params: Any = {**which, "limit": 100}
        return [
            SeenDispute(
                _id(each.payment_intent),
                each.id,
                DISPUTES.get(each.status, DisputeState.OPEN),
                Money(each.amount, each.currency.upper()),
                each.reason,
            )
            for each in self._client.v1.disputes.list(params).auto_paging_iter()
        ]


@contextmanager
def _asking() -> Iterator[None]:
    """What goes wrong between us and Stripe, in our words."""
    try:
        yield
    except (
        stripe.InvalidRequestError,
        stripe.CardError,
        stripe.IdempotencyError,
        stripe.AuthenticationError,
        stripe.PermissionError,
    ) as error:
        if error.http_status == UNDER_WAY:
            raise Unreachable(str(error)) from error
        raise Refused(error.code or type(error).__name__, str(error.user_message)) from error
    except stripe.StripeError as error:
        raise Unreachable(
            _("The payment company does not answer. Nothing was charged: try again in a minute.")
        ) from error


def _price(wanted: Wanted) -> dict[str, Any]:
    return {
        "currency": wanted.amount.currency.lower(),
        "unit_amount": wanted.amount.minor,
        "product_data": {"name": wanted.title},
    }


def _refund(refund: stripe.Refund) -> SeenRefund:
    ours = _said(refund.metadata, OUR_REFUND)
    return SeenRefund(
        refund.id,
        int(ours) if ours.isascii() and ours.isdigit() else None,
        REFUNDS.get(refund.status or "", RefundState.SENT),
        Money(refund.amount, refund.currency.upper()),
    )


def _message(event: dict[str, Any]) -> Message:
    about = event["data"]["object"]
    kind, what = str(event["type"]), str(about.get("object"))
    charge = about["id"] if what == "payment_intent" else about.get("payment_intent")
    return Message(
        id=str(event["id"]),
        kind=kind,
        reference=str(about.get("client_reference_id") or _said(about.get("metadata"), OURS)),
        session=str(about["id"]) if what == "checkout.session" else "",
        charge=_id(charge),
        content={"about": about["id"], "status": about.get("status"), "at": event.get("created")},
    )


def _id(thing: Any) -> str:
    """Its number, whether it was sent whole or by number, or not at all."""
    if thing is None or isinstance(thing, str):
        return thing or ""
    return str(thing["id"])


def _said(metadata: Any, name: str) -> str:
    plain = metadata.to_dict() if hasattr(metadata, "to_dict") else metadata or {}
    return str(plain.get(name) or "")
