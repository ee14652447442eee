"""The last piece, at the counter and in the shop at the same moment, in processes of their own."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from flask import Flask

from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.core.db import db, transaction
from marketplace.core.errors import Conflict
from marketplace.inventory import queries as stock
from marketplace.pardis.till import checking, queries
from marketplace.pardis.till.models import CounterSale
from marketplace.pardis.till.services import selling
from marketplace.pardis.till.services.slips import Slip
from tests.factories.till import make_cashier, make_good, make_shift, make_slip
from tests.reliability import test_stock
from tests.support.databases import settings_for

_app: list[Flask] = []
PAIRS = 12


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
        assert db.session.query(CounterSale).count() == sum(got[::2])
        assert stock.drift() == []
        assert checking.faults() == []
