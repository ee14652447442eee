"""The last piece, at the counter and in the shop at the same moment, in processes of their own; and a
counter that is killed in the middle of a sale."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db, transaction
from marketplace.inventory import queries as stock
from marketplace.inventory import services as shelves
from marketplace.pardis.till import checking, queries
from marketplace.pardis.till.models import CounterSale
from marketplace.pardis.till.services import selling
from marketplace.pardis.till.services.slips import Slip
from marketplace.payouts import reconciliation
from tests.factories.till import make_cashier, make_good, make_shift, make_slip
from tests.support.victims import People, people

PAIRS = 6
SOON = timedelta(days=1)


def sell(code: str, cashier_id: int, slip: Slip) -> None:
    selling.take(queries.locked_till(code), slip, db.session.get_one(User, cashier_id))


def order(variant_id: int) -> None:
    """Somebody in the shop reserves and pays."""
    shelves.reserve(f"order-{variant_id}", {variant_id: 1}, now() + SOON)
    shelves.take(f"order-{variant_id}", None)


@pytest.fixture(scope="module")
def two(
    shared: Flask, shared_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    acts = {"sell": sell, "order": order}
    with people(shared_url, tmp_path_factory.mktemp("two"), acts) as both:
        yield both


def sold_in(number: str) -> list[CounterSale]:
    mine = db.select(CounterSale).where(CounterSale.number.startswith(f"{number}-"))
    return list(db.session.scalars(mine.order_by(CounterSale.id)))


def all_agrees() -> bool:
    """What `ledger check`, `stock check` and `till check` say."""
    wrong = [*stock.drift(), *stock.promised_beyond_stock(), *stock.sales_that_disagree()]
    return [*wrong, *reconciliation.faults(), *checking.faults()] == []


def test_the_last_piece_goes_to_the_counter_or_to_the_shop(shared: Flask, two: People) -> None:
    with shared.app_context(), transaction():
        shift, cashier_id = make_shift(), make_cashier().id
        goods = [make_good(shift.till, 1) for _ in range(PAIRS)]
        slips = [make_slip(shift, (one, 1), live=True, number=n) for n, one in enumerate(goods, 1)]
        code, ids = shift.till.code, [one.id for one in goods]
    for slip, variant_id in zip(slips, ids, strict=True):
        came = two.at_once(("sell", code, cashier_id, slip), ("order", variant_id))
        assert came == ["OutOfStock", "done"]
    with shared.app_context():
        left = [one.on_hand for each in ids for one in stock.items_of_variant(each)]
        assert left == [0] * PAIRS
        assert all_agrees()


def test_a_sale_outlives_every_kill_and_is_booked_once(shared: Flask, two: People) -> None:
    with shared.app_context(), transaction():
        shift, cashier_id = make_shift(), make_cashier().id
        slip = make_slip(shift, (make_good(shift.till, 2), 2), number=1)
        code, number = shift.till.code, shift.number
    assert two.kill_on_the_way("sell", code, cashier_id, slip) > 5
    with shared.app_context():
        assert [sale.key for sale in sold_in(number)] == [slip.key]
        assert queries.conflicts() == []
        assert all_agrees()
