"""Materials come and go, and a store never holds less than nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from marketplace.core.db import db
from marketplace.core.errors import Conflict, DomainError, Invalid
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.production import checking, queries
from marketplace.pardis.production.errors import TooLittle
from marketplace.pardis.production.models import Happening, KitLine
from marketplace.pardis.production.services import planning, store
from tests.factories.production import (
    book,
    cause,
    issue,
    make_bill,
    make_lead,
    make_material,
    make_order,
    make_running,
    make_share,
    use_up,
)

H = Happening


def test_what_comes_in_lies_in_the_store() -> None:
    material = make_material(5_200)
    store.lose(material, 200, cause())
    assert material.on_hand == 5_000
    assert checking.faults() == []


def test_the_same_cause_brings_it_in_once() -> None:
    material, once = make_material(), Cause("delivery 7")
    for _ in range(2):
        store.receive(material, 300, once)
    assert material.on_hand == 300


def test_nobody_takes_more_than_is_there() -> None:
    material = make_material(100)
    with pytest.raises(TooLittle) as refused:
        store.lose(material, 101, cause())
    assert refused.value.left == 100


def test_a_kit_is_what_the_bill_says_with_its_scrap() -> None:
    order = make_order(24)
    assert [line.needed for line in order.kit] == [24 * 500 * 104 // 100]


def test_a_running_order_keeps_the_bill_it_was_planned_with() -> None:
    order = make_order(24)
    newer = make_bill(order.variant, minutes=90)
    assert order.bill.number == 1
    assert queries.bill_of(order.variant_id, newer.starts_on) == newer


def test_a_bill_that_begins_later_does_not_hold_yet() -> None:
    order = make_order(24)
    later = make_bill(order.variant, starts_on=order.due_on)
    assert queries.bill_of(order.variant_id, later.starts_on) == later
    assert make_order(2, order.bill).bill.number == 1


def test_more_than_she_has_does_not_come_back() -> None:
    order = make_running().work_order
    with pytest.raises(Invalid):
        book(order, order.kit[0].material, H.RETURNED, order.kit[0].issued + 1)


def test_an_order_is_not_over_while_material_is_with_the_maker() -> None:
    order = make_running().work_order
    with pytest.raises(Conflict, match="still with the maker"):
        planning.cancel(order, "The buyer withdrew.", make_lead())


def test_material_of_an_order_that_is_over_stays_as_it_is() -> None:
    order = make_running().work_order
    use_up(order)
    planning.cancel(queries.locked_order(order.number), "The buyer withdrew.", make_lead())
    db.session.flush()
    with pytest.raises(Conflict):
        issue(order, order.kit[0].material, 1)
    with pytest.raises(IntegrityError, match="settled_to_the_gram"):
        db.session.execute(update(KitLine).values(used=KitLine.used - 1))


def test_the_database_lets_no_order_end_with_material_unaccounted_for() -> None:
    make_running()
    db.session.execute(text("set constraints all immediate"))
    with pytest.raises(IntegrityError, match="not accounted for"):
        db.session.execute(text("update work_orders set state = 'cancelled'"))


def test_movements_are_never_changed() -> None:
    make_material(10)
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text("update material_movements set quantity = 11, stock = 11"))


ACTS = st.lists(
    st.tuples(st.sampled_from([H.ISSUED, H.USED, H.RETURNED, H.WASTED]), st.integers(1, 900)),
    max_size=25,
)


@settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(acts=ACTS)
def test_issued_is_used_and_returned_and_wasted_and_what_she_has(
    acts: list[tuple[Happening, int]],
) -> None:
    order = make_order(2)
    make_share(order)
    line = order.kit[0]
    material, before = line.material, line.material.on_hand
    for happening, quantity in acts:
        try:
            book(order, material, happening, quantity)
        except DomainError:
            continue
    assert line.issued == line.used + line.returned + line.wasted + line.held
    assert min(line.held, material.on_hand) >= 0
    assert material.on_hand == before - line.issued + line.returned
    use_up(order)
    planning.cancel(queries.locked_order(order.number), "Over", make_lead())
    assert line.issued == line.used + line.returned + line.wasted
    assert checking.faults() == []


def test_what_the_scrap_of_the_bill_covers_needs_no_reason() -> None:
    order = make_running(10).work_order
    (line,) = order.kit
    book(order, line.material, H.USED, 5_000)
    book(order, line.material, H.WASTED, 200)
    assert queries.losses_of(order.id) == []


@pytest.mark.parametrize(
    ("happening", "grams"), [(H.WASTED, 201), (H.USED, 5_201)], ids=["lost", "used"]
)
def test_what_goes_beyond_the_bill_is_told_with_its_reason(happening: H, grams: int) -> None:
    order = make_running(10).work_order
    material = order.kit[0].material
    issue(order, material, 100)
    with pytest.raises(Invalid, match="Say why") as refused:
        book(order, material, happening, grams)
    assert refused.value.field == "note"
    book(order, material, happening, grams, "Moths in the store.")
    (loss,) = queries.losses_of(order.id)
    assert (loss.quantity, loss.note) == (grams, "Moths in the store.")
    assert checking.faults() == []
