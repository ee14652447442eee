"""Real processes, real commits: what must hold when many people order, pay and cancel at once."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask

from marketplace.accounts import tokens
from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db, transaction
from marketplace.core.errors import Conflict
from marketplace.inventory import queries as stock
from marketplace.orders import cancelling, placing
from marketplace.orders.basket import cookie
from marketplace.orders.basket.queries import locked_basket
from marketplace.orders.models import Order, OrderGroup, OrderState
from marketplace.payments import services as payments
from marketplace.payments.models import Payment, PaymentState, Receipt, RefundState
from marketplace.payments.queries import refunds_of
from marketplace.payouts import reconciliation
from tests.factories.fulfilment import make_treasurer
from tests.factories.orders import make_basket, make_order, make_piece, make_seller, placed, wish_of
from tests.support.databases import settings_for

Bag = tuple[str, placing.Wish]
Act = Callable[[], str]
PATIENCE = 120
_shop: list[tuple[Flask, Barrier]] = []


def open_shop(url: str, folder: Path, start: Barrier) -> None:
    """What each process of buyers does first."""
    _shop.append((create_app(settings_for(url, folder)), start))


def rush(bags: Sequence[Bag]) -> list[str]:
    """The buyers of one process, who start when those of all processes are there."""
    app, start = _shop[0]
    return at_once(app, [partial(order, bag) for bag in bags], start)


def at_once(app: Flask, acts: Sequence[Act], start: Barrier | None = None) -> list[str]:
    """Each act in a thread and transaction of its own; its answer or the name of its refusal."""
    start = start or Barrier(len(acts))

    def perform(act: Act) -> str:
        start.wait(PATIENCE)
        with app.app_context():
            try:
                with transaction():
                    return act()
            except Conflict as refusal:
                return type(refusal).__name__

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(perform, acts))


def order(bag: Bag) -> str:
    """What the button under the review does; the numbers of the orders."""
    token_hash, wish = bag
    group = placed(locked_basket(None, token_hash), wish)
    return " ".join(each.number for each in group.orders)


def order_and_fall(bag: Bag) -> str:
    """The same, and then something goes wrong before it is saved."""
    raise Conflict(order(bag))


def bags_of(count: int, *variants: Variant) -> list[Bag]:
    """So many buyers who have all said the same and look at the review."""
    baskets = [make_basket(*variants) for _ in range(count)]
    return [(str(basket.token_hash), wish_of(basket)) for basket in baskets]


def left(variant_id: int) -> int:
    return stock.available([variant_id])[variant_id]


def sound() -> bool:
    """What `stock check` and `ledger check` look at."""
    wrong = stock.drift(), stock.promised_beyond_stock(), stock.sales_that_disagree()
    return not any(wrong) and reconciliation.faults() == []


def gapless(numbers: Sequence[str]) -> bool:
    """Whether they are those from 1 on, each once."""
    return sorted(int(n[-5:]) for n in numbers) == list(range(1, len(numbers) + 1))


def test_forty_buyers_in_four_processes_order_ten_pieces(
    shared: Flask, shared_url: str, tmp_path: Path
) -> None:
    with shared.app_context(), transaction():
        piece = make_piece(pieces=10)
        bags, variant_id = bags_of(40, piece), piece.id
    spawn = multiprocessing.get_context("spawn")
    given = (shared_url, tmp_path, spawn.Barrier(40))
    with ProcessPoolExecutor(4, spawn, open_shop, given) as processes:
        parts = [bags[first : first + 10] for first in range(0, 40, 10)]
        answers = list(chain.from_iterable(processes.map(rush, parts)))
    assert answers.count("NotToBeHad") == 30
    assert gapless([answer for answer in answers if answer != "NotToBeHad"])
    with shared.app_context():
        assert left(variant_id) == 0
        assert sound()


@pytest.mark.parametrize("sellers", [1, 2])
def test_bags_in_opposite_order_do_not_block_each_other(shared: Flask, sellers: int) -> None:
    with shared.app_context(), transaction():
        seller = make_seller()
        one = make_piece(seller, pieces=40)
        other = make_piece(seller if sellers == 1 else None, pieces=40)
        bags = zip(bags_of(20, one, other), bags_of(20, other, one), strict=True)
        rounds, ids = list(bags), (one.id, other.id)
    answers = [at_once(shared, [partial(order, bag) for bag in pair]) for pair in rounds]
    numbers = " ".join(chain.from_iterable(answers)).split()
    assert gapless([number for number in numbers if number[:4] == numbers[0][:4]])
    assert len(set(numbers)) == 40 * sellers
    with shared.app_context():
        assert [left(each) for each in ids] == [0, 0]


def test_one_bag_ordered_from_many_tabs_is_one_order(shared: Flask) -> None:
    with shared.app_context(), transaction():
        piece = make_piece(pieces=9)
        (bag,), variant_id = bags_of(1, piece), piece.id
    answers = at_once(shared, [partial(order, bag)] * 6)
    assert len(set(answers)) == 1
    with shared.app_context():
        groups = db.select(OrderGroup).filter_by(checkout_key=bag[1].checkout_key)
        assert len(db.session.scalars(groups).one().orders) == 1
        assert left(variant_id) == 8


def press(app: Flask, cookies: dict[str, str], data: dict[str, str]) -> str:
    """The button under the review, pressed in a browser of its own; where it leads."""
    browser = app.test_client()
    for name, value in cookies.items():
        browser.set_cookie(name, value)
    answer = browser.post("/en/checkout/place", data=data)
    return f"{answer.status_code} {str(answer.location).rsplit('.', 2)[0]}"


@pytest.mark.parametrize("gateway", ["transfer", "demo"])
def test_the_button_pressed_in_many_tabs_at_once_leads_to_one_order(
    shared: Flask, monkeypatch: pytest.MonkeyPatch, gateway: str
) -> None:
    monkeypatch.setitem(shared.config, "WTF_CSRF_ENABLED", False)
    with shared.app_context(), transaction():
        piece, token = make_piece(pieces=9), cookie.new_token()
        basket, variant_id = make_basket(piece), piece.id
        basket.token_hash = cookie.hash_of(token)
        total, key = wish_of(basket).total.minor, basket.checkout_key
        cookies = {cookie.NAME: tokens.sign(cookie.NAME, token)}
    data = {"checkout_key": key, "total": str(total), "gateway": gateway}
    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(lambda _: press(shared, cookies, data), range(6)))
    assert len(set(answers)) == 1
    assert answers[0].startswith("303 ")
    with shared.app_context():
        groups = db.select(OrderGroup).filter_by(checkout_key=key)
        assert len(db.session.scalars(groups).one().orders) == 1
        assert left(variant_id) == 8


def cancel(order_id: int) -> str:
    return cancelling.cancel(order_id, "Changed my mind", None).state


def record(payment_id: int, transfer: str, by: int | None = None) -> str:
    """A treasurer notes that all of it arrived."""
    payment = db.session.get_one(Payment, payment_id)
    receipt = payments.record_receipt(
        payment,
        external_id=transfer,
        amount=payment.amount,
        value_date=today(),
        by=db.session.get_one(User, by) if by else None,
    )
    return receipt.match


def settled(order_id: int, answers: Sequence[str]) -> bool:
    """Paid for and to be sent, or cancelled and all of its money owed back."""
    order = db.session.get_one(Order, order_id)
    assert order.payment
    owed = [(each.state, each.amount) for each in refunds_of(order.payment.id)]
    if answers == ["Conflict", "exact"]:
        return (order.state, order.payment.state, owed) == (OrderState.PAID, PaymentState.PAID, [])
    return (
        answers == ["cancelled", "over"]
        and (order.state, order.payment.state) == (OrderState.CANCELLED, PaymentState.CANCELLED)
        and owed == [(RefundState.OWED, order.total)]
    )


def test_cancelling_and_paying_at_once_is_one_of_them(shared: Flask) -> None:
    with shared.app_context(), transaction():
        piece = make_piece(pieces=20)
        orders = [make_order(piece) for _ in range(20)]
        ids, variant_id = [(each.id, each.payment_id or 0) for each in orders], piece.id
    for order_id, payment_id in ids:
        acts = [partial(cancel, order_id), partial(record, payment_id, f"RACE-{payment_id}")]
        answers = at_once(shared, acts)
        with shared.app_context():
            assert settled(order_id, answers)
    with shared.app_context():
        sold = db.select(Order).where(Order.id.in_([i for i, _p in ids]), Order.paid_at.isnot(None))
        assert left(variant_id) == 20 - len(db.session.scalars(sold).all())
        assert sound()


@pytest.mark.parametrize("orders", [1, 2], ids=["one order", "two orders of one seller"])
def test_of_two_treasurers_one_records_a_transfer(shared: Flask, orders: int) -> None:
    with shared.app_context(), transaction():
        piece = make_piece()
        placed = [make_order(piece).payment_id or 0 for _ in range(orders)]
        seller = db.session.get_one(Cooperative, piece.product.cooperative_id)
        by, seller_id = [make_treasurer(seller).id for _ in range(2)], seller.id
    acts = [partial(record, p, "TWICE-1", u) for p, u in zip(placed * 2, by, strict=False)]
    assert sorted(at_once(shared, acts)) == ["AlreadyRecorded", "exact"]
    with shared.app_context():
        db.session.scalars(db.select(Receipt).filter_by(payee_id=seller_id)).one()
        assert sound()


def test_orders_that_fail_leave_no_gap(shared: Flask) -> None:
    with shared.app_context(), transaction():
        seller = make_seller()
        piece, rare = make_piece(seller, pieces=20), make_piece(seller, pieces=1)
        bags, wanted = bags_of(15, piece), bags_of(5, piece, rare)
        variant_id = piece.id
    acts = [partial(order_and_fall if n % 3 else order, bag) for n, bag in enumerate(bags)]
    answers = at_once(shared, [*acts, *(partial(order, bag) for bag in wanted)])
    assert answers.count("Conflict") == 10
    assert answers.count("NotToBeHad") == 4
    assert gapless([answer for answer in answers if answer[-1].isdigit()])
    with shared.app_context():
        assert left(variant_id) == 20 - 6
        assert sound()
