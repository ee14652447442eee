"""The socket, the keys that make a request happen once, and what can go wrong on the way."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.support.stripe import published
from tests.support.stripe.books import Books, Fault

Answer = tuple[int, dict[str, Any]]
VERSION = "2026-10-28.endive"
LONGEST_KEY = 255


@dataclass
class FakeStripe:
    """`lose` counts, by route, answers that are not given although all was done; `broken` those
    that are a fault of the server and nothing was done; `slow` is seconds before each answer."""

    key: str = "sk_test_of_the_suite"
    secret: str = "whsec_of_the_suite"
    webhook: str = ""
    slow: float = 0
    lose: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    answers: dict[str, tuple[Any, Answer]] = field(default_factory=dict)
    lock: Any = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.books = Books(self.secret)

    @property
    def url(self) -> str:
        return self.books.url

    def reset(self) -> None:
        url = self.books.url
        self.books = Books(self.secret, url)
        for kept in (self.lose, self.broken, self.asked, self.answers):
            kept.clear()
        self.slow, self.webhook = 0, ""

    def count(self, method: str, form: str) -> int:
        """How often something was asked for."""
        return sum((m, f) == (method, form) for m, f, _given in self.asked)

    def answer(self, method: str, path: str, encoded: str, headers: Any) -> Answer:
        """One request; the same key is the same answer, and the same key for something else is none."""
        self._admit(headers)
        try:
            form, thing_id = published.route_of(method, path)
        except KeyError:
            raise Fault(
                404, "invalid_request_error", "", f"Unrecognized request URL {path}"
            ) from None
        given = published.read(encoded)
        self.asked.append((method, form, given))
        if self.broken[form]:
            self.broken[form] -= 1
            raise Fault(500, "api_error", "", "An unknown error occurred")
        for code, name in published.faults_in(method, form, given):
            raise Fault(400, "invalid_request_error", code, f"{code}: {name}")
        key = headers.get("Idempotency-Key", "") if method == "POST" else ""
        if len(key) > LONGEST_KEY:
            raise Fault(400, "idempotency_error", "", "The key is too long")
        return self._once(key, (method, path, encoded), form, thing_id, given)

    def _admit(self, headers: Any) -> None:
        if headers.get("Authorization") != f"Bearer {self.key}":
            raise Fault(401, "invalid_request_error", "", "Invalid API Key provided")
        if headers.get("Stripe-Version") != VERSION:
            raise Fault(400, "invalid_request_error", "", "Invalid Stripe API version")

    def _once(
        self, key: str, request: Any, form: str, thing_id: str, given: dict[str, Any]
    ) -> Answer:
        if key in self.answers:
            before, answer = self.answers[key]
            if before != request:
                message = "Keys for idempotent requests can only be used with the same parameters"
                raise Fault(400, "idempotency_error", "", message)
            return answer
        answer = 200, json.loads(json.dumps(self._do(request[0], form, thing_id, given)))
        if key:
            self.answers[key] = request, answer
        return answer

    def _do(self, method: str, form: str, thing_id: str, given: dict[str, Any]) -> dict[str, Any]:
        books = self.books
        return {
            ("POST", "/v1/checkout/sessions"): lambda: books.create_session(given),
            ("GET", "/v1/checkout/sessions/{id}"): lambda: books.session(thing_id),
            ("POST", "/v1/checkout/sessions/{id}/expire"): lambda: books.expire_session(thing_id),
            ("GET", "/v1/payment_intents/{id}"): lambda: books.intents[thing_id],
            ("POST", "/v1/refunds"): lambda: books.create_refund(given),
            ("GET", "/v1/refunds"): lambda: books.of_intent(books.refunds, given),
            ("GET", "/v1/disputes"): lambda: books.of_intent(books.disputes, given),
        }[method, form]()

    def send(self) -> None:
        """Deliver what is owed to the shop, if it has said where."""
        while self.webhook and self.books.messages:
            body, signature = self.books.signed(self.books.messages.pop(0))
            headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
            requests.post(self.webhook, body, headers=headers, timeout=10)

    def page(self, session_id: str) -> str:
        """Stands for the page on which a buyer types the number of her card."""
        session = self.books.session(session_id)
        amount = f"{session['amount_total']} {escape(session['currency'])}"
        if session["status"] != "open":
            return f"<!doctype html><title>Stripe</title><h1>This is {session['status']}</h1>"
        return (
            f"<!doctype html><title>Stripe</title><h1>Pay {amount}</h1>"
            f'<form method="post"><button>Pay now</button></form>'
            f'<a href="{escape(session["cancel_url"])}">Back</a>'
        )


class Handler(BaseHTTPRequestHandler):
    stripe: FakeStripe
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, *_: Any) -> None:
        """The tests look at what happens, not at lines."""

    def _serve(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body, at = self.rfile.read(length).decode(), urlsplit(self.path)
        if at.path.startswith("/pay/"):
            self._page(method, at.path.removeprefix("/pay/"))
            return
        try:
            with self.stripe.lock:
                status, content = self.stripe.answer(
                    method, at.path, body or at.query, self.headers
                )
        except Fault as fault:
            status, content = fault.status, fault.body
        if self.stripe.slow:
            time.sleep(self.stripe.slow)
        if self._lost(method, at.path, status):
            self.close_connection = True
            return
        self._say(status, json.dumps(content), "application/json")

    def _lost(self, method: str, path: str, status: int) -> bool:
        if status != 200:
            return False
        form = published.route_of(method, path)[0]
        lost = self.stripe.lose[form] > 0
        self.stripe.lose[form] -= lost
        return lost

    def _page(self, method: str, session_id: str) -> None:
        with self.stripe.lock:
            if method == "GET":
                self._say(200, self.stripe.page(session_id), "text/html")
                return
            session = self.stripe.books.pay(session_id)
        self.send_response(303)
        self.send_header("Location", session["success_url"])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _say(self, status: int, content: str, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content.encode())))
        self.end_headers()
        self.wfile.write(content.encode())


@contextmanager
def running() -> Iterator[FakeStripe]:
    """The fake on a free port, in threads of its own, until the end of the block."""
    fake = FakeStripe()
    handler = type("BoundHandler", (Handler,), {"stripe": fake})
    web = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    web.daemon_threads = True
    fake.books.url = f"http://127.0.0.1:{web.server_port}"
    thread = Thread(target=web.serve_forever, daemon=True)
    thread.start()
    yield fake
    web.shutdown()
    thread.join()
    web.server_close()
