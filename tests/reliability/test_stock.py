"""Real processes, real commits: what must hold when many people buy, review and wait at once."""

import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.catalogue import services as catalogue
from marketplace.catalogue.models import Product, Revision, RevisionState
from marketplace.catalogue.queries import locked_revision
from marketplace.cooperatives.models import Artisan
from marketplace.core.clock import now
from marketplace.core.db import db, transaction
from marketplace.core.errors import Conflict
from marketplace.inventory import queries, services
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.models import MovementKind, StockItem
from marketplace.inventory.services.movements import Cause
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product, make_revision, make_variant
from tests.factories.cooperatives import make_artisan, make_cooperative
from tests.factories.inventory import make_location, make_stock
from tests.support.databases import settings_for

SOON = timedelta(days=7)
_app: list[Flask] = []


def open_shop(url: str, folder: Path) -> None:
    """What each buyer's process does first."""
    _app.append(create_app(settings_for(url, folder)))


def buy(key: str, wants: dict[int, int]) -> bool:
    """Reserve and pay in two transactions, as an order does."""
    with _app[0].app_context():
        try:
            with transaction():
                services.reserve(key, wants, now() + SOON)
        except OutOfStock:
            return False
        with transaction():
            services.take(key, None)
        return True


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[object]:
    """Each act in a thread and transaction of its own; what it answered or was refused with."""

    def perform(act: Callable[[], Any]) -> object:
        with app.app_context():
            try:
                with transaction():
                    return act()
            except Conflict as refusal:
                return refusal

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(perform, acts))


def stocked(shared: Flask, pieces: Iterable[int]) -> list[int]:
    """A product with so many pieces of each size; the ids of its variants."""
    with shared.app_context(), transaction():
        product = make_product(variants=0)
        items = [make_stock(make_variant(product), count) for count in pieces]
        return [item.variant_id for item in items]


def left(shared: Flask, variant_id: int) -> int:
    with shared.app_context():
        return queries.available([variant_id])[variant_id]


def test_forty_buyers_in_four_processes_get_ten_pieces(
    shared: Flask, shared_url: str, tmp_path: Path
) -> None:
    (variant_id,) = stocked(shared, [10])
    keys = [f"forty-{number}" for number in range(40)]
    with ProcessPoolExecutor(
        4, multiprocessing.get_context("spawn"), open_shop, (shared_url, tmp_path)
    ) as buyers:
        assert sum(buyers.map(buy, keys, [{variant_id: 1}] * 40)) == 10
    with shared.app_context():
        assert queries.drift() == []
    assert left(shared, variant_id) == 0


def test_opposite_orders_of_lines_do_not_block_each_other(shared: Flask) -> None:
    one, other = stocked(shared, [100, 100])
    wants = [{one: 1, other: 1}, {other: 1, one: 1}]
    for round_ in range(5):
        answers = at_once(
            shared,
            *(
                lambda i=i, n=round_: services.reserve(f"line-{n}-{i}", wants[i % 2], now() + SOON)
                for i in range(8)
            ),
        )
        assert answers == [None] * 8
    assert left(shared, one) == left(shared, other) == 60


def test_two_lines_on_one_stock_row_cannot_both_take_the_last(shared: Flask) -> None:
    (variant_id,) = stocked(shared, [1])
    answers = at_once(
        shared,
        *(
            lambda i=i: services.reserve(f"last-{i}", {variant_id: 1}, now() + SOON)
            for i in range(8)
        ),
    )
    assert answers.count(None) == 1
    assert {type(answer) for answer in answers} == {type(None), OutOfStock}


def test_one_order_sent_twice_holds_once(shared: Flask) -> None:
    (variant_id,) = stocked(shared, [10])
    act = lambda: services.reserve("twice", {variant_id: 2}, now() + SOON)  # noqa: E731
    assert at_once(shared, *[act] * 6) == [None] * 6
    assert left(shared, variant_id) == 8


def test_one_payment_told_twice_sells_once(shared: Flask) -> None:
    (variant_id,) = stocked(shared, [10])
    with shared.app_context(), transaction():
        services.reserve("paid twice", {variant_id: 3}, now() + SOON)
    assert at_once(shared, *[lambda: services.take("paid twice", None)] * 6) == [None] * 6
    assert left(shared, variant_id) == 7


def test_expired_holds_block_nobody(shared: Flask) -> None:
    (variant_id,) = stocked(shared, [3])
    with shared.app_context(), transaction():
        services.reserve("slow", {variant_id: 3}, now() - timedelta(seconds=1))
    assert left(shared, variant_id) == 3
    answers = at_once(
        shared,
        *(
            lambda i=i: services.reserve(f"quick-{i}", {variant_id: 1}, now() + SOON)
            for i in range(6)
        ),
    )
    assert answers.count(None) == 3


def test_buying_late_paying_and_counting_at_once_keep_the_sum(shared: Flask) -> None:
    (variant_id,) = stocked(shared, [20])
    with shared.app_context(), transaction():
        item_id = queries.locked_sellable([variant_id])[0].id
        cooperative = db.session.get_one(StockItem, item_id).location.cooperative
        shelf_id = make_location(cooperative).id
        services.reserve("late", {variant_id: 2}, now() - timedelta(seconds=1))

    def item() -> StockItem:
        return db.session.get_one(StockItem, item_id)

    at_once(
        shared,
        lambda: services.take("late", None),
        lambda: services.adjust(item(), MovementKind.LOST, 1, Cause("count")),
        lambda: services.move_to(item(), shelf_id, 5, Cause("walk")),
        lambda: services.reserve("early", {variant_id: 4}, now() + SOON),
        lambda: services.receive(variant_id, shelf_id, 3, "delivery", None),
    )
    with shared.app_context():
        assert queries.drift() == []
    assert left(shared, variant_id) == 20 - 2 - 1 - 4 + 3


def in_review(shared: Flask) -> tuple[int, list[int]]:
    """A proposal that waits, and two people who may decide."""
    with shared.app_context(), transaction():
        revision = make_revision(
            state=RevisionState.IN_REVIEW,
            hs_proposed_by_id=make_user().id,
            hs_confirmed_by_id=make_user().id,
        )
        return revision.id, [make_user().id, make_user().id]


@pytest.mark.parametrize("second", ["approve", "reject"])
def test_of_two_reviewers_one_decides(shared: Flask, second: str) -> None:
    revision_id, (one, other) = in_review(shared)

    def decide(user_id: int, verb: str) -> None:
        revision, by = locked_revision(revision_id), db.session.get_one(User, user_id)
        if verb == "approve":
            catalogue.approve(revision, by=by, seen=seen)
        else:
            catalogue.reject(revision, ["quality"], "", by=by, seen=seen)

    with shared.app_context():
        seen = db.session.get_one(Revision, revision_id).version
    answers = at_once(shared, lambda: decide(one, "approve"), lambda: decide(other, second))
    assert answers.count(None) == 1
    assert isinstance(next(a for a in answers if a), Conflict)
    with shared.app_context():
        revision = db.session.get_one(Revision, revision_id)
        product = db.session.get_one(Product, revision.product_id)
        assert product.content_version == (revision.state is RevisionState.APPROVED)
        assert len(product.variants) == product.content_version


def test_a_double_click_begins_one_piece(shared: Flask) -> None:
    with shared.app_context(), transaction():
        cooperative = make_cooperative()
        artisan_id = make_artisan(cooperative=cooperative, user=make_user()).id

    def begin() -> bool:
        artisan = db.session.get_one(Artisan, artisan_id)
        assert artisan.user
        return catalogue.start_once(
            artisan, make_cooperative(), by=artisan.user, key="0123456789abcdef"
        )[1]

    assert sorted(at_once(shared, begin, begin, begin)) == [False, False, True]
