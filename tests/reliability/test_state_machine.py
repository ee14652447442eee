"""Verbs of orders, payments, stock and payouts in any order, against a model in plain Python.

`MACHINE_EXAMPLES=200 pytest tests/reliability/test_state_machine.py` runs longer, and at random.
"""

import os
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError
from marketplace.inventory import queries as stock
from marketplace.orders.models import Order
from marketplace.payments import queries as payments
from marketplace.payments.models import RefundState
from marketplace.payouts import reconciliation
from marketplace.payouts.models import Credit
from tests.support.trade.model import Known, Verb, World
from tests.support.trade.orders import ORDER_VERBS
from tests.support.trade.payouts import BATCH_VERBS, prepare

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "0"))
PIECES = 4
BEGINNINGS = {
    "held": [],
    "placed": [],
    "paid": ["receive exact"],
    "confirmed": ["receive exact", "confirm"],
    "packed": ["receive exact", "confirm", "pack"],
    "delivered": ["receive over", "confirm", "pack", "ship", "deliver"],
}
Opening = Callable[[], AbstractContextManager[None]]
NEVER = {"receive again", "release own", "approve own"}


class Shop(RuleBasedStateMachine):
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.undo = db.engines[None].begin_nested()  # type: ignore[attr-defined]
        self.world = World(PIECES)
        db.session.commit()

    def teardown(self) -> None:
        db.session.remove()
        self.undo.rollback()

    @precondition(lambda self: all(self.world.free.values()))
    @rule(begins=st.sampled_from([*BEGINNINGS]))
    def place(self, begins: str) -> None:
        with transaction():
            mine = self.world.place("checked" if begins == "held" else "plain")
        for verb in BEGINNINGS[begins]:
            self.perform(verb, ORDER_VERBS[verb], mine)

    @precondition(lambda self: self.world.known)
    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Something that the model says must be done."""
        open_ = {
            name: things
            for name, verb in ORDER_VERBS.items()
            if (things := [m for m in self.known() if verb.fits(m) and verb.may(m)])
        }
        self.draw(data, ORDER_VERBS, open_)

    @precondition(lambda self: self.world.known)
    @rule(data=st.data())
    def try_anything(self, data: st.DataObject) -> None:
        """Whether or not it must be refused."""
        open_ = {
            name: things
            for name, verb in ORDER_VERBS.items()
            if (things := [mine for mine in self.known() if verb.fits(mine)])
        }
        self.draw(data, ORDER_VERBS, open_)

    @precondition(lambda self: self.world.credited)
    @rule()
    def prepare(self) -> None:
        may = self.world.payable > 0
        self.attempt("prepare", may, lambda: prepare(self.world))
        self.done["prepare"] += may
        self.world.payable = 0

    @precondition(lambda self: self.world.batches)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        """Something with a batch, whether or not it must be refused."""
        things = list(self.world.batches.values())
        self.draw(data, BATCH_VERBS, dict.fromkeys(BATCH_VERBS, things))

    def known(self) -> list[Known]:
        return list(self.world.known.values())

    def draw(
        self, data: st.DataObject, verbs: Mapping[str, Verb], open_: Mapping[str, list[Any]]
    ) -> None:
        name = data.draw(st.sampled_from([*open_]))
        number = data.draw(st.integers(0, len(open_[name]) - 1))
        self.perform(name, verbs[name], open_[name][number])

    def perform(self, name: str, verb: Verb, thing: Any) -> None:
        may, before = verb.may(thing), deepcopy(thing)
        act = lambda: verb.act(self.world, thing)  # noqa: E731
        self.attempt(name, may, act, nullcontext if verb.job else transaction)
        if may:
            verb.then(self.world, thing)
            self.done[name] += thing != before

    def attempt(
        self, name: str, may: bool, act: Callable[[], object], opened: Opening = transaction
    ) -> None:
        """It is done when it may be done, and else refused in words."""
        try:
            with opened():
                act()
        except DomainError as refusal:
            done, said = False, str(refusal)
            self.refused[name] += 1
        else:
            done, said = True, "done"
        assert done is may, f"{name}: {said}"

    @invariant()
    def books_and_stock_are_sound(self) -> None:
        db.session.expire_all()
        assert reconciliation.faults() == []
        assert [*stock.drift(), *stock.promised_beyond_stock(), *stock.sales_that_disagree()] == []
        assert stock.available([*self.world.free]) == self.world.free

    @invariant()
    def orders_and_their_money_are_as_the_model_says(self) -> None:
        for order_id, mine in self.world.known.items():
            assert db.session.get_one(Order, order_id).state == mine.state
            refunds = payments.refunds_of(mine.payment_id)
            assert sum(refund.amount.minor for refund in refunds) == mine.owed
            gone = [each.amount.minor for each in refunds if each.state is RefundState.PAID]
            assert sum(gone) == mine.sent_back

    @invariant()
    def what_arrived_is_credited_once(self) -> None:
        credits_ = db.select(Credit.payout_id).where(Credit.artisan_id.in_(self.world.artisans))
        lying = db.session.scalars(credits_.order_by(Credit.id)).all()
        assert (len(lying), lying.count(None)) == (self.world.credited, self.world.payable)


def test_whatever_is_done_in_whatever_order_books_and_stock_agree() -> None:
    Shop.done.clear()
    Shop.refused.clear()
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=EXAMPLES or 12,
            stateful_step_count=30,
            derandomize=not EXAMPLES,
            phases=[Phase.generate, *([Phase.shrink] if EXAMPLES else [])],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    verbs = {*ORDER_VERBS, *BATCH_VERBS, "prepare"}
    assert verbs - NEVER - {name for name, n in Shop.done.items() if n} == set()
    assert NEVER - Shop.refused.keys() == set()
