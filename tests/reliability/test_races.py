"""Two people press a button at once, in browsers of their own, at a shop of two server processes:
one of them has it, the other reads why not, nobody sees a failure, and the money is right.

Each pair meets for certain: the row they both want is held until both wait for it.
"""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import Product, ProductState, Revision, RevisionState
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db, transaction
from marketplace.core.money import Money
from marketplace.inventory import queries as stock
from marketplace.orders.models import Order, OrderLine, OrderState
from marketplace.orders.queries import token_of
from marketplace.payments.models import Payment, Receipt
from marketplace.payments.queries import refunds_of
from marketplace.payouts import reconciliation
from marketplace.payouts.models import BatchState, PayoutBatch
from marketplace.payouts.services import batches
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product, make_revision
from tests.factories.cooperatives import make_cooperative, make_maker, make_staff
from tests.factories.orders import make_order, make_piece
from tests.factories.payouts import make_batch
from tests.support.clients import cookie_of
from tests.support.crowd import Browser, Told, reviewed
from tests.support.webs import web_of

Act = Callable[[], tuple[int, str]]
PATIENCE = 60
WAITING = text(
    "select count(*) from pg_stat_activity"
    " where datname = current_database() and wait_event_type = 'Lock'"
)
TERMS = {"rate": "30", "cooperative": "20", "fees": "5", "training": "5", "reason": "Assembly"}


@dataclass
class House:
    """A running shop, and what its visitors were told."""

    app: Flask
    port: int
    told: Told = field(default_factory=Told)

    def visitor(self, cookie_: str = "") -> Browser:
        return Browser(self.port, self.told, cookie_)

    def office(self, user_id: int) -> Browser:
        """The browser of somebody who has signed in."""
        with self.app.app_context(), transaction():
            content = cookie_of(db.session.get_one(User, user_id))
        signer = SecureCookieSessionInterface().get_signing_serializer(self.app)
        assert signer is not None
        return self.visitor(f"session={signer.dumps(content)}")

    def meet(self, model: Any, row_id: int, *acts: Act, waiting: int = 0) -> list[tuple[int, str]]:
        """All at once, once so many of them wait for the row: status and words for each."""
        waiting = waiting or len(acts)
        with ThreadPoolExecutor(len(acts)) as people, self.app.app_context():
            with db.engine.connect() as holder:
                held = db.select(model.id).where(model.id == row_id)
                holder.execute(held.with_for_update())
                asked = [people.submit(act) for act in acts]
                until = time.monotonic() + PATIENCE
                while (db.session.scalar(WAITING) or 0) < waiting:
                    assert time.monotonic() < until, "they do not meet"
                    db.session.rollback()  # a transaction sees the activity of its first look
                    time.sleep(0.02)
                holder.rollback()
            return [one.result() for one in asked]


def post(browser: Browser, path: str, **typed: str) -> Act:
    """The form of that page, filled in, to be sent later."""
    return post_to(browser, path, path, **typed)


def post_to(browser: Browser, page: str, path: str, **typed: str) -> Act:
    return sending(browser, path, browser.fields(page) | typed)


def sending(browser: Browser, path: str, form: dict[str, str]) -> Act:
    def act() -> tuple[int, str]:
        status, _to, page = browser.ask(path, form)
        return status, re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))

    return act


def one_wins(answers: list[tuple[int, str]], words: str) -> bool:
    """One went on, the other was told 409 in words."""
    (won, _), (lost, said) = sorted(answers)
    return (won, lost) in {(302, 409), (303, 409)} and words in said


def sound(house: House) -> bool:
    """What `ledger check` and `stock check` look at; and nobody has seen a failure."""
    wrong = [*stock.drift(), *stock.promised_beyond_stock(), *stock.sales_that_disagree()]
    return [*wrong, *reconciliation.faults(), *house.told.broken] == []


@pytest.fixture(scope="module")
def house(
    shared: Flask, shared_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    folder = str(tmp_path_factory.mktemp("races"))
    more = {"DATA_DIR": folder, "SECOND_STEP": "offered", "LOG_LEVEL": "CRITICAL"}
    with web_of(shared_url, 2, **more) as web:
        yield House(shared, urlsplit(web.address).port or 0)


@pytest.fixture(autouse=True)
def forgetful_database() -> None:
    """What is saved here is seen by the server; the database is this module's own."""


def staff_of(seller: Cooperative, role: Role, many: int = 2) -> list[int]:
    return [make_staff(seller, role).id for _ in range(many)]


def proposed(seller: Cooperative) -> Revision:
    """A new piece of hers that waits for a reviewer, its customs code settled by two people."""
    _user, maker = make_maker(seller)
    return make_revision(
        product=make_product(
            cooperative=seller, artisan=maker, state=ProductState.DRAFT, variants=0, pictures=0
        ),
        state=RevisionState.IN_REVIEW,
        hs_proposed_by_id=make_user().id,
        hs_confirmed_by_id=make_user().id,
    )


def test_of_two_reviewers_of_one_piece_one_decides(house: House) -> None:
    with house.app.app_context(), transaction():
        seller = make_cooperative()
        proposal, people = proposed(seller), staff_of(seller, Role.REVIEWER)
        at, product_id = proposal.id, proposal.product_id
    page, verdicts = f"/en/office/review/{at}", ["publish", "reject"]
    acts = [
        post_to(house.office(by), page, f"{page}/decision", verdict=verdict, reasons="quality")
        for by, verdict in zip(people, verdicts, strict=True)
    ]
    answers = house.meet(Product, product_id, *acts)
    assert one_wins(answers, "It has been decided already")
    ends = (RevisionState.APPROVED, ProductState.PUBLISHED)
    if answers[0][0] == 409:
        ends = (RevisionState.REJECTED, ProductState.REJECTED)
    with house.app.app_context():
        decided = db.session.get_one(Revision, at)
        assert (decided.state, decided.product.state) == ends


def arrival(order: Order, transfer: str) -> dict[str, str]:
    return {
        "external_id": transfer,
        "amount": f"{order.total_minor / 100:.2f}",
        "value_date": today().isoformat(),
        "sender": "Clara Weiss",
    }


def test_of_two_treasurers_one_records_the_transfer(house: House) -> None:
    with house.app.app_context(), transaction():
        order = make_order(make_piece())
        assert order.payment
        payment_id, at = order.payment.id, f"/en/office/transfers/{order.payment.reference}"
        people, typed = staff_of(order.cooperative, Role.TREASURER), arrival(order, "ONE-1")
    acts = [post(house.office(by), at, **typed) for by in people]
    answers = house.meet(Payment, payment_id, *acts)
    assert one_wins(answers, "ONE-1")
    with house.app.app_context():
        db.session.scalars(db.select(Receipt).filter_by(payment_id=payment_id)).one()
        assert not refunds_of(payment_id)
        assert sound(house)


def test_a_batch_approved_by_two_at_once_is_approved_by_one(house: House) -> None:
    with house.app.app_context(), transaction():
        batch = make_batch()
        batch_id, at = batch.id, f"/en/office/payouts/{batch.number}"
        people = staff_of(batch.cooperative, Role.TREASURER)
    acts = [post_to(house.office(by), at, f"{at}/approve") for by in people]
    answers = house.meet(PayoutBatch, batch_id, *acts)
    assert one_wins(answers, "approved already")
    winner = people[[status for status, _said in answers].index(302)]
    with house.app.app_context():
        assert db.session.get_one(PayoutBatch, batch_id).approved_by_id == winner
        assert sound(house)


def test_cancelling_and_paying_at_once_is_one_of_them(house: House) -> None:
    with house.app.app_context(), transaction():
        order = make_order(make_piece())
        assert order.payment
        order_id, payment_id, total = order.id, order.payment.id, order.total
        page, at = (
            f"/en/order/{token_of(order)}/cancel",
            f"/en/office/transfers/{order.payment.reference}",
        )
        (by,), typed = staff_of(order.cooperative, Role.TREASURER, 1), arrival(order, "RACE-1")
    acts = [post(house.visitor(), page), post(house.office(by), at, **typed)]
    (cancelled, said), (paid, _) = house.meet(Payment, payment_id, *acts)
    assert (cancelled, paid) in {(303, 303), (409, 303)}, said
    late = cancelled == 303
    assert late or "has been paid" in said
    with house.app.app_context():
        state = db.session.get_one(Order, order_id).state
        assert state is (OrderState.CANCELLED if late else OrderState.PAID)
        assert [refund.amount for refund in refunds_of(payment_id)] == [total] * late
        assert sound(house)


def test_a_commission_that_changes_while_people_order_is_the_old_or_the_new_one(
    house: House,
) -> None:
    with house.app.app_context(), transaction():
        piece = make_piece()
        seller_id, variant_id = piece.product.cooperative_id, piece.id
        (by,) = staff_of(piece.product.cooperative, Role.MANAGER, 1)
    at, buyer = f"/en/office/cooperative/{seller_id}/terms", house.visitor()
    acts = [
        post(house.office(by), at, **TERMS, starts_on=str(today())),
        sending(buyer, "/en/checkout/place", reviewed(buyer, variant_id, "transfer")),
    ]
    answers = house.meet(Cooperative, seller_id, *acts)
    assert [status for status, _said in answers] == [302, 303], answers
    with house.app.app_context():
        line = db.session.scalars(db.select(OrderLine).filter_by(variant_id=variant_id)).one()
        assert line.commission_bp in {1700, 3000}
        assert line.commission == line.total.share(line.commission_bp)
        assert sound(house)


def test_a_commission_that_changes_during_a_payout_changes_nothing_in_it(house: House) -> None:
    with house.app.app_context(), transaction():
        batch = make_batch()
        seller_id, people = batch.cooperative_id, staff_of(batch.cooperative, Role.TREASURER)
        batches.approve(batch, db.session.get_one(User, people[0]))
        batch_id, number, total = batch.id, batch.number, batch.total
        (manager,) = staff_of(batch.cooperative, Role.MANAGER, 1)
    at, terms = f"/en/office/payouts/{number}", f"/en/office/cooperative/{seller_id}/terms"
    typed = TERMS | {"starts_on": str(today())}
    acts = [post_to(house.office(by), at, f"{at}/paid", bank_reference=f"B-{by}") for by in people]
    change = post(house.office(manager), terms, **typed)
    *paid, changed = house.meet(PayoutBatch, batch_id, *acts, change, waiting=2)
    assert one_wins(paid, "paid already")
    assert changed[0] == 302
    with house.app.app_context():
        batch = db.session.get_one(PayoutBatch, batch_id)
        assert (batch.state, batch.total) == (BatchState.PAID, total)
        gone = Money.total((payout.amount for payout in batch.payouts), batch.currency)
        assert gone == total
        assert sound(house)
