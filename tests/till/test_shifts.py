"""A shift from its float to its count, and its report against the ledger."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.inventory.models import Condition, Owner
from marketplace.ledger import accounts
from marketplace.ledger import queries as ledger
from marketplace.pardis.till import checking, queries
from marketplace.pardis.till.errors import Unsent
from marketplace.pardis.till.models import (
    CURRENCY,
    SettlementKind,
    Shift,
    ShiftState,
    Tender,
)
from marketplace.pardis.till.services import returning, selling, settling, shifts
from marketplace.pardis.till.services.returning import Back
from marketplace.pardis.till.services.settling import Decision
from marketplace.pardis.till.services.shifts import Count
from marketplace.pardis.till.services.slips import Paid
from tests.factories.accounts import make_user
from tests.factories.till import (
    count_of,
    make_cashier,
    make_good,
    make_sale,
    make_shift,
    make_slip,
    make_till,
    shelve,
    toman,
)


def cash_in(shift: Shift) -> int:
    return ledger.balance(accounts.till(shift.till_id), CURRENCY).minor


def test_a_till_has_one_open_shift() -> None:
    shift = make_shift()
    with pytest.raises(Conflict):
        make_shift(shift.till)


def test_a_drawer_that_holds_what_it_should_is_closed_at_once() -> None:
    shift = make_shift(float_=500_000)
    make_sale(shift, (make_good(shift.till, cost=900_000), 2))
    shifts.drop(shift, toman(1_000_000), "to the safe", "a", make_cashier())
    shifts.close(shift, Count({1_000_000: 12, 500_000: 2}), make_cashier())
    assert (shift.state, shift.counted) == (ShiftState.CLOSED, toman(1_300_000))
    assert cash_in(shift) == 0
    assert ledger.balance(accounts.safe(0), CURRENCY) == toman(1_800_000)
    assert checking.faults() == []


def test_a_difference_needs_a_reason_and_somebody_else() -> None:
    shift, cashier = make_shift(float_=500_000), make_cashier()
    with pytest.raises(Invalid):
        shifts.close(shift, count_of(toman(499_000)), cashier)
    shifts.close(shift, count_of(toman(499_000), reason="Change"), cashier)
    assert (shift.state, shift.difference) == (ShiftState.WAITING, toman(-1_000))
    with pytest.raises(Forbidden):
        shifts.approve(shift, cashier)
    shifts.approve(shift, make_user(Role.PARDIS_MANAGER))
    assert shift.state is ShiftState.CLOSED
    assert ledger.balance(accounts.cash_difference(0), CURRENCY) == toman(1_000)
    assert checking.faults() == []


def test_money_is_carried_to_the_safe_once_and_never_more_than_there_is() -> None:
    shift = make_shift(float_=500_000)
    for _ in range(2):
        shifts.drop(shift, toman(300_000), "", "b", make_cashier())
    with pytest.raises(Invalid):
        shifts.drop(shift, toman(300_000), "", "c", make_cashier())
    assert cash_in(shift) == toman(200_000).minor


def test_a_shift_does_not_close_while_sales_lie_on_a_device() -> None:
    shift = make_shift()
    make_sale(shift, number=2)
    drawer = queries.report_of(shift).cash(shift)
    with pytest.raises(Unsent):
        shifts.close(shift, count_of(drawer), make_cashier())
    make_sale(shift, number=1)
    drawer = queries.report_of(shift).cash(shift)
    with pytest.raises(Unsent):
        shifts.close(shift, count_of(drawer, devices={"d" * 32: 3}), make_cashier())
    shifts.close(shift, count_of(drawer, devices={"d" * 32: 2}), make_cashier())
    assert shift.state is ShiftState.CLOSED


def test_only_the_manager_closes_a_shift_whose_device_is_lost() -> None:
    shift = make_shift()
    make_sale(shift, number=2)
    count = count_of(queries.report_of(shift).cash(shift), unsent="The tablet fell into the lagoon")
    with pytest.raises(Forbidden):
        shifts.close(shift, count, make_cashier())
    shifts.close(shift, count, make_user(Role.PARDIS_MANAGER))
    assert shift.unsent


ACTS = some.lists(
    some.tuples(
        some.sampled_from(["sell", "offline", "return", "exchange", "drop", "settle"]),
        some.integers(1, 3),
        some.sampled_from([Tender.CASH, Tender.CARD, Tender.TRANSFER]),
        some.sampled_from([Owner.CENTRE, Owner.ARTISAN]),
    ),
    max_size=8,
)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS, missing=some.integers(-2, 2))
def test_whatever_happens_in_a_shift_its_report_is_what_the_ledger_says(
    acts: list[tuple[str, int, Tender, Owner]], missing: int
) -> None:
    before = db.session.begin_nested()
    shift = make_shift()
    for act, number, tender, owner in acts:
        DO[act](shift, number, tender, owner)
        assert checking.faults() == []
    drawer = queries.report_of(shift).cash(shift)
    assert cash_in(shift) == drawer.minor
    shifts.close(shift, count_of(drawer + toman(missing), reason="So it was"), make_cashier())
    assert (checking.faults(), cash_in(shift), ledger.unbalanced()) == ([], 0, [])
    before.rollback()


def sell(shift: Shift, number: int, tender: Tender, owner: Owner) -> None:
    good = make_good(shift.till, number, cost=333_000, owner=owner)
    half = toman(333_000 * number // 2)
    rest = toman(333_000 * number) - half
    paid = [Paid(tender, half, "17"), Paid(Tender.CASH, rest)]
    make_sale(shift, (good, number), paid=paid)


def sell_offline(shift: Shift, number: int, _tender: Tender, owner: Owner) -> None:
    """More than there are: a part of the slip becomes a conflict."""
    make_sale(
        shift,
        (make_good(shift.till, number, owner=owner), number),
        (make_good(shift.till, 0), number),
        discount="member",
    )


def give_back(shift: Shift, number: int, tender: Tender, _owner: Owner) -> None:
    for sale in queries.sales_of(shift.id):
        line = next((one for one in sale.lines if one.left), None)
        if line:
            pieces = {line.id: min(number, line.left)}
            back = Back(f"{sale.key}"[::-1], pieces, Condition.INSPECT, "Torn", tender, "18")
            returning.take_back(shift.till, queries.sale(sale.number), back, make_cashier())
            return


def exchange(shift: Shift, number: int, tender: Tender, owner: Owner) -> None:
    sale = make_sale(shift, (make_good(shift.till, 1, cost=500_000, owner=owner), 1))
    other = make_slip(shift, (make_good(shift.till, 1, cost=number * 250_000), 1))
    back = Back(
        other.key, {sale.lines[0].id: 1}, Condition.SELLABLE, "Too big", tender, "19", other
    )
    returning.take_back(shift.till, sale, back, make_cashier())


def carry(shift: Shift, number: int, _tender: Tender, _owner: Owner) -> None:
    key = f"drop {shift.id} {number}"
    shifts.drop(shift, toman(number * 1_000), "", key, make_cashier())


def settle(shift: Shift, number: int, tender: Tender, owner: Owner) -> None:
    kind = list(SettlementKind)[number - 1]
    for line in queries.conflicts()[:1]:
        shelve(shift.till, line.variant, line.quantity, owner)
        choice = Decision(kind, "Asked her", tender, "20", line.variant.sku)
        settling.settle(shift.till, queries.conflict(line.id), choice, make_cashier())


DO = {
    "sell": sell,
    "offline": sell_offline,
    "return": give_back,
    "exchange": exchange,
    "drop": carry,
    "settle": settle,
}


def test_selling_needs_an_open_shift() -> None:
    till = make_till()
    shift = make_shift(till)
    slip = make_slip(shift, (make_good(till), 1))
    shifts.close(shift, count_of(toman(500_000)), make_cashier())
    with pytest.raises(Conflict):
        selling.take(till, slip, make_cashier())
