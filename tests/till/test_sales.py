"""Selling and taking back: stock, money and slip agree, and nothing counts twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.core.clock import now
from marketplace.core.errors import Conflict, DomainError, Invalid
from marketplace.inventory import queries as stock
from marketplace.inventory import services as shelves
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.models import Condition
from marketplace.ledger import accounts
from marketplace.ledger import queries as ledger
from marketplace.pardis.till import checking, queries
from marketplace.pardis.till.models import CURRENCY, Flag, Shift, Tender
from marketplace.pardis.till.services import returning, selling, shifts
from marketplace.pardis.till.services.returning import Back
from marketplace.pardis.till.services.slips import Paid, Slip
from tests.conftest import ClientOf
from tests.factories.till import (
    count_of,
    make_cashier,
    make_good,
    make_sale,
    make_shift,
    make_slip,
    make_till,
    toman,
)


def lies(shift: Shift, variant_id: int) -> dict[Condition, int]:
    items = stock.items_of_variant(variant_id)
    return {item.condition: item.on_hand for item in items if item.on_hand}


def test_the_same_sale_sent_twice_counts_once() -> None:
    shift = make_shift()
    good = make_good(shift.till, 3)
    slip = make_slip(shift, (good, 2))
    first, second = (selling.take(shift.till, slip, make_cashier()) for _ in range(2))
    assert first.id == second.id
    assert lies(shift, good.id) == {Condition.SELLABLE: 1}
    assert queries.report_of(shift).sales == 1


def test_payments_must_add_up_and_name_the_terminal() -> None:
    shift = make_shift()
    slip = make_slip(shift, (make_good(shift.till, cost=900_000), 1), live=True)
    for paid in (
        [Paid(Tender.CASH, toman(899_000))],
        [Paid(Tender.CARD, toman(900_000))],
        [Paid(Tender.CASH, toman(901_000)), Paid(Tender.CASH, toman(-1_000))],
    ):
        with pytest.raises(Invalid):
            selling.take(shift.till, replace(slip, paid=paid), make_cashier())


def test_each_kind_of_money_lies_on_its_own_account() -> None:
    shift = make_shift(float_=0)
    good = make_good(shift.till, cost=900_000)
    card, transfer = (
        Paid(Tender.CARD, toman(500_000), "1"),
        Paid(Tender.TRANSFER, toman(300_000), "2"),
    )
    make_sale(shift, (good, 1), paid=[card, transfer, Paid(Tender.CASH, toman(100_000))])
    places = accounts.terminal(0), accounts.bank(0), accounts.till(shift.till_id)
    standing = ledger.balances(places, CURRENCY)
    assert [standing[each] for each in places] == [toman(500_000), toman(300_000), toman(100_000)]


def test_a_discount_is_given_by_those_who_may() -> None:
    shift = make_shift()
    slip = make_slip(shift, (make_good(shift.till, cost=999_999), 1), discount="member", live=True)
    assert selling.take(shift.till, slip, make_cashier()).total == toman(950_000)
    other = make_slip(shift, (make_good(shift.till), 1), live=True)
    with pytest.raises(Invalid):
        selling.take(shift.till, replace(other, discount="friend"), make_cashier())


def test_what_a_device_gave_away_without_a_line_is_booked_and_flagged() -> None:
    shift = make_shift()
    good = make_good(shift.till, cost=1_000_000)
    paid = [Paid(Tender.CASH, toman(800_000))]
    sale = make_sale(shift, (good, 1), discount="friend", discount_bp=2_000, paid=paid)
    assert (sale.total, sale.flags) == (toman(800_000), [Flag.DISCOUNT])
    assert sale in queries.flagged()


def test_while_the_buyer_stands_there_a_piece_that_is_gone_is_refused() -> None:
    shift = make_shift()
    good = make_good(shift.till, 1)
    shelves.reserve("order", {good.id: 1}, now() + timedelta(days=1))
    with pytest.raises(OutOfStock):
        selling.take(shift.till, make_slip(shift, (good, 1), live=True), make_cashier())


def test_a_piece_that_the_shop_sold_meanwhile_is_a_conflict_and_its_money_is_booked() -> None:
    shift = make_shift(float_=0)
    gone, there = make_good(shift.till, 1), make_good(shift.till, 1)
    shelves.reserve("order", {gone.id: 1}, now() + timedelta(days=1))
    make_sale(shift, (gone, 1), (there, 1))
    assert [line.variant_id for line in queries.conflicts()] == [gone.id]
    assert queries.report_of(shift).cash(shift) == toman(1_800_000)
    assert ledger.balance(accounts.unsettled(0), CURRENCY) == toman(-900_000)
    assert lies(shift, there.id) == {}


def back_of(sale: Any, pieces: int, **given: Any) -> Back:
    line = sale.lines[0]
    key = f"{sale.id:031x}{pieces}"
    defaults = {"condition": Condition.INSPECT, "reason": "Torn", "tender": Tender.CASH}
    return Back(**{"key": key, "pieces": {line.id: pieces}, **defaults, **given})


def test_no_more_comes_back_than_was_sold() -> None:
    shift = make_shift(float_=0)
    good = make_good(shift.till, 3, cost=900_000)
    sale = make_sale(shift, (good, 3))
    returning.take_back(shift.till, sale, back_of(sale, 2), make_cashier())
    with pytest.raises(Invalid):
        returning.take_back(shift.till, sale, back_of(sale, 3), make_cashier())
    assert lies(shift, good.id) == {Condition.INSPECT: 2}
    assert queries.report_of(shift).cash(shift) == toman(900_000)


def test_the_same_return_sent_twice_counts_once() -> None:
    shift = make_shift()
    sale = make_sale(shift)
    for _ in range(2):
        returning.take_back(shift.till, sale, back_of(sale, 1), make_cashier())
    assert sale.lines[0].left == 0
    assert queries.report_of(shift).returns == 1


def test_for_a_dearer_piece_the_rest_is_paid_in_one_act() -> None:
    shift = make_shift(float_=0)
    sale = make_sale(shift, (make_good(shift.till, cost=500_000), 1))
    other = make_slip(shift, (make_good(shift.till, cost=800_000), 1), live=True)
    back = back_of(sale, 1, condition=Condition.SELLABLE, other=other)
    made = returning.take_back(shift.till, sale, back, make_cashier())
    assert made.exchange
    assert (made.given_back, made.exchange.total) == (toman(0), toman(800_000))
    assert queries.report_of(shift).cash(shift) == toman(800_000)
    assert checking.faults() == []


def test_an_exchange_that_cannot_be_sold_takes_nothing_back(client_of: ClientOf) -> None:
    shift = make_shift()
    sale, gone = make_sale(shift), make_good(shift.till, 0)
    answer = client_of(make_cashier()).post(
        f"/en/office/till/receipts/{sale.number}/back",
        data={
            "till": shift.till.code,
            f"line_{sale.lines[0].id}": "1",
            "reason": "Too big",
            "condition": "sellable",
            "tender": "cash",
            "other": gone.sku,
        },
    )
    assert answer.status_code == 409
    assert queries.sale(sale.number).lines[0].left == 1


def told(slip: Slip, **given: Any) -> dict[str, Any]:
    """As a tablet says it."""
    parts = [(part.tender.value, part.amount.minor // 1000, part.reference) for part in slip.paid]
    return {
        "name": slip.key,
        "device": slip.device,
        "number": slip.number,
        "shift": slip.shift,
        "at": int(slip.sold_at.timestamp() * 1000),
        "lines": [
            {"sku": one.sku, "quantity": one.quantity, "listed": 900_000} for one in slip.lines
        ],
        "paid": [
            {"tender": tender, "amount": sum_, "reference": ref} for tender, sum_, ref in parts
        ],
        "discount": "",
        "discount_bp": 0,
        "live": False,
    } | given


def send(browser: FlaskClient, shift: Shift, *sales: Any) -> Any:
    at = f"/en/office/till/{shift.till.code}/sales"
    answer = browser.post(at, json={"sales": sales}, headers={"Accept": "application/json"})
    return answer.status_code, [one["outcome"] for one in (answer.json or {}).get("answers", [])]


def test_a_tablet_hears_of_each_sale_what_became_of_it(client_of: ClientOf) -> None:
    shift, browser = make_shift(), client_of(make_cashier())
    good = make_good(shift.till, 2)
    one, two = (told(make_slip(shift, (good, 1), number=n)) for n in (1, 2))
    three = told(make_slip(shift, (good, 1), number=3))
    four = told(make_slip(shift, (good, 1), number=4), live=True)
    assert send(browser, shift, one, two, three, four, one) == (
        200,
        ["kept", "kept", "conflict", "refused", "kept"],
    )


def test_a_sale_waits_on_the_tablet_until_a_shift_is_open(client_of: ClientOf) -> None:
    shift, browser = make_shift(float_=0), client_of(make_cashier())
    late = told(make_slip(shift, (make_good(shift.till), 1), number=1))
    shifts.close(shift, count_of(toman(0)), make_cashier())
    assert send(browser, shift, late) == (200, ["waits"])
    make_shift(shift.till)
    assert send(browser, shift, late) == (200, ["kept"])
    assert [sale.flags for sale in queries.flagged()] == [[Flag.LATE]]
    assert checking.faults() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "x"},
        {"device": "0" * 32},
        {"number": 0},
        {"number": True},
        {"at": "now"},
        {"lines": [{"sku": 1, "quantity": 1, "listed": 1}]},
        {"lines": [{"sku": "a\0", "quantity": 1, "listed": 1}]},
        {"paid": [{"tender": "exchange", "amount": 900_000, "reference": ""}]},
        {"paid": [{"tender": "cash", "amount": -1, "reference": ""}]},
        {"discount_bp": 10_001},
        {"at": 10**20},
    ],
    ids=str,
)
def test_what_is_no_sale_is_refused_whole(client_of: ClientOf, wrong: dict[str, Any]) -> None:
    shift = make_shift()
    sale = told(make_slip(shift, (make_good(shift.till), 1), number=1))
    assert send(client_of(make_cashier()), shift, sale | wrong) == (422, [])


def test_a_number_of_a_device_is_used_once() -> None:
    shift = make_shift()
    make_sale(shift, number=1)
    with pytest.raises(Conflict):
        make_sale(shift, number=1)


def test_a_sale_of_another_till_is_not_taken_here() -> None:
    shift, other = make_shift(), make_shift()
    slip = make_slip(other, (make_good(shift.till), 1))
    with pytest.raises(DomainError):
        selling.take(shift.till, slip, make_cashier())
    assert make_till().id
