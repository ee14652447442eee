"""Two people at once in the centre, in processes of their own; and kill -9 between the
statements of what they do. Afterwards stock, notes and books agree."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.accounts.models import Scope, User
from marketplace.core.db import db, transaction
from marketplace.inventory import queries, services
from marketplace.inventory.models import CountReason, Movement, StockItem
from marketplace.inventory.services import Came
from marketplace.inventory.services.movements import Cause, Sale
from marketplace.pardis.consignment import checking
from marketplace.pardis.consignment.models import Sale as Divided
from marketplace.pardis.consignment.models import Settlement
from marketplace.pardis.consignment.months import end_of, ended
from marketplace.pardis.consignment.services.settling import settle
from marketplace.pardis.training.models import Enrolment, EnrolmentState
from tests.factories import consignment
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_centre, make_place
from tests.factories.inventory import make_location, make_stock
from tests.factories.training import make_group
from tests.reliability.test_seats import sign_up
from tests.support.processes import BIN, environment_of
from tests.support.victims import People, people

EVERYWHERE = Scope(everywhere=True)


def somebody(user_id: int) -> User:
    return db.session.get_one(User, user_id)


def carry(item_id: int, to: int, pieces: int, key: str, by: int) -> None:
    item = db.session.get_one(StockItem, item_id)
    services.move_to(item, to, pieces, Cause(key, somebody(by)))


def sell(item_id: int, pieces: int, key: str, by: int) -> None:
    item = db.session.get_one(StockItem, item_id)
    sale = Sale(consignment.PRICE, consignment.PRICE.share(200))
    cause = Cause(key, somebody(by), sale=sale)
    services.sell_from(item.location_id, item.variant_id, pieces, cause)


def arrive(transfer_id: int, by: int) -> None:
    transfer = queries.locked_transfer(EVERYWHERE, transfer_id)
    came = {line.id: Came(line.quantity - 1, 1, "one fell") for line in transfer.lines}
    services.receive_transfer(transfer, came, somebody(by))


def post(stocktake_id: int, by: int) -> None:
    found = queries.stocktake(EVERYWHERE, stocktake_id, lock=True)
    services.post_count(queries.with_lines(found), somebody(by))


def settle_month(by: int) -> None:
    settle(ended(1)[0], somebody(by))


ACTS = {
    "carry": carry,
    "sell": sell,
    "arrive": arrive,
    "post": post,
    "settle": settle_month,
    "sit": sign_up,
}


@pytest.fixture(scope="module")
def two(
    shared: Flask, shared_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    with people(shared_url, tmp_path_factory.mktemp("two"), ACTS) as both:
        yield both


def make_item(pieces: int) -> tuple[int, int, int]:
    """A stock item, a place beside it, and somebody."""
    item = make_stock(make_product().variants[0], pieces)
    return item.id, make_location(item.location.cooperative).id, make_user().id


def make_counted() -> tuple[int, int]:
    """A stocktake whose one line is a piece short, and explained; its stock item."""
    item, by = make_stock(make_product().variants[0], 5), make_user()
    stocktake = services.start_count(item.location, by)
    (line,) = stocktake.lines
    services.count(stocktake, line, 4, line.version, by)
    services.to_review(stocktake, by)
    services.explain(stocktake, line, CountReason.BROKEN, "")
    return stocktake.id, item.id


def make_sent() -> tuple[int, int]:
    """Three pieces that are on their way; the stock item they left."""
    item = make_stock(make_product().variants[0], 3)
    to = make_location(item.location.cooperative)
    sent = services.send(to, {item.id: 3}, Cause(f"van {item.id}", make_user()))
    return sent.id, item.variant_id


def make_sold_last_month() -> int:
    """A maker of whose pieces two were sold in the month that ended last."""
    make_centre()
    note = consignment.make_note()
    consignment.sell(note, 2)
    last_month = end_of(ended(1)[0]) - func.make_interval(0, 0, 0, 2)
    db.session.execute(db.update(Divided).values(sold_at=last_month))
    return note.artisan_id


def on_hand(variant_id: int) -> int:
    lying = select(func.sum(StockItem.on_hand)).where(StockItem.variant_id == variant_id)
    return db.session.scalar(lying) or 0


def moved(item_id: int) -> int:
    lines = select(func.count(Movement.id)).where(Movement.stock_item_id == item_id)
    return db.session.scalar(lines) or 0


def settled(artisan_id: int) -> list[int]:
    found = select(Settlement).filter_by(artisan_id=artisan_id).order_by(Settlement.id)
    return [one.net.minor for one in db.session.scalars(found)]


def seats(number: str) -> list[EnrolmentState]:
    found = select(Enrolment.state).join(Enrolment.group).filter_by(number=number)
    return sorted(db.session.scalars(found.order_by(Enrolment.id)))


def agree(url: str, folder: Path) -> None:
    """An operator's commands find nothing."""
    for check in ("stock check", "ledger check"):
        command = [sys.executable, str(BIN / "flask"), "--app", "wsgi", *check.split()]
        environment = {"PATH": str(BIN)} | environment_of(url, folder)
        answer = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert answer.returncode == 0, answer.stdout + answer.stderr


def test_of_two_who_carry_the_last_pieces_away_one_does(shared: Flask, two: People) -> None:
    for round_ in range(3):
        with shared.app_context(), transaction():
            item_id, to, by = make_item(3)
        acts = [("carry", item_id, to, 2, f"walk {round_} {n}", by) for n in range(2)]
        assert two.at_once(*acts) == ["OutOfStock", "done"]
        with shared.app_context():
            assert db.session.get_one(StockItem, item_id).on_hand == 1


def test_of_two_who_receive_the_same_van_one_does(shared: Flask, two: People) -> None:
    with shared.app_context(), transaction():
        (transfer_id, variant_id), by = make_sent(), make_user().id
    assert two.at_once(*[("arrive", transfer_id, by)] * 2) == ["Conflict", "done"]
    with shared.app_context():
        assert on_hand(variant_id) == 2


def test_two_who_finish_the_same_count_book_it_once(shared: Flask, two: People) -> None:
    with shared.app_context(), transaction():
        (stocktake_id, item_id), by = make_counted(), make_user().id
    assert two.at_once(*[("post", stocktake_id, by)] * 2) == ["done", "done"]
    with shared.app_context():
        assert (moved(item_id), db.session.get_one(StockItem, item_id).on_hand) == (2, 4)


def test_a_month_that_two_settle_is_settled_once(shared: Flask, two: People) -> None:
    with shared.app_context(), transaction():
        artisan_id, by = make_sold_last_month(), make_user().id
    assert two.at_once(*[("settle", by)] * 2) == ["done", "done"]
    with shared.app_context():
        assert settled(artisan_id) == [150_00]


def test_of_two_who_want_the_last_seat_one_waits(shared: Flask, two: People) -> None:
    with shared.app_context(), transaction():
        number, place = make_group(capacity=1).number, make_place().id
        users = [make_user().id for _ in range(2)]
    assert two.at_once(*[("sit", number, user, place) for user in users]) == ["done", "done"]
    with shared.app_context():
        assert seats(number) == ["enrolled", "waitlisted"]


def test_killed_between_statements_nothing_is_lost_or_doubled(
    shared: Flask, shared_url: str, two: People, tmp_path: Path
) -> None:
    with shared.app_context(), transaction():
        (item_id, to, by), sent, counted = make_item(5), make_sent(), make_counted()
        artisan_id, number, place = make_sold_last_month(), make_group().number, make_place().id
        shelf_id = consignment.shelf_of(consignment.make_note(pieces=3)).id
    acts = [
        ("carry", item_id, to, 2, "a long walk", by),
        ("sell", shelf_id, 2, "a slow sale", by),
        ("arrive", sent[0], by),
        ("post", counted[0], by),
        ("settle", by),
        ("sit", number, by, place),
    ]
    deaths = {act[0]: two.kill_on_the_way(*act) for act in acts}
    assert min(deaths.values()) > 3, deaths
    with shared.app_context():
        assert db.session.get_one(StockItem, item_id).on_hand == 3
        assert (moved(shelf_id), moved(counted[1]), on_hand(sent[1])) == (2, 2, 2)
        assert (settled(artisan_id), seats(number)) == ([150_00], ["enrolled"])
        assert checking.faults() == []
    agree(shared_url, tmp_path)
