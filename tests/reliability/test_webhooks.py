"""Messages of the card company, many times, in any order, late, forged and all at once: one change."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, text

from marketplace.app import create_app
from marketplace.core.clock import now
from marketplace.core.db import db, transaction
from marketplace.core.errors import Conflict
from marketplace.core.jobs import perform
from marketplace.core.mail import FakeMailer
from marketplace.orders import cancelling
from marketplace.orders.models import Order, OrderState
from marketplace.payments.cards.models import CardMessage
from tests.support.databases import clone, settings_for
from tests.support.stripe import FakeStripe, running
from tests.support.stripe.paying import PAID_ONCE, opened, paid_at_the_company, sound, stands
from tests.support.stripe.shop import card_settings, make_card_order, permit_cards

CREATE, REFUND = "/v1/checkout/sessions", "/v1/refunds"
ALL = text(
    "select workflow_uuid, i.inputs from dbos.workflow_status "
    "join dbos.workflow_input i using (workflow_uuid) where status = 'ENQUEUED'"
)
DONE = text("update dbos.workflow_status set status = 'SUCCESS' where workflow_uuid = any(:ids)")


@pytest.fixture(scope="module")
def company() -> Iterator[FakeStripe]:
    with running() as fake:
        yield fake


@pytest.fixture(autouse=True)
def forgetful_database() -> None:
    """These tests commit, from many threads; the database is theirs alone."""


@pytest.fixture(scope="module")
def shop(
    server: str,
    template: str,
    worker_id: str,
    company: FakeStripe,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Flask]:
    """A shop that takes cards, in a database of its own."""
    url = clone(server, template, f"webhooks_{worker_id}")
    settings = card_settings(settings_for(url, tmp_path_factory.mktemp("webhooks")), company)
    app = create_app(replace(settings, environment="test"), mailer=FakeMailer())
    with app.app_context(), transaction():
        permit_cards()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def order_id(shop: Flask, company: FakeStripe) -> int:
    """An order whose buyer has just paid at the company, which has not said so yet."""
    company.reset()
    return paid_at_the_company(shop, company)


def deliver(shop: Flask, sent: Sequence[tuple[str, str]]) -> list[int]:
    """Each message in a thread of its own, all at once."""
    start = Barrier(len(sent))

    def post(message: tuple[str, str]) -> int:
        body, signature = message
        start.wait(30)
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        return shop.test_client().post("/webhooks/stripe", data=body, headers=headers).status_code

    with ThreadPoolExecutor(len(sent)) as senders:
        return list(senders.map(post, sent))


def work(shop: Flask, *, times: int = 1, seed: int = 0) -> None:
    """Do all that waits, each job so often, mixed up, by four workers, until nothing waits."""
    while waiting := _waiting(shop):
        tasks = waiting * times
        Random(seed).shuffle(tasks)  # noqa: S311 - an order to test with

        def do(job: tuple[str, dict[str, Any]]) -> None:
            with shop.app_context():
                perform(*job)

        with ThreadPoolExecutor(4) as workers:
            list(workers.map(do, tasks))


def _waiting(shop: Flask) -> list[tuple[str, dict[str, Any]]]:
    with shop.app_context(), transaction():
        rows = db.session.execute(ALL).all()
        db.session.execute(DONE, {"ids": [row.workflow_uuid for row in rows]})
        found = [tuple(json.loads(row.inputs)["positionalArgs"]) for row in rows]
        return [job for job in found if job[0].startswith("marketplace.payments.cards")]


@pytest.mark.parametrize("seed", range(3))
def test_ten_copies_of_each_message_at_once_are_one_change(
    shop: Flask, company: FakeStripe, order_id: int, seed: int
) -> None:
    sent = [company.books.signed(message) for message in company.books.messages] * 10
    Random(seed).shuffle(sent)  # noqa: S311 - an order to test with
    assert set(deliver(shop, sent)) == {200}
    work(shop, times=3, seed=seed)
    assert stands(shop, order_id) == PAID_ONCE
    assert sound(shop)


def test_the_company_is_answered_before_it_is_asked(
    shop: Flask, company: FakeStripe, order_id: int
) -> None:
    company.slow = 5
    asked = len(company.asked)
    assert deliver(shop, [company.books.signed(company.books.messages[0])]) == [200]
    assert len(company.asked) == asked
    company.slow = 0
    work(shop)
    assert stands(shop, order_id) == PAID_ONCE


def test_forged_messages_among_good_ones_are_refused(
    shop: Flask, company: FakeStripe, order_id: int
) -> None:
    books = company.books
    good = [books.signed(message) for message in books.messages]
    changed = [(body.replace("evt_", "evt_x"), signature) for body, signature in good]
    old = [books.signed(message, age=301) for message in books.messages]
    foreign = [books.signed(message, secret="whsec_of_a_thief") for message in books.messages]
    assert set(deliver(shop, changed + old + foreign)) == {400}
    with shop.app_context():
        assert not db.session.scalars(
            db.select(CardMessage).where(CardMessage.done_at.is_(None))
        ).all()
    assert stands(shop, order_id)["state"] is OrderState.PLACED
    assert set(deliver(shop, good)) == {200}
    work(shop)
    assert stands(shop, order_id) == PAID_ONCE


def test_the_browser_and_ten_messages_come_at_once(
    shop: Flask, company: FakeStripe, order_id: int
) -> None:
    back = next(iter(company.books.sessions.values()))["success_url"].split("8000", 1)[1]
    start = Barrier(11)

    def come() -> None:
        start.wait(30)
        shop.test_client().get(back)

    def take(message_id: str) -> None:
        start.wait(30)
        with shop.app_context():
            perform("marketplace.payments.cards.jobs.take_in", {"message_id": message_id})

    deliver(shop, [company.books.signed(message) for message in company.books.messages])
    ids = [message["id"] for message in company.books.messages] * 5
    acts: list[Callable[[], None]] = [come, *(lambda i=i: take(i) for i in ids)]  # type: ignore[misc]
    with ThreadPoolExecutor(11) as all_of_them:
        list(all_of_them.map(lambda act: act(), acts))
    work(shop)
    assert stands(shop, order_id) == PAID_ONCE
    assert sound(shop)


@pytest.mark.parametrize("gone", [False, True], ids=["pieces are left", "pieces are gone"])
def test_a_message_that_is_late_beyond_the_reservation(
    shop: Flask, company: FakeStripe, order_id: int, gone: bool
) -> None:
    late = now() + timedelta(hours=2)
    with time_machine.travel(late, tick=True):
        with shop.app_context(), transaction():
            variant = db.session.get_one(Order, order_id).lines[0].variant
            if gone:
                make_card_order(variant)
        deliver(shop, [company.books.signed(message) for message in company.books.messages] * 5)
        work(shop, times=3)
    cancelled = PAID_ONCE | {"state": OrderState.CANCELLED, "paid": 0, "mails": 0, "refunds": 1}
    assert stands(shop, order_id) == (cancelled if gone else PAID_ONCE)
    assert len(company.books.refunds) == int(gone)
    assert sound(shop)


def test_refunds_and_disputes_in_any_order_are_one_of_each(
    shop: Flask, company: FakeStripe, order_id: int
) -> None:
    (charge,) = company.books.intents
    dispute = company.books.dispute(charge)
    company.books.dispute_becomes(dispute, "won")
    sent = [company.books.signed(message) for message in company.books.messages[::-1] * 4]
    deliver(shop, sent)
    work(shop, times=2)
    assert stands(shop, order_id) == PAID_ONCE
    assert sound(shop)


@pytest.mark.parametrize("round_", range(5))
def test_cancelling_against_paying_is_one_of_them(
    shop: Flask, company: FakeStripe, round_: int
) -> None:
    company.reset()
    order_id = opened(shop)
    (session,) = company.books.sessions
    start = Barrier(2)

    def cancel() -> str:
        start.wait(30)
        with shop.app_context():
            try:
                with transaction():
                    return cancelling.cancel(order_id, "Changed my mind", None).state
            except Conflict:
                return "too late"

    def pay() -> str:
        start.wait(30)
        company.books.pay(session)
        deliver(shop, [company.books.signed(message) for message in company.books.messages])
        work(shop, times=2, seed=round_)
        return "paid"

    with ThreadPoolExecutor(2) as people:
        answers = [each.result() for each in [people.submit(cancel), people.submit(pay)]]
    work(shop)
    now_ = stands(shop, order_id)
    cancelled = answers[0] == OrderState.CANCELLED
    assert now_["state"] == (OrderState.CANCELLED if cancelled else OrderState.PAID)
    assert len(company.books.refunds) == now_["refunds"] == int(cancelled)
    assert sound(shop)


def test_answers_that_are_lost_are_asked_for_again(shop: Flask, company: FakeStripe) -> None:
    company.reset()
    company.lose[CREATE] = 2
    with pytest.raises(Exception, match="does not answer"):
        opened(shop)
    with shop.app_context():
        order_id = db.session.scalar(db.select(func.max(Order.id))) or 0
        payment_id = db.session.get_one(Order, order_id).payment_id
        with transaction():
            cancelling.cancel(order_id, "Changed my mind", None)
    company.lose["/v1/checkout/sessions/{id}/expire"] = 1
    work(shop)
    assert [s["status"] for s in company.books.sessions.values()] == ["expired"]
    assert payment_id
    assert stands(shop, order_id)["state"] is OrderState.CANCELLED
    assert sound(shop)
