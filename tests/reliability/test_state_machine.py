"""Verbs of orders, payments, stock and payouts in any order, against a model in plain Python.

`MACHINE_EXAMPLES=300 pytest tests/reliability/test_state_machine.py` runs longer, and at random.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from marketplace.accounts.models import Scope
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError
from marketplace.core.money import Money
from marketplace.inventory import queries as stock
from marketplace.orders import cancelling
from marketplace.orders.fulfilment import cancelling as office
from marketplace.orders.fulfilment import handling, packing, queries, sending
from marketplace.orders.jobs import end_lapsed_orders
from marketplace.orders.models import Order
from marketplace.payments import queries as payments
from marketplace.payments import services
from marketplace.payments.models import Payment, RefundState
from marketplace.payouts import queries as payouts
from marketplace.payouts import reconciliation
from marketplace.payouts.models import Credit
from marketplace.payouts.services import batches
from tests.factories.fulfilment import SHEBA, make_shipper, make_treasurer, pack
from tests.factories.orders import lapse, make_order, make_piece

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "0"))
ALL, PIECES = Scope(everywhere=True), 4
_transfers = count(1)


@dataclass
class Known:
    """What an order should look like."""

    number: str
    payment_id: int
    total: int
    state: str = "placed"
    received: int = 0
    owed: int = 0
    parcel: str = ""
    parcel_number: str = ""
    transfers: list[str] = field(default_factory=list)


class Shop(RuleBasedStateMachine):
    orders = Bundle("orders")
    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        self.undo = db.engines[None].begin_nested()  # type: ignore[attr-defined]
        piece = make_piece(pieces=PIECES)
        piece.product.artisan.sheba = SHEBA
        seller = piece.product.cooperative
        self.piece, self.seller_id = piece, seller.id
        self.artisan_id, self.known = piece.product.artisan_id, dict[int, Known]()
        self.treasurers = [make_treasurer(seller) for _ in range(2)]
        self.free, self.payable, self.batches = PIECES, 0, dict[str, list[Any]]()
        self.shipper = make_shipper(make_order(make_piece(seller)))
        db.session.commit()

    def teardown(self) -> None:
        db.session.remove()
        self.undo.rollback()

    def attempt(self, allowed: bool, act: Callable[[], object]) -> None:
        """It is done when it is allowed, and else refused in words."""
        try:
            with transaction():
                act()
        except DomainError as refusal:
            done, said = False, str(refusal)
        else:
            done, said = True, "done"
        assert done is allowed, said

    @precondition(lambda self: self.free)
    @rule(target=orders)
    def place(self) -> int:
        with transaction():
            order = make_order(self.piece)
        self.free -= 1
        self.known[order.id] = Known(order.number, order.payment_id or 0, order.total_minor)
        return order.id

    @rule(order_id=orders, how=st.sampled_from(["part", "exact", "over"]))
    def receive(self, order_id: int, how: str) -> None:
        mine, transfer = self.known[order_id], f"M-{next(_transfers)}"
        left = mine.total - mine.received
        awaited = mine.state == "placed"
        amount = {"part": left // 2, "exact": left, "over": left + 500}[how] if awaited else 700
        self.attempt(True, lambda: self._record(mine, transfer, amount))
        mine.received += amount
        mine.transfers.append(transfer)
        mine.owed += max(amount - left, 0) if awaited else amount
        if awaited and mine.received >= mine.total:
            mine.state = "paid"

    @rule(order_id=orders)
    def receive_again(self, order_id: int) -> None:
        mine = self.known[order_id]
        if mine.transfers:
            self.attempt(False, lambda: self._record(mine, mine.transfers[-1], 700))

    def _record(self, mine: Known, transfer: str, amount: int) -> None:
        services.record_receipt(
            db.session.get_one(Payment, mine.payment_id),
            external_id=transfer,
            amount=Money(amount, "EUR"),
            value_date=today(),
            by=None,
        )

    @rule(order_id=orders)
    def cancel(self, order_id: int) -> None:
        mine = self.known[order_id]
        allowed = mine.state in {"placed", "cancelled"}
        self.attempt(allowed, lambda: cancelling.cancel(order_id, "No", None))
        self._ended(mine, allowed)

    @rule(order_id=orders)
    def call_off(self, order_id: int) -> None:
        mine = self.known[order_id]
        allowed = mine.state == "cancelled" or (
            mine.state in {"placed", "paid", "confirmed"} and mine.parcel != "packed"
        )
        act = lambda: office.cancel(  # noqa: E731
            queries.locked_with_payment(mine.number, ALL), "Broken", self.shipper
        )
        self.attempt(allowed, act)
        self._ended(mine, allowed)

    @rule(order_id=orders)
    def run_out_of_time(self, order_id: int) -> None:
        mine = self.known[order_id]
        with transaction():
            lapse(db.session.get_one(Order, order_id))
        end_lapsed_orders()
        self._ended(mine, mine.state == "placed" and not mine.received)

    def _ended(self, mine: Known, ended: bool) -> None:
        if ended and mine.state != "cancelled":
            mine.owed += mine.received if mine.state == "placed" else mine.total
            mine.state, self.free = "cancelled", self.free + 1

    @rule(order_id=orders)
    def confirm(self, order_id: int) -> None:
        mine = self.known[order_id]
        before = mine.state
        done = queries.did(order_id, "confirmed", self.shipper.id)
        act = lambda: handling.confirm(queries.locked_order(mine.number, ALL), self.shipper)  # noqa: E731
        self.attempt(before == "paid" or done, act)
        mine.state = "confirmed" if before == "paid" else before

    @rule(order_id=orders)
    def pack(self, order_id: int) -> None:
        mine = self.known[order_id]
        allowed = mine.state == "confirmed" and mine.parcel in {"", "unpacked"}

        def act() -> None:
            order = queries.locked_order(mine.number, ALL)
            whole = {line.id: line.quantity for line in order.lines}
            mine.parcel_number = pack(order, self.shipper, quantities=whole).number

        self.attempt(allowed, act)
        mine.parcel = "packed" if allowed else mine.parcel

    @rule(order_id=orders, verb=st.sampled_from(["unpack", "ship", "deliver"]))
    def handle(self, order_id: int, verb: str) -> None:
        mine = self.known[order_id]
        if not mine.parcel:
            return
        leads = {"unpack": ("packed", "unpacked"), "ship": ("packed", "shipped")}
        begins, ends = leads.get(verb, ("shipped", "delivered"))
        was, allowed = mine.parcel, mine.parcel in {begins, ends}
        again = verb == "ship" and was == "delivered"  # the same handover once more
        self.attempt(allowed or again, lambda: self._handle(mine, verb))
        if was == begins:
            mine.parcel = ends
            mine.state = mine.state if verb == "unpack" else ends
            self.payable += verb == "deliver"

    def _handle(self, mine: Known, verb: str) -> None:
        parcel = queries.locked_parcel(mine.parcel_number, ALL)
        if verb == "unpack":
            packing.unpack(parcel, self.shipper)
        elif verb == "ship":
            sending.ship(parcel, sending.Handover("Post", "RR1"), self.shipper)
        else:
            sending.deliver(parcel, self.shipper)
            for credit in payouts.credits_of_parcel(parcel.id):
                credit.payable_on = today() - timedelta(days=1)

    @rule(order_id=orders)
    def give_back(self, order_id: int) -> None:
        with transaction():
            for refund in payments.refunds_of(self.known[order_id].payment_id):
                held = payments.locked_refund(ALL, refund.id)
                services.mark_refund_paid(held, external_id="OUT", by=self.treasurers[0])
                assert held.state is RefundState.PAID

    @rule(target=made)
    def prepare(self) -> str:
        def act() -> None:
            seller = db.session.get_one(Cooperative, self.seller_id)
            batch = batches.prepare(seller, "EUR", [self.artisan_id], self.treasurers[0])
            self.batches[batch.number] = ["draft", self.payable]

        self.attempt(self.payable > 0, act)
        self.payable = 0
        return max(self.batches, default="")

    @rule(number=made, verb=st.sampled_from(["approve", "approve own", "pay", "drop"]))
    def move(self, number: str, verb: str) -> None:
        if not number:
            return
        state, credits_ = self.batches[number]
        allowed = (
            state
            in {
                "approve": {"draft", "approved"},
                "approve own": set(),
                "pay": {"approved", "paid"},
                "drop": {"draft", "approved", "dropped"},
            }[verb]
        )
        self.attempt(allowed, lambda: self._move(number, verb))
        if allowed:
            ends = {"approve": "approved", "pay": "paid", "drop": "dropped"}[verb]
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
        assert reconciliation.faults() == []
        assert [*stock.drift(), *stock.promised_beyond_stock(), *stock.sales_that_disagree()] == []
        assert stock.available([self.piece.id])[self.piece.id] == self.free
        for order_id, mine in self.known.items():
            assert db.session.get_one(Order, order_id).state == mine.state
            owed = sum(r.amount.minor for r in payments.refunds_of(mine.payment_id))
            assert owed == mine.owed
        free = db.select(db.func.count(Credit.id)).where(
            Credit.artisan_id == self.artisan_id, Credit.payout_id.is_(None)
        )
        assert db.session.scalar(free) == self.payable


def test_whatever_is_done_in_whatever_order_books_and_stock_agree() -> None:
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=EXAMPLES or 12,
            stateful_step_count=30,
            derandomize=not EXAMPLES,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
