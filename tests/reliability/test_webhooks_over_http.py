"""Messages of the card company reach a shop of two server processes and a worker, ten copies at
once: one change of state; forged ones among them are refused."""

import re
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from threading import Barrier

import pytest
import requests
from flask import Flask
from sqlalchemy import text

from marketplace.app import create_app
from marketplace.core.db import db, transaction
from marketplace.orders.models import OrderState
from marketplace.payments.cards.models import CardMessage
from tests.support.databases import settings_for
from tests.support.stripe import FakeStripe, running
from tests.support.stripe.paying import PAID_ONCE, paid_at_the_company, sound, stands
from tests.support.stripe.shop import card_settings, permit_cards
from tests.support.webs import web_of
from tests.support.workers import worker_of

PATIENCE = 90
OPEN = text(
    "select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')"
    " and name = 'run'"
)


@dataclass(frozen=True)
class Running:
    """The shop as its tests see it, the company, and where its messages go."""

    app: Flask
    company: FakeStripe
    door: str

    def send(self, sent: Sequence[tuple[str, str]]) -> list[int]:
        """Each message over a connection of its own, all at once."""
        start = Barrier(len(sent))

        def post(message: tuple[str, str]) -> int:
            body, signature = message
            start.wait(PATIENCE)
            headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
            return requests.post(self.door, body, headers=headers, timeout=PATIENCE).status_code

        with ThreadPoolExecutor(len(sent)) as senders:
            return list(senders.map(post, sent))

    def await_worker(self) -> None:
        until = time.monotonic() + PATIENCE
        with self.app.app_context():
            while db.session.scalar(OPEN):
                assert time.monotonic() < until, "jobs are left"
                db.session.rollback()
                time.sleep(0.1)


@pytest.fixture(autouse=True)
def forgetful_database() -> None:
    """What is saved here is seen by the server; the database is this module's own."""


@pytest.fixture(scope="module")
def shop(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("messages")
    with ExitStack() as stack:
        company = stack.enter_context(running())
        app = create_app(card_settings(settings_for(shared_url, folder), company))
        with app.app_context(), transaction():
            permit_cards()
        more = {
            "DATA_DIR": str(folder),
            "LOG_LEVEL": "CRITICAL",
            "STRIPE_SECRET_KEY": company.key,
            "STRIPE_WEBHOOK_SECRET": company.secret,
            "STRIPE_API_BASE": company.url,
        }
        web = stack.enter_context(web_of(shared_url, 2, **more))
        stack.enter_context(worker_of(shared_url, "worker-1", **more))
        yield Running(app, company, f"{web.address}/webhooks/stripe")
        with app.app_context():
            db.engine.dispose()


def test_ten_copies_of_each_message_at_once_are_one_change(shop: Running) -> None:
    books = shop.company.books
    order_id = paid_at_the_company(shop.app, shop.company)
    sent = [books.signed(message) for message in books.messages] * 10
    Random(1).shuffle(sent)  # noqa: S311 - an order to test with
    assert set(shop.send(sent)) == {200}
    shop.await_worker()
    assert stands(shop.app, order_id) == PAID_ONCE
    assert sound(shop.app)


def test_forged_copies_among_good_ones_are_refused(shop: Running) -> None:
    shop.company.reset()
    books = shop.company.books
    order_id = paid_at_the_company(shop.app, shop.company)
    good = [books.signed(message) for message in books.messages]
    thief = [books.signed(message, secret="whsec_of_a_thief") for message in books.messages]
    changed = [(re.sub("evt_", "evt_x", body), signature) for body, signature in good]
    forged = [*changed, *thief, *(books.signed(message, age=301) for message in books.messages)]
    assert set(shop.send(forged * 3)) == {400}
    shop.await_worker()
    assert stands(shop.app, order_id)["state"] is OrderState.PLACED
    assert shop.send(good * 5 + forged) == [200] * len(good) * 5 + [400] * len(forged)
    shop.await_worker()
    assert stands(shop.app, order_id) == PAID_ONCE
    with shop.app.app_context():
        kept = db.select(CardMessage.id).where(CardMessage.id.in_(m["id"] for m in books.messages))
        assert len(db.session.scalars(kept.order_by(CardMessage.id)).all()) == len(good)
    assert sound(shop.app)
