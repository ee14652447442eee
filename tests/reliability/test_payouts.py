"""Real connections, real commits: two people at the same parcel, the same batch, the same button."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from marketplace.accounts.models import Scope, User
from marketplace.core.db import db, transaction
from marketplace.core.errors import Conflict, Invalid
from marketplace.orders.fulfilment import handling, packing, queries, sending
from marketplace.orders.fulfilment.packing import Packing
from marketplace.orders.models import OrderState, ParcelLine
from marketplace.payouts import queries as payouts
from marketplace.payouts import reconciliation
from marketplace.payouts.models import Credit, Payout
from marketplace.payouts.services import batches
from marketplace.payouts.services.crediting import credit_parcel
from tests.factories.fulfilment import (
    make_line,
    make_paid_order,
    make_shipper,
    make_treasurer,
    pack,
    ship,
)
from tests.factories.payouts import make_batch, make_credits

ALL = Scope(everywhere=True)
REFUSED = (Conflict, Invalid, StaleDataError)
PACKING = Packing(1, {}, "CT", 9_000, 420, 420, 460)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """Each act in a thread and transaction of its own: done, or refused."""

    def perform(act: Callable[[], object]) -> str:
        with app.app_context():
            try:
                with transaction():
                    act()
            except REFUSED:
                return "refused"
            return "done"

    with ThreadPoolExecutor(len(acts)) as people:
        return sorted(people.map(perform, acts))


def person(user_id: int) -> User:
    return db.session.get_one(User, user_id)


def test_two_treasurers_who_prepare_at_once_make_one_batch(shared: Flask) -> None:
    with shared.app_context(), transaction():
        (credit,) = make_credits()
        cooperative = credit.order_line.order.cooperative
        by = [make_treasurer(cooperative).id for _ in range(4)]
        artisan_id, cooperative_id = credit.artisan_id, cooperative.id

    def prepare(user_id: int) -> Callable[[], object]:
        return lambda: batches.prepare(
            db.session.get_one(type(cooperative), cooperative_id),
            "EUR",
            [artisan_id],
            person(user_id),
        )

    assert at_once(shared, *map(prepare, by)) == ["done", "refused", "refused", "refused"]
    with shared.app_context():
        lying = select(func.count(Payout.id)).where(Payout.artisan_id == artisan_id)
        assert db.session.scalar(lying) == 1


def test_of_two_who_approve_one_is_told(shared: Flask) -> None:
    with shared.app_context(), transaction():
        batch = make_batch()
        by = [make_treasurer(batch.cooperative).id for _ in range(2)]
        number = batch.number

    def approve(user_id: int) -> Callable[[], object]:
        return lambda: batches.approve(payouts.locked_batch(number, ALL), person(user_id))

    assert at_once(shared, *map(approve, by)) == ["done", "refused"]


def test_paying_and_dropping_at_once_is_one_of_them(shared: Flask) -> None:
    with shared.app_context(), transaction():
        batch = make_batch()
        batches.approve(batch, make_treasurer(batch.cooperative))
        user_id, number = make_treasurer(batch.cooperative).id, batch.number
        artisan_id = batch.payouts[0].artisan_id
    acts: list[Callable[[], object]] = [
        lambda: batches.mark_paid(payouts.locked_batch(number, ALL), "B-1", person(user_id)),
        lambda: batches.drop(payouts.locked_batch(number, ALL), person(user_id)),
    ]
    assert at_once(shared, *acts) == ["done", "refused"]
    with shared.app_context():
        mine = f"account artisan:{artisan_id}:"
        assert [fault for fault in reconciliation.faults() if mine in fault] == []


def test_packing_at_once_never_packs_more_than_was_ordered(shared: Flask) -> None:
    with shared.app_context(), transaction():
        order = make_paid_order(make_line(3))
        number, line_id = order.number, order.lines[0].id
        by = [make_shipper(order).id for _ in range(3)]

    def packer(gross: int, user_id: int) -> Callable[[], object]:
        wish = replace(PACKING, gross_grams=gross, quantities={line_id: 2})
        return lambda: packing.pack(queries.locked_order(number, ALL), wish, person(user_id))

    acts = [packer(gross, user_id) for gross, user_id in enumerate(by, 9_000)]
    assert at_once(shared, *acts) == ["done", "refused", "refused"]
    with shared.app_context():
        packed = select(func.sum(ParcelLine.quantity)).where(ParcelLine.order_line_id == line_id)
        assert db.session.scalar(packed) == 2


def test_one_form_sent_twice_at_once_is_one_parcel(shared: Flask) -> None:
    with shared.app_context(), transaction():
        order = make_paid_order(make_line(4))
        number, order_id, user_id = order.number, order.id, make_shipper(order).id
        wish = replace(PACKING, quantities={order.lines[0].id: 2})
    act = lambda: packing.pack(queries.locked_order(number, ALL), wish, person(user_id))  # noqa: E731
    assert at_once(shared, act, act, act) == ["done", "done", "done"]
    with shared.app_context():
        assert len(queries.parcels_of(order_id)) == 1


def test_a_parcel_delivered_twice_at_once_is_credited_once(shared: Flask) -> None:
    with shared.app_context(), transaction():
        order = make_paid_order()
        parcel, user_id = ship(order), make_shipper(order).id
        number, parcel_id = parcel.number, parcel.id
    act = lambda: sending.deliver(queries.locked_parcel(number, ALL), person(user_id))  # noqa: E731
    assert at_once(shared, act, act, act) == ["done", "done", "done"]
    with shared.app_context():
        credited = select(func.count(Credit.id)).where(Credit.parcel_id == parcel_id)
        assert db.session.scalar(credited) == 1


def test_parcels_of_one_line_delivered_at_once_credit_its_share_to_the_cent(shared: Flask) -> None:
    with shared.app_context(), transaction():
        order = make_paid_order(make_line(3, 33_33))
        line = order.lines[0]
        for _ in range(3):
            sending.ship(
                pack(order, quantities={line.id: 1}),
                sending.Handover("Post", "R"),
                make_shipper(order),
            )
        numbers = [parcel.number for parcel in queries.parcels_of(order.id)]
        user_id, line_id, share = make_shipper(order).id, line.id, line.artisan_share.minor

    def deliver(number: str) -> Callable[[], object]:
        return lambda: sending.deliver(queries.locked_parcel(number, ALL), person(user_id))

    assert at_once(shared, *map(deliver, numbers)) == ["done", "done", "done"]
    with shared.app_context():
        minor = Credit.__table__.c.amount_minor
        given = select(func.sum(minor)).where(Credit.order_line_id == line_id)
        assert db.session.scalar(given) == share


def test_of_two_who_confirm_one_is_told(shared: Flask) -> None:
    with shared.app_context(), transaction():
        order = make_paid_order(state=OrderState.PAID)
        number, by = order.number, [make_shipper(order).id for _ in range(2)]

    def confirm(user_id: int) -> Callable[[], object]:
        return lambda: handling.confirm(queries.locked_order(number, ALL), person(user_id))

    assert at_once(shared, *map(confirm, by)) == ["done", "refused"]


def test_crediting_asks_for_nothing_twice(shared: Flask) -> None:
    with shared.app_context(), transaction():
        (credit,) = make_credits()
        assert credit_parcel(db.session.get_one(queries.Parcel, credit.parcel_id)) == [credit]
