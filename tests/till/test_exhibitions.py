"""An exhibition: what was taken along is what was sold, what came back and what is missing."""

from collections.abc import Mapping

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.inventory import queries as stock
from marketplace.inventory import services as shelves
from marketplace.inventory.models import Condition, Owner
from marketplace.inventory.services import Came
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.consignment import checking as notes
from marketplace.pardis.till import checking, queries
from marketplace.pardis.till.models import Exhibition, Tender
from marketplace.pardis.till.services import exhibiting, returning, settling, shifts
from marketplace.pardis.till.services.returning import Back
from marketplace.pardis.till.services.settling import Decision, SettlementKind
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.till import (
    count_of,
    make_cashier,
    make_exhibition,
    make_good,
    make_sale,
    make_shift,
    make_till,
    toman,
)


def manager() -> User:
    return make_user(Role.PARDIS_MANAGER)


def good_of(held: Exhibition) -> object:
    return held.transfer.lines[0].stock_item.variant


def come_home(held: Exhibition, came: Came, by: User | None = None) -> Exhibition:
    """With so many of its first line."""
    lines: Mapping[int, Came] = {held.transfer.lines[0].id: came}
    return exhibiting.come_back(held.till, lines, by or manager())


def sold_there(held: Exhibition, pieces: int, close: bool = True) -> object:
    """So many of its first line, for 900,000 toman each, in one shift."""
    shift = make_shift(held.till, 0)
    sale = make_sale(shift, (good_of(held), pieces))
    if close:
        shifts.close(shift, count_of(queries.report_of(shift).cash(shift)), make_cashier())
    return sale


def lying(held: Exhibition) -> dict[str, int]:
    found = stock.items_of_variant(held.transfer.lines[0].stock_item.variant_id)
    return {f"{one.location.code} {one.condition}": one.on_hand for one in found if one.on_hand}


def test_what_was_taken_is_sold_back_or_missing_with_a_reason() -> None:
    held = make_exhibition()
    sold_there(held, 1)
    come_home(held, Came(2, 1, "Lost at the fair"))
    one = queries.load_of(held)[0]
    assert (one.line.quantity, one.sold, one.line.came, one.missing) == (4, 1, 2, 1)
    assert (one.there, one.line.reason) == (0, "Lost at the fair")
    home = held.home.code
    assert lying(held) == {f"{home} sellable": 3, f"{home} damaged": 1}
    assert checking.faults() == stock.drift() == []


def test_pieces_of_makers_go_along_and_their_notes_know_what_became_of_them() -> None:
    home = make_till()
    good = make_good(home, 4, owner=Owner.ARTISAN)
    held = make_exhibition(home, (good, 3))
    sold_there(held, 1)
    come_home(held, Came(1, 0, "One was stolen"))
    assert [*checking.faults(), *notes.faults(), *stock.drift()] == []


def test_missing_pieces_need_a_reason_and_the_manager() -> None:
    held = make_exhibition()
    with pytest.raises(Invalid, match="say why 1 are missing"):
        come_home(held, Came(3))
    with pytest.raises(Forbidden):
        come_home(held, Came(3, 0, "Lost"), make_cashier())
    assert not queries.exhibition(held.till.code).over


def test_nobody_counts_while_a_shift_is_open() -> None:
    held = make_exhibition()
    sold_there(held, 1, close=False)
    with pytest.raises(Conflict, match="A shift is open"):
        come_home(held, Came(3))
    with pytest.raises(Conflict, match="A shift is open"):
        shelves.receive_transfer(held.transfer, {}, manager())


def test_what_buyers_brought_back_there_comes_home_with_the_rest() -> None:
    held = make_exhibition()
    sale = sold_there(held, 2, close=False)
    back = Back("a" * 32, {sale.lines[0].id: 1}, Condition.INSPECT, "Torn", Tender.CASH)
    returning.take_back(held.till, sale, back, make_cashier())
    shift = queries.open_shift(held.till_id)
    shifts.close(shift, count_of(queries.report_of(shift).cash(shift)), make_cashier())
    come_home(held, Came(3, 1))
    assert queries.load_of(held)[0].sold == 1
    assert checking.faults() == []


def test_what_was_bought_there_comes_back_at_the_centre() -> None:
    home = make_till()
    held = make_exhibition(home)
    sale = sold_there(held, 2)
    come_home(held, Came(2))
    here = make_shift(home, 2_000_000)
    back = Back("a" * 32, {sale.lines[0].id: 1}, Condition.SELLABLE, "Too big", Tender.CASH)
    returning.take_back(home, sale, back, make_cashier())
    assert queries.report_of(here).cash(here) == toman(1_100_000)
    assert lying(held) == {f"{home.location.code} sellable": 5}
    assert checking.faults() == []


def test_a_sale_that_comes_when_all_is_home_is_settled_from_there() -> None:
    held = make_exhibition()
    come_home(held, Came(4))
    late = sold_there(held, 1)
    line = queries.conflicts()[0]
    assert line.sale == late
    make_shift(held.till)
    given = Decision(SettlementKind.OTHER, "It was packed already", sku=line.variant.sku)
    settling.settle(held.till, line, given, manager())
    assert lying(held) == {f"{held.home.code} sellable": 5}
    assert checking.faults() == []


def test_what_was_not_on_the_load_list_goes_back_first() -> None:
    held = make_exhibition()
    stray = make_good(make_till(), 0)
    item = shelves.stock_item(stray.id, held.transfer.to_id, owner=Owner.CENTRE)
    shelves.receive_into(item, 1, Cause("stray"))
    with pytest.raises(Conflict, match="not on the load list"):
        come_home(held, Came(4))


def test_the_same_load_sent_twice_leaves_once() -> None:
    held = make_exhibition()
    item = held.transfer.lines[0].stock_item
    plan = exhibiting.Plan(held.names, shelves.LoanTerms("x", "x", held.transfer.ends_on))
    again = exhibiting.take_along(
        held.home, {item.id: 1}, plan, Cause(held.transfer.key, manager())
    )
    assert (again.id, item.on_hand) == (held.id, 2)


def test_one_flow_of_pages_leads_there_and_back(client_of: ClientOf) -> None:
    home = make_till()
    good = make_good(home, 3, cost=900_000)
    at, boss = "/en/office/till/exhibitions", client_of(manager())
    new = f"{at}/new?place={home.location_id}"
    assert good.sku in boss.get(new).text
    item = stock.items_of_variant(good.id)[0]
    fair = {"name_fa": "بهار", "name_en": "Spring", "borrower": "Guilds", "ends_on": "1500/01/01"}
    load = {"place": home.location_id, "lines-0-item_id": item.id, "lines-0-quantity": "۲"}
    there = boss.post(f"{at}/new", data=fair | load).location
    code = there.rpartition("/")[2]
    sell = client_of(make_cashier())
    sell.post(f"/en/office/till/{code}/open", data={"float": "0"})
    assert sell.post(f"/en/office/till/{code}/sale", data={"goods": good.sku}).status_code == 302
    close = f"/en/office/till/shifts/{code}-0001/close"
    assert sell.post(close, data={"coins": "900000"}).status_code == 302
    line = queries.exhibition(code).transfer.lines[0].id
    home_again = {"lines-0-line_id": line, "lines-0-pieces": "1", "lines-0-damaged": "0"}
    assert sell.post(f"{there}/back", data=home_again).status_code == 302
    assert "Accounted for" in sell.get(there).text
    assert queries.exhibition(code).over
    assert checking.faults() == []


def test_a_count_that_is_refused_keeps_what_was_typed(client_of: ClientOf) -> None:
    held = make_exhibition()
    line = held.transfer.lines[0].id
    typed = {"lines-0-line_id": line, "lines-0-pieces": "3", "lines-0-reason": "Stolen"}
    at = f"/en/office/till/exhibitions/{held.till.code}/back"
    answer = client_of(make_cashier()).post(at, data=typed)
    assert answer.status_code == 403
    assert 'value="Stolen"' in answer.text
    assert "Only the manager" in answer.text
