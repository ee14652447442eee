"""The mail server, the store of files and the card company refuse, break off, keep silent or are
slow: pages answer within their limit and in words, nothing is half done, and all is well afterwards.
"""

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import func
from werkzeug.test import Client, TestResponse

from marketplace.app import create_app
from marketplace.core.db import db, transaction
from marketplace.core.jobs import perform
from marketplace.core.mail import SmtpMailer
from marketplace.media.models import StoredFile
from marketplace.notifications.models import Mail, MailState
from marketplace.orders.models import Order, OrderEvent, OrderState
from marketplace.orders.queries import token_of
from marketplace.payments.gateways import Redirect, gateways
from marketplace.payments.models import Proof
from marketplace.payouts import reconciliation
from tests.factories.orders import make_order, make_piece
from tests.support.databases import settings_for
from tests.support.line import Line, line_to
from tests.support.s3 import bucket_of
from tests.support.stripe import FakeStripe, running
from tests.support.stripe.shop import card_settings, make_card_order, permit_cards
from tests.support.webs import free_port

TROUBLES: dict[str, Callable[[Line], None]] = {
    "refused": Line.refuse,
    "cut": Line.fall,
    "silent": Line.hush,
}
LIMIT = 60
"""Seconds in which a page has answered, whatever is broken: less than browsers and proxies wait."""

troubles = pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture(autouse=True)
def forgetful_database() -> None:
    """What is saved here is seen by other connections; the database is this module's own."""


@contextmanager
def broken(line: Line, trouble: Callable[[Line], None]) -> Iterator[None]:
    """The line has that trouble until the end of the block."""
    trouble(line)
    try:
        yield
    finally:
        line.mend()


def slow(line: Line) -> None:
    line.slow = 0.3


def timed(ask: Callable[[], TestResponse]) -> TestResponse:
    started = time.monotonic()
    answer = ask()
    assert time.monotonic() - started < LIMIT
    return answer


@pytest.fixture(scope="module")
def cards(
    shared: Flask, shared_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Line, FakeStripe]]:
    """A shop that takes cards, whose company lies behind a line."""
    with running() as company, line_to(urlsplit(company.url).port or 0) as line:
        settings = settings_for(shared_url, tmp_path_factory.mktemp("cards"))
        settings = replace(
            card_settings(settings, company), stripe_api_base=f"http://127.0.0.1:{line.port}"
        )
        app = create_app(settings)
        with app.app_context(), transaction():
            permit_cards()
        yield app, line, company
        with app.app_context():
            db.engine.dispose()


def to_the_company(app: Flask) -> tuple[int, str]:
    """A new order to be paid by card, and the page of ours that leads to the company."""
    with app.test_request_context("/en/"), transaction():
        order = make_card_order(make_piece())
        assert order.payment
        begun = gateways()["card"].begin(order.payment, "/en/")
        assert isinstance(begun, Redirect)
        return order.id, begun.url


@troubles
def test_while_the_card_company_is_away_people_are_told_and_then_pay_once(
    cards: tuple[Flask, Line, FakeStripe], trouble: Callable[[Line], None]
) -> None:
    app, line, company = cards
    company.reset()
    order_id, page = to_the_company(app)
    with broken(line, trouble):
        answer = timed(lambda: Client(app).get(page))
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert Client(app).get(page).status_code == 200
    assert len(company.books.sessions) == 1
    with app.app_context():
        assert db.session.get_one(Order, order_id).state is OrderState.PLACED
        assert reconciliation.faults() == []


def test_a_slow_card_company_is_waited_for(cards: tuple[Flask, Line, FakeStripe]) -> None:
    app, line, company = cards
    company.reset()
    _order_id, page = to_the_company(app)
    with broken(line, slow):
        assert timed(lambda: Client(app).get(page)).status_code == 200
    assert len(company.books.sessions) == 1


@pytest.fixture(scope="module")
def files(
    shared: Flask, shared_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Line]]:
    """A shop whose files lie in S3, behind a line."""
    with bucket_of() as bucket, line_to(urlsplit(bucket.endpoint).port or 0) as line:
        settings = replace(
            settings_for(shared_url, tmp_path_factory.mktemp("files")),
            storage_url=f"s3://{bucket.name}",
            s3_endpoint=f"http://127.0.0.1:{line.port}",
            s3_access_key=bucket.access_key,
            s3_secret_key=bucket.secret_key,
        )
        app = create_app(settings)
        app.config["WTF_CSRF_ENABLED"] = False
        yield app, line
        with app.app_context():
            db.engine.dispose()


def proven(app: Flask, page: str, content: bytes) -> TestResponse:
    return Client(app).post(page, data={"file": (io.BytesIO(content), "proof.png")})


def awaited(app: Flask) -> tuple[tuple[int, bytes], str, bytes]:
    """An order that waits for its transfer: how to look for its proof, where to send one, and what."""
    with app.app_context(), transaction():
        order = make_order(make_piece())
        content = PNG + order.number.encode()
        return (order.id, content), f"/en/order/{token_of(order)}/proof", content


def stored(app: Flask, order_id: int, content: bytes) -> tuple[int, int, int]:
    """How often the file is known, is shown as a proof, and the order's story tells of one."""
    with app.app_context():
        digest = sha256(content).hexdigest()
        known = db.select(func.count(StoredFile.id)).filter_by(sha256=digest)
        shown = db.select(func.count(Proof.id)).join(Proof.file).filter_by(sha256=digest)
        told = db.select(func.count(OrderEvent.id)).filter_by(order_id=order_id, kind="proof")
        first, second, third = (db.session.scalar(each) or 0 for each in (known, shown, told))
        return first, second, third


@troubles
def test_while_the_store_of_files_is_away_nothing_is_half_kept(
    files: tuple[Flask, Line], trouble: Callable[[Line], None]
) -> None:
    app, line = files
    at, page, content = awaited(app)
    with broken(line, trouble):
        answer = timed(lambda: proven(app, page, content))
        assert Client(app).get(page.removesuffix("/proof")).status_code == 200
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "something behind it does not answer" in answer.text
    assert stored(app, *at) == (0, 0, 0)
    assert proven(app, page, content).status_code == 303
    assert stored(app, *at) == (1, 1, 1)


def test_a_slow_store_of_files_is_waited_for(files: tuple[Flask, Line]) -> None:
    app, line = files
    at, page, content = awaited(app)
    with broken(line, slow):
        assert timed(lambda: proven(app, page, content)).status_code == 303
    assert stored(app, *at) == (1, 1, 1)


class Post:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.accepted: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.accepted += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture(scope="module")
def post(
    shared: Flask, shared_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Line, Post]]:
    """A shop whose mail server lies behind a line; it waits two seconds for it."""
    handler = Post()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    with line_to(controller.port) as line:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{line.port}", "shop@kotam.example", timeout=2)
        app = create_app(settings_for(shared_url, tmp_path_factory.mktemp("post")), mailer=mailer)
        yield app, line, handler
        with app.app_context():
            db.engine.dispose()
    controller.stop()


def written(app: Flask) -> int:
    """The letter about a new order, which has not left."""
    with app.app_context(), transaction():
        order = make_order(make_piece())
        order_id, key = order.id, f"order:{order.number}:placed"
    with app.app_context():
        perform("marketplace.orders.jobs.write_of_placed", {"order_id": order_id})
        return db.session.scalars(db.select(Mail.id).filter_by(key=key)).one()


def tried(app: Flask, mail_id: int) -> tuple[MailState, int]:
    """Its state after one more try, and how many there were."""
    with app.app_context():
        try:
            perform("marketplace.notifications.jobs.deliver", {"mail_id": mail_id})
        except OSError:
            db.session.rollback()
        mail = db.session.get_one(Mail, mail_id, populate_existing=True)
        return mail.state, mail.attempts


@pytest.mark.parametrize(
    "trouble",
    [*TROUBLES.values(), lambda line: line.cut_after(60)],
    ids=[*TROUBLES.keys(), "cut before the letter"],
)
def test_while_the_mail_server_is_away_letters_wait_and_then_leave_once(
    post: tuple[Flask, Line, Post], trouble: Callable[[Line], None]
) -> None:
    app, line, handler = post
    handler.accepted.clear()
    with broken(line, trouble):
        mail_id = written(app)  # nobody who orders waits for the mail server
        started = time.monotonic()
        assert tried(app, mail_id) == (MailState.WAITING, 1)
    assert time.monotonic() - started < LIMIT
    assert handler.accepted == []
    assert [tried(app, mail_id) for _ in range(2)] == [(MailState.SENT, 2)] * 2
    assert handler.accepted == ["clara@example.org"]
