"""Verbs of orders, payments, stock and payouts in any order, against a model in plain Python.

`MACHINE_EXAMPLES=300 pytest tests/reliability/test_state_machine.py -s` runs longer, and at random.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from marketplace.accounts.permissions import Role
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError
from marketplace.inventory import queries as stock
from marketplace.ledger.queries import unbalanced
from marketplace.orders.models import Order
from marketplace.payments import queries as payments
from marketplace.payments.models import RefundState
from marketplace.payouts import queries as payouts
from marketplace.payouts import reconciliation
from marketplace.payouts.models import Credit
from marketplace.payouts.services import batches
from tests.factories.accounts import make_user
from tests.factories.fulfilment import SHEBA, make_shipper, make_treasurer
from tests.factories.orders import make_order, make_piece, make_seller
from tests.support.verbs import ALL, ORDER_VERBS, SLIPS, Known

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "0"))
PIECES = 4
AHEAD = {
    "placed": [],
    "paid": ["receive exact"],
    "confirmed": ["receive exact", "confirm"],
    "packed": ["receive exact", "confirm", "pack"],
    "delivered": ["receive exact", "confirm", "pack", "ship", "deliver"],
    "payable": ["receive exact", "confirm", "pack", "ship", "deliver", "mature"],
}
"""How far an order has come already when it is first seen."""
BATCH_VERBS = {
    "approve": ("approved", {"draft", "approved"}),
    "pay": ("paid", {"approved", "paid"}),
    "drop": ("dropped", {"draft", "approved", "dropped"}),
    "approve own": ("", set[str]()),
}
"""What becomes of a batch, and from which states."""


class Shop(RuleBasedStateMachine):
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undo = db.engines[None].begin_nested()  # type: ignore[attr-defined]
        seller = make_seller()
        pieces = [make_piece(seller, PIECES), make_piece(seller, PIECES, flags=["cites_check"])]
        for piece in pieces:
            piece.product.artisan.sheba = SHEBA
        self.pieces, self.seller_id = pieces, seller.id
        self.artisan_ids = [piece.product.artisan_id for piece in pieces]
        self.free = {piece.id: PIECES for piece in pieces}
        self.orders, self.payable, self.batches = list[Known](), 0, dict[str, list[Any]]()
        self.treasurers = [make_treasurer(seller) for _ in range(2)]
        self.readers = [make_user(Role.SALES, scope_id=seller.id) for _ in range(2)]
        self.shipper = make_shipper(make_order(make_piece(seller)))
        db.session.commit()

    def teardown(self) -> None:
        db.session.remove()
        self.undo.rollback()

    def attempt(self, verb: str, allowed: bool, act: Callable[[], object]) -> None:
        """It is done when it is allowed, and else refused in words."""
        try:
            with transaction():
                act()
        except DomainError as refusal:
            done, said = False, str(refusal)
        else:
            done, said = True, "done"
        assert done is allowed, f"{verb}: {said}"
        (self.done if done else self.refused)[verb] += 1

    def do(self, name: str, mine: Known) -> None:
        verb = (ORDER_VERBS | SLIPS)[name]
        allowed = verb.may(mine)
        self.attempt(name, allowed, lambda: verb.act(self, mine))
        if allowed:
            verb.then(self, mine)

    @precondition(lambda self: any(self.free.values()))
    @rule(pick=st.integers(0, 9), ahead=st.sampled_from([*AHEAD]))
    def place(self, pick: int, ahead: str) -> None:
        left = [piece for piece in self.pieces if self.free[piece.id]]
        piece = left[pick % len(left)]
        with transaction():
            order = make_order(piece)
        mine = Known(
            order.id, order.number, piece.id, order.total_minor, order.shipping_minor, order.state
        )
        self.free[piece.id] -= 1
        self.orders.append(mine)
        held = ["propose", "release"] if mine.state == "held" and ahead != "placed" else []
        self.done["hold" if mine.state == "held" else "place"] += 1
        for verb in held + AHEAD[ahead]:
            self.do(verb, mine)

    def fitting(self, verb: str) -> list[Known]:
        return [mine for mine in self.orders if ORDER_VERBS[verb].may(mine)]

    def fitting_verbs(self) -> Iterator[str]:
        return (verb for verb in ORDER_VERBS if self.fitting(verb))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        verb = data.draw(st.sampled_from([*self.fitting_verbs()]))
        self.do(verb, data.draw(st.sampled_from(self.fitting(verb))))

    @precondition(lambda self: self.orders)
    @rule(data=st.data(), verb=st.sampled_from([*ORDER_VERBS, *SLIPS]))
    def try_whatever(self, data: st.DataObject, verb: str) -> None:
        mine = data.draw(st.sampled_from(self.orders))
        if self.can_be_tried(verb, mine):
            self.do(verb, mine)

    @staticmethod
    def can_be_tried(verb: str, mine: Known) -> bool:
        """There is no page to try it on: no payment, no parcel, no proposal, nothing that waits."""
        if verb.startswith("receive"):
            return mine.state in {"placed", "paid"}
        if verb == "the same transfer again":
            return bool(mine.transfers)
        if verb in {"another proposes too", "release one's own"}:
            return mine.proposed
        if verb in {"unpack", "ship", "deliver"}:
            return bool(mine.parcel)
        return verb not in {"mature", "pay back"} or ORDER_VERBS[verb].may(mine)

    @precondition(lambda self: self.payable)
    @rule()
    def prepare(self) -> None:
        def act() -> None:
            seller = db.session.get_one(Cooperative, self.seller_id)
            batch = batches.prepare(seller, "EUR", self.artisan_ids, self.treasurers[0])
            self.batches[batch.number] = ["draft", self.payable]

        self.attempt("prepare", True, act)
        self.attempt("prepare twice", False, act)
        self.payable = 0

    @precondition(lambda self: self.batches)
    @rule(data=st.data(), verb=st.sampled_from([*BATCH_VERBS]))
    def move(self, data: st.DataObject, verb: str) -> None:
        number = data.draw(st.sampled_from([*self.batches]))
        state, credits_ = self.batches[number]
        ends, begins = BATCH_VERBS[verb]
        self.attempt(verb, state in begins, lambda: self._move(number, verb))
        if state in begins:
            self.payable += credits_ if verb == "drop" and state != "dropped" else 0
            self.batches[number][0] = ends

    def _move(self, number: str, verb: str) -> None:
        batch, (maker, other) = payouts.locked_batch(number, ALL), self.treasurers
        if verb.startswith("approve"):
            batches.approve(batch, maker if verb == "approve own" else other)
        elif verb == "pay":
            batches.mark_paid(batch, "B-1", other)
        else:
            batches.drop(batch, maker)

    @invariant()
    def all_is_as_the_model_says(self) -> None:
        db.session.expire_all()
        assert [*reconciliation.faults(), *unbalanced()] == []
        assert [*stock.drift(), *stock.promised_beyond_stock(), *stock.sales_that_disagree()] == []
        assert stock.available([*self.free]) == self.free
        for mine in self.orders:
            order = db.session.get_one(Order, mine.id)
            refunds = payments.refunds_of(order.payment_id) if order.payment_id else []
            back = sum(r.amount.minor for r in refunds if r.state is RefundState.PAID)
            owed = sum(r.amount.minor for r in refunds)
            assert (order.state, owed, back) == (mine.state, mine.owed, mine.back)
        free = db.select(db.func.count(Credit.id)).where(
            Credit.artisan_id.in_(self.artisan_ids),
            Credit.payout_id.is_(None),
            Credit.payable_on <= today(),
        )
        assert db.session.scalar(free) == self.payable


def test_whatever_is_done_in_whatever_order_books_and_stock_agree() -> None:
    Shop.done.clear()
    Shop.refused.clear()
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=EXAMPLES or 10,
            stateful_step_count=30,
            derandomize=not EXAMPLES,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"done: {dict(Shop.done)}, refused: {dict(Shop.refused)}")  # noqa: T201
    expected = {"place", "hold", *ORDER_VERBS, "prepare", "approve", "pay", "drop"}
    assert expected - Shop.done.keys() == set(), "never succeeded"
    assert {*SLIPS, "approve own", "prepare twice"} - Shop.refused.keys() == set(), "never tried"
