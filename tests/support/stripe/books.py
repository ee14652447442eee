"""What the fake knows: checkouts, payments, refunds, disputes, and the messages it owes."""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import stripe

Thing = dict[str, Any]
HALF_AN_HOUR, A_DAY = 1800, 86400


class Fault(Exception):
    """Something that Stripe refuses, with its status and its words."""

    def __init__(self, status: int, kind: str, code: str, message: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.body = {"error": {"type": kind, "code": code, "message": message or code}}


def refused(code: str, message: str = "") -> Fault:
    return Fault(400, "invalid_request_error", code, message)


@dataclass
class Books:
    """All its methods answer as the interface does. `secret` signs the messages."""

    secret: str
    url: str = ""
    sessions: dict[str, Thing] = field(default_factory=dict)
    intents: dict[str, Thing] = field(default_factory=dict)
    refunds: dict[str, Thing] = field(default_factory=dict)
    disputes: dict[str, Thing] = field(default_factory=dict)
    messages: list[Thing] = field(default_factory=list)
    next_refund: str = "succeeded"

    def create_session(self, params: Thing) -> Thing:
        _check_session(params)
        item = params["line_items"][0]
        session_id = _new("cs_test")
        price = item["price_data"]
        session = {
            "id": session_id,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "amount_total": int(price["unit_amount"]) * int(item["quantity"]),
            "currency": price["currency"],
            "expires_at": int(params["expires_at"]),
            "client_reference_id": params.get("client_reference_id"),
            "customer_email": params.get("customer_email"),
            "metadata": params.get("metadata", {}),
            "success_url": params["success_url"],
            "cancel_url": params.get("cancel_url"),
            "url": f"{self.url}/pay/{session_id}",
            "asked": params,
        }
        self.sessions[session_id] = session
        return session

    def session(self, session_id: str) -> Thing:
        found = _known(self.sessions, session_id)
        if found["status"] == "open" and found["expires_at"] <= time.time():
            self._expire(found)
        return found

    def expire_session(self, session_id: str) -> Thing:
        found = self.session(session_id)
        if found["status"] != "open":
            raise refused("", f"This session is {found['status']} and cannot be expired.")
        self._expire(found)
        return found

    def pay(self, session_id: str) -> Thing:
        """What a buyer does on the page of the company."""
        found = self.session(session_id)
        if found["status"] != "open":
            raise refused("", f"This session is {found['status']}.")
        intent_id = _new("pi")
        data = found["asked"].get("payment_intent_data", {})
        self.intents[intent_id] = {
            "id": intent_id,
            "object": "payment_intent",
            "status": "succeeded",
            "amount": found["amount_total"],
            "amount_received": found["amount_total"],
            "currency": found["currency"],
            "metadata": data.get("metadata", {}),
        }
        found |= {"status": "complete", "payment_status": "paid", "payment_intent": intent_id}
        found["url"] = None
        self.owe("checkout.session.completed", found)
        self.owe("payment_intent.succeeded", self.intents[intent_id])
        return found

    def create_refund(self, params: Thing) -> Thing:
        intent = _known(self.intents, params.get("payment_intent", ""))
        amount = int(params.get("amount", intent["amount"]))
        sent = [r for r in self.refunds.values() if r["payment_intent"] == intent["id"]]
        gone = sum(r["amount"] for r in sent if r["status"] not in {"failed", "canceled"})
        if any(d["payment_intent"] == intent["id"] for d in self.disputes.values()):
            raise refused("charge_disputed", "The charge has been disputed.")
        if gone + amount > intent["amount"]:
            raise refused("charge_already_refunded", "More than was paid.")
        refund = {
            "id": _new("re"),
            "object": "refund",
            "status": self.next_refund,
            "amount": amount,
            "currency": intent["currency"],
            "payment_intent": intent["id"],
            "metadata": params.get("metadata", {}),
        }
        self.refunds[refund["id"]] = refund
        self.owe("refund.created", refund)
        return refund

    def refund_becomes(self, refund_id: str, status: str) -> None:
        self.refunds[refund_id]["status"] = status
        self.owe(
            "refund.updated" if status == "succeeded" else "refund.failed", self.refunds[refund_id]
        )

    def dispute(self, intent_id: str, status: str = "needs_response") -> str:
        """The bank of a buyer asks for all of it back."""
        intent, dispute_id = self.intents[intent_id], _new("dp")
        self.disputes[dispute_id] = {
            "id": dispute_id,
            "object": "dispute",
            "status": status,
            "amount": intent["amount"],
            "currency": intent["currency"],
            "reason": "product_not_received",
            "payment_intent": intent_id,
            "metadata": {},
        }
        self.owe("charge.dispute.created", self.disputes[dispute_id])
        return dispute_id

    def dispute_becomes(self, dispute_id: str, status: str) -> None:
        self.disputes[dispute_id]["status"] = status
        self.owe("charge.dispute.closed", self.disputes[dispute_id])

    def of_intent(self, things: dict[str, Thing], params: Thing) -> Thing:
        wanted = params.get("payment_intent")
        rows = [t for t in things.values() if wanted in {None, t["payment_intent"]}]
        return {"object": "list", "data": rows[::-1], "has_more": False, "url": "/v1/things"}

    def owe(self, kind: str, about: Thing) -> None:
        """A message with the thing as it is now."""
        self.messages.append(
            {
                "id": _new("evt"),
                "object": "event",
                "type": kind,
                "created": int(time.time()),
                "data": {"object": json.loads(json.dumps(about))},
            }
        )

    def signed(self, message: Thing, *, age: int = 0, secret: str = "") -> tuple[str, str]:
        """Body and signature of a message, as they are sent."""
        body = json.dumps(message)
        at = int(time.time()) - age
        header = stripe.WebhookSignature.generate_signature_header(body, secret or self.secret, at)
        return body, header

    def _expire(self, session: Thing) -> None:
        session |= {"status": "expired", "url": None}
        self.owe("checkout.session.expired", session)


def _check_session(params: Thing) -> None:
    price = params["line_items"][0].get("price_data", {})
    left = int(params["expires_at"]) - time.time()
    if not HALF_AN_HOUR - 1 <= left <= A_DAY:
        raise refused("", "The `expires_at` timestamp must be 30 minutes to 24 hours from now.")
    if price.get("currency", "").lower() != price.get("currency") or len(price["currency"]) != 3:
        raise refused("", "Invalid currency")
    if int(price.get("unit_amount", 0)) < 50:
        raise refused("amount_too_small", "The amount is too small.")
    if not params.get("success_url", "").startswith(("http://", "https://")):
        raise refused("url_invalid", "Not a valid URL")


def _known(things: dict[str, Thing], thing_id: str) -> Thing:
    if thing_id not in things:
        raise Fault(404, "invalid_request_error", "resource_missing", f"No such thing: {thing_id}")
    return things[thing_id]


def _new(kind: str) -> str:
    return f"{kind}_{secrets.token_hex(12)}"
