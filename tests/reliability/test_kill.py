"""Web and worker are killed at random moments while people order and pay: nothing is lost or doubled.

`KILL_ROUNDS=50 KILL_SEED=7 pytest tests/reliability/test_kill.py -s` does more rounds, from another seed.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import text

from marketplace.accounts.models import User
from marketplace.core.db import db, transaction
from marketplace.inventory import queries as stock
from marketplace.notifications import services
from marketplace.notifications.models import Mail, MailState
from marketplace.orders.models import Order, OrderGroup, OrderState
from marketplace.payouts import reconciliation
from tests.factories.fulfilment import make_treasurer
from tests.factories.orders import make_piece, make_seller
from tests.support.clients import cookie_of
from tests.support.crowd import Browser, Told, order, pay, record
from tests.support.processes import Running, running

ROUNDS, FIRST = int(os.environ.get("KILL_ROUNDS", "5")), int(os.environ.get("KILL_SEED", "1"))
BUYERS, ORDERS = 4, 2
PATIENCE = 60
PLACED_MAILS, PAID_MAILS = {"placed", "placed:office"}, {"paid", "paid:office"}
WAITING = text(
    "select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')"
    " and name = 'run'"
)
LONG_AGO = text(
    "update mails set sending_since = sending_since - interval '2 minutes' where state = 'sending'"
)


def open_shop(shared: Flask) -> tuple[list[int], int]:
    """A seller with plenty of two pieces; her treasurer."""
    with shared.app_context(), transaction():
        seller = make_seller()
        pieces = [make_piece(seller, pieces=5000).id for _ in range(2)]
        return pieces, make_treasurer(seller).id


def signed_in(shared: Flask, user_id: int) -> str:
    """The cookie of somebody who has just proved who she is: that holds for some minutes only."""
    with shared.app_context(), transaction():
        content = cookie_of(db.session.get_one(User, user_id))
    signer = SecureCookieSessionInterface().get_signing_serializer(shared)
    assert signer is not None
    return f"session={signer.dumps(content)}"


def shopping(port: int, pieces: list[int], cookie: str, told: Told, seed: int) -> None:
    """One person after the other orders; most pay, by the test payment or by bank."""
    chance = Random(seed)  # noqa: S311 - to be repeated
    for _ in range(ORDERS):
        buyer, way = Browser(port, told), chance.choice(["demo", "transfer", "transfer", ""])
        placed = order(buyer, told, chance.choice(pieces), way or "transfer")
        if way == "demo":
            pay(buyer, told, placed)
        elif way:
            record(buyer, Browser(port, told, cookie), told, placed)


def kills(shop: Running, chance: Random) -> None:
    """A web service, one of its processes, a worker, or all at once; two or three times."""
    both = lambda: (shop.web.kill(), shop.worker.kill())  # noqa: E731
    child = partial(shop.web.kill_a_child, chance.randrange(2))
    ways: list[Callable[[], object]] = [shop.web.kill, shop.worker.kill, child, both]
    for _ in range(chance.randrange(1, 4)):
        time.sleep(chance.uniform(0.1, 1.2))
        chance.choice(ways)()


def disturbed_round(shop: Running, pieces: list[int], cookie: str, told: Told, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - to be repeated
    with ThreadPoolExecutor(BUYERS) as people:
        seeds = [chance.randrange(1_000_000) for _ in range(BUYERS)]
        busy = [people.submit(shopping, shop.port, pieces, cookie, told, s) for s in seeds]
        kills(shop, chance)
        for one in busy:
            one.result()


def await_jobs(shared: Flask) -> None:
    """What died while it handed a mail over is not waited for as long as real workers do."""
    until = time.monotonic() + PATIENCE
    with shared.app_context():
        while db.session.scalar(WAITING):
            assert time.monotonic() < until, "jobs are left"
            db.session.rollback()
            with transaction():
                db.session.execute(LONG_AGO)
            time.sleep(0.1)


def send_what_is_in_doubt(shared: Flask) -> int:
    """As an administrator does who sees mails that may have arrived; how many there were."""
    with shared.app_context(), transaction():
        doubtful = list(db.session.scalars(db.select(Mail).filter_by(state=MailState.UNCERTAIN)))
        for mail in doubtful:
            services.send_again(mail)
    return len(doubtful)


def faults(told: Told, letters: set[str]) -> list[object]:
    """Everything that is not as people were told, or as the books say."""
    groups = {g.checkout_key: g for g in db.session.scalars(db.select(OrderGroup))}
    paid = {o.group.checkout_key for o in db.session.scalars(db.select(Order)) if o.paid_at}
    return [
        *reconciliation.faults(),
        *stock.drift(),
        *stock.promised_beyond_stock(),
        *stock.sales_that_disagree(),
        *(f"lost order {key}" for key in told.ordered - groups.keys()),
        *(f"lost payment {key}" for key in told.paid - paid),
        *(f"a failure at {path}" for path in told.broken),
        *(fault for group in groups.values() for fault in mail_faults(group.orders[0])),
        *(f"{mail.key} is {mail.state}" for mail in not_sent()),
        *({f"{mail.id}-" for mail in db.session.scalars(db.select(Mail))} ^ letters),
    ]


def mail_faults(order: Order) -> list[str]:
    """Each event of an order has its mails, once."""
    mails = db.session.scalars(db.select(Mail).filter_by(about=order.number))
    told = Counter(mail.key.removeprefix(f"order:{order.number}:") for mail in mails)
    due = PLACED_MAILS | (PAID_MAILS if order.state is OrderState.PAID else set())
    missing = [f"{order.number} has no mail {each}" for each in due - told.keys()]
    return missing + [f"{order.number} has {n} of {each}" for each, n in told.items() if n > 1]


def not_sent() -> list[Mail]:
    return list(db.session.scalars(db.select(Mail).where(Mail.state != MailState.SENT)))


def test_killed_at_random_moments_nothing_is_lost_or_doubled(
    shared: Flask, shared_url: str, tmp_path: Path
) -> None:
    (pieces, treasurer_id), told = open_shop(shared), Told()
    with running(shared_url, tmp_path) as shop:
        for seed in range(FIRST, FIRST + ROUNDS):
            started = time.monotonic()
            cookie = signed_in(shared, treasurer_id)
            disturbed_round(shop, pieces, cookie, told, seed)
            await_jobs(shared)
            doubtful = send_what_is_in_doubt(shared)
            await_jobs(shared)
            letters = {f"{each.name.partition('-')[0]}-" for each in tmp_path.glob("mail/*.eml")}
            with shared.app_context():
                assert faults(told, letters) == [], f"KILL_SEED={seed} KILL_ROUNDS=1"
            print(f"seed {seed}: {time.monotonic() - started:.1f} s, ", end="")  # noqa: T201
            print(f"{len(told.ordered)} ordered, {len(told.paid)} paid, ", end="")  # noqa: T201
            print(f"{doubtful} mails in doubt, {told.retries} tries again, ", end="")  # noqa: T201
            print(f"{shop.web.starts} web and {shop.worker.starts} worker starts")  # noqa: T201
