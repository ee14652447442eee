"""Work orders from plan to close, and pieces that always add up."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.inventory import queries as stock
from marketplace.inventory import services as shelves
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.models import Condition
from marketplace.orders.fulfilment import cancelling
from marketplace.orders.models import OrderLine, OrderState
from marketplace.pardis.production import checking, queries
from marketplace.pardis.production.models import Offer, Purpose, WorkState
from marketplace.pardis.production.services import grading, planning
from marketplace.pardis.production.services.grading import Grades, Sheet
from tests.factories import fulfilment
from tests.factories.catalogue import make_craft, make_product
from tests.factories.inventory import make_location, make_stock
from tests.factories.production import (
    cause,
    make_batch,
    make_bill,
    make_graded,
    make_lead,
    make_order,
    make_running,
    make_share,
    make_weaver,
    use_up,
)


def pieces_of(variant_id: int) -> dict[Condition, int]:
    return {item.condition: item.on_hand for item in stock.items_of_variant(variant_id)}


def test_from_kit_to_closed() -> None:
    share = make_running(10)
    order = share.work_order
    make_graded(share, Grades(a=8, b=1, reject=1))
    assert (order.state, order.accepted, order.rejected) == (WorkState.INSPECTED, 9, 1)
    use_up(order)
    planning.close(queries.locked_order(order.number), make_lead())
    assert order.state is WorkState.CLOSED
    assert checking.faults() == []


def test_without_a_bill_nothing_is_planned() -> None:
    variant = make_product().variants[0]
    wish = planning.Plan(Purpose.STOCK, 3, today())
    with pytest.raises(Invalid, match="bill of materials"):
        planning.plan(variant, wish, make_lead())


def test_only_grade_a_can_be_bought_abroad() -> None:
    share = make_running(10)
    make_graded(share, Grades(a=6, b=2, c=1, reject=1))
    variant_id = share.work_order.variant_id
    assert pieces_of(variant_id) == {Condition.SELLABLE: 6, Condition.DOMESTIC: 3}
    assert stock.available([variant_id]) == {variant_id: 6}


@pytest.mark.parametrize("to", [Condition.SELLABLE, Condition.DISPLAY, Condition.DAMAGED])
def test_a_lower_grade_never_becomes_a_higher_one(to: Condition) -> None:
    share = make_running(2)
    make_graded(share, Grades(b=2))
    (item,) = stock.items_of_variant(share.work_order.variant_id)
    with pytest.raises(Invalid, match="at home only"):
        shelves.change_condition(item, to, 1, cause())


def test_a_lower_grade_can_be_carried_to_another_shelf() -> None:
    share = make_running(2)
    make_graded(share, Grades(b=2))
    (item,) = stock.items_of_variant(share.work_order.variant_id)
    shelves.move_to(item, make_location(item.location.cooperative).id, 2, cause())
    assert pieces_of(item.variant_id) == {Condition.DOMESTIC: 2}


def test_what_goes_back_is_open_until_it_is_good() -> None:
    share = make_running(4)
    order = share.work_order
    make_graded(share, Grades(a=2, c=2, back=2))
    assert (order.accepted, order.open, share.in_hand) == (2, 2, 2)
    make_graded(share, Grades(a=2))
    assert (order.state, order.accepted) == (WorkState.INSPECTED, 4)


@pytest.mark.parametrize(
    "grades", [Grades(a=3), Grades(a=5), Grades(a=3, b=1, back=1)], ids=["few", "many", "back"]
)
def test_grades_that_do_not_add_up_are_refused(grades: Grades) -> None:
    batch = make_batch(make_running(4))
    with pytest.raises(Invalid):
        grading.grade(batch, Sheet(grades), [], make_lead())


def test_a_batch_is_graded_once() -> None:
    batch = make_graded(make_running(4), Grades(a=4))
    with pytest.raises(Conflict, match="graded this batch already"):
        grading.grade(batch, Sheet(Grades(b=4)), [], make_lead())


def test_nobody_hands_in_more_than_she_has_in_hand() -> None:
    share = make_running(4)
    make_batch(share, 3)
    with pytest.raises(Invalid):
        make_batch(share, 2)


def test_made_for_a_sold_order_the_pieces_are_that_buyers() -> None:
    order = fulfilment.make_paid_order(state=OrderState.CONFIRMED)
    line = order.lines[0]
    line.made_to_order, line.variant.product.craft_id = True, make_craft().id
    bill = make_bill(line.variant)
    share = make_running(2, bill=bill, purpose=Purpose.ORDER, order_line=line)
    before = stock.available([line.variant_id])
    make_graded(share, Grades(a=1, b=1))
    assert stock.available([line.variant_id]) == before
    assert stock.sales_that_disagree() == []


def bought(pieces: int, state: OrderState = OrderState.CONFIRMED) -> Offer:
    """Work on pieces that somebody has bought before they are made."""
    line = fulfilment.make_paid_order(
        fulfilment.make_line(pieces, made_to_order=True), state=state
    ).lines[0]
    line.variant.product.craft_id = make_craft().id
    bill = make_bill(line.variant)
    return make_running(pieces, bill=bill, purpose=Purpose.ORDER, order_line=line)


def line_of(share: Offer) -> OrderLine:
    line = share.work_order.order_line
    assert line
    return line


def test_what_is_in_the_workshop_cannot_be_packed() -> None:
    share = bought(2)
    order = line_of(share).order
    with pytest.raises(Conflict, match="still in the workshop"):
        fulfilment.pack(order)


def test_what_was_graded_too_low_for_a_buyer_is_planned_again() -> None:
    share = bought(3)
    make_graded(share, Grades(a=1, b=1, reject=1))
    again = make_order(2, share.work_order.bill, purpose=Purpose.ORDER, order_line=line_of(share))
    assert again.quantity == 2
    with pytest.raises(Invalid, match="Of this line 0 pieces"):
        make_order(1, again.bill, purpose=Purpose.ORDER, order_line=line_of(share))


def test_an_order_that_has_left_waits_for_nothing() -> None:
    order = fulfilment.make_paid_order(fulfilment.make_line(1, made_to_order=True))
    fulfilment.ship(order)
    line = order.lines[0]
    with pytest.raises(Invalid, match="waits for nothing"):
        make_order(1, make_bill(line.variant), purpose=Purpose.ORDER, order_line=line)


def test_what_an_order_does_not_need_is_for_sale() -> None:
    share = bought(2)
    line = line_of(share)
    make_stock(line.variant, 1)
    shelves.reserve(line.order.number, {line.variant_id: 1}, line.order.reserved_until)
    shelves.take(line.order.number, None)
    make_graded(share, Grades(a=2))
    assert stock.available([line.variant_id]) == {line.variant_id: 1}


def test_a_cancelled_order_puts_back_what_was_made_for_it() -> None:
    share = bought(2)
    line = line_of(share)
    make_graded(share, Grades(a=2))
    cancelling.cancel(line.order, "The buyer fell ill.", make_lead())
    assert stock.available([line.variant_id]) == {line.variant_id: 2}


@pytest.mark.parametrize("grades", [Grades(b=3), Grades(c=3), Grades(b=2, c=1)], ids=str)
def test_no_order_abroad_can_hold_a_lower_grade_which_the_counter_sells(grades: Grades) -> None:
    share = make_running(3)
    make_graded(share, grades)
    variant_id, far = share.work_order.variant_id, now() + timedelta(days=1)
    with pytest.raises(OutOfStock):
        shelves.reserve("ABC-2026-00001", {variant_id: 1}, far)
    (item,) = stock.items_of_variant(variant_id)
    assert shelves.sell_from(item.location_id, variant_id, 1, cause()) == [item]


def test_a_line_of_an_order_is_planned_once() -> None:
    line = fulfilment.make_paid_order(state=OrderState.CONFIRMED).lines[0]
    bill = make_bill(line.variant)
    make_order(line.quantity, bill, purpose=Purpose.ORDER, order_line=line)
    with pytest.raises(Invalid, match="not planned yet"):
        make_order(1, bill, purpose=Purpose.ORDER, order_line=line)


def test_a_team_takes_an_order_when_all_its_pieces_are_taken() -> None:
    order = make_order(10)
    make_share(order, 6)
    assert order.state is WorkState.OFFERED
    make_share(order, 4, make_weaver(order.variant))
    assert order.state is WorkState.ACCEPTED


def test_an_order_that_ends_early_keeps_what_was_accepted() -> None:
    share = make_running(10)
    order = share.work_order
    make_graded(share, Grades(a=4))
    use_up(order)
    planning.cancel(queries.locked_order(order.number), "The buyer withdrew.", make_lead())
    assert (order.accepted, order.open, order.quantity) == (4, 6, 10)


def test_the_database_keeps_the_sum_of_pieces() -> None:
    make_running(10)
    with pytest.raises(IntegrityError, match="pieces_add_up"):
        db.session.execute(text("update work_orders set accepted = 1"))


ROUNDS = st.lists(st.tuples(*[st.integers(0, 6)] * 4, st.integers(0, 6)), max_size=8)


@settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(rounds=ROUNDS)
def test_accepted_and_rejected_and_open_are_what_was_ordered(
    rounds: list[tuple[int, int, int, int, int]],
) -> None:
    share = make_running(20)
    order = share.work_order
    for a, b, c, reject, back in rounds:
        grades = Grades(a, b, c, reject, min(back, c))
        if 0 < grades.whole <= share.in_hand:
            make_graded(share, grades)
        assert order.accepted + order.rejected + order.open == 20
        assert (order.state is WorkState.INSPECTED) == (order.open == 0)
    assert share.finished == order.accepted + order.rejected
    assert sum(pieces_of(order.variant_id).values()) == order.accepted
    assert checking.faults() == []


def test_an_order_is_late_when_its_day_is_over() -> None:
    with pytest.raises(Invalid, match="day is over"):
        make_order(3, due_on=today() - timedelta(days=1))
