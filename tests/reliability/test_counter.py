"""The last piece, at the counter and in the shop at the same moment, in processes of their own; and a
counter that is killed in the middle of a sale."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import event

from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.core.db import db, transaction
from marketplace.core.errors import Conflict
from marketplace.inventory import queries as stock
from marketplace.pardis.till import checking, queries
from marketplace.pardis.till.models import CounterSale
from marketplace.pardis.till.services import selling
from marketplace.pardis.till.services.slips import Slip
from marketplace.payouts import reconciliation
from tests.factories.till import make_cashier, make_good, make_shift, make_slip
from tests.reliability import test_stock
from tests.support.databases import settings_for

_app: list[Flask] = []
PAIRS, STRIDE = 12, 3


def open_both(url: str, folder: Path) -> None:
    """What each process does first."""
    _app.append(create_app(settings_for(url, folder)))
    test_stock._app.append(_app[0])


def want(code: str, cashier_id: int, slip: Slip, variant_id: int, online: bool) -> bool:
    """Whether she got the piece."""
    if online:
        return test_stock.buy(f"order-{variant_id}", {variant_id: 1})
    with _app[0].app_context():
        try:
            with transaction():
                by = db.session.get_one(User, cashier_id)
                selling.take(queries.locked_till(code), slip, by)
        except Conflict:
            return False
        return True


def sell_and_die(code: str, cashier_id: int, slip: Slip, statement: int, variant_id: int) -> bool:
    """Sell in a process that is killed after so many statements; whether there were more to come."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    with _app[0].app_context():
        db.engine.dispose(close=False)
        left = iter(range(statement, 0, -1))
        for step in ("before_cursor_execute", "commit"):
            event.listen(db.engine, step, lambda *_: next(left, 0) or _die())
        want(code, cashier_id, slip, variant_id, online=False)
        os._exit(0)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def all_agrees() -> bool:
    """What `ledger check`, `stock check` and `till check` say."""
    wrong = [*stock.drift(), *stock.promised_beyond_stock(), *stock.sales_that_disagree()]
    return [*wrong, *reconciliation.faults(), *checking.faults()] == []


def test_the_last_piece_goes_to_the_counter_or_to_the_shop(
    shared: Flask, shared_url: str, tmp_path: Path
) -> None:
    with shared.app_context(), transaction():
        shift, cashier_id = make_shift(), make_cashier().id
        goods = [make_good(shift.till, 1) for _ in range(PAIRS)]
        slips = [make_slip(shift, (one, 1), live=True, number=n) for n, one in enumerate(goods, 1)]
        code, ids = shift.till.code, [one.id for one in goods]
    asked = [
        (code, cashier_id, slip, variant_id, online)
        for slip, variant_id in zip(slips, ids, strict=True)
        for online in (False, True)
    ]
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, start, open_both, (shared_url, tmp_path)) as people:
        got = list(people.map(want, *zip(*asked, strict=True)))
    assert [got[n] + got[n + 1] for n in range(0, len(got), 2)] == [1] * PAIRS
    with shared.app_context():
        mine = CounterSale.number.startswith(code)
        assert db.session.query(CounterSale).filter(mine).count() == sum(got[::2])
        assert all_agrees()


def test_a_sale_outlives_every_kill_and_is_booked_once(
    shared: Flask, shared_url: str, tmp_path: Path
) -> None:
    with shared.app_context(), transaction():
        shift, cashier_id = make_shift(), make_cashier().id
        good = make_good(shift.till, 2)
        slip, code, good_id = make_slip(shift, (good, 2), number=1), shift.till.code, good.id
    start = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, start, open_both, (shared_url, tmp_path)) as people:
        sell = partial(people.submit, sell_and_die, code, cashier_id, slip)
        killed = 0
        while sell(1 + killed * STRIDE, good_id).result():
            killed += 1
    assert killed > STRIDE
    with shared.app_context():
        sale = db.session.query(CounterSale).filter(CounterSale.number.startswith(code)).one()
        assert (sale.key, len(queries.conflicts())) == (slip.key, 0)
        assert all_agrees()
