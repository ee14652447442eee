"""The pages of the counter: who sees them, what is typed, and the papers."""

from io import BytesIO

from pypdf import PdfReader

from marketplace.accounts.permissions import Role
from marketplace.pardis.till import papers, queries
from marketplace.pardis.till.day import today_in_tehran
from marketplace.pardis.till.models import ShiftState
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_centre
from tests.factories.till import (
    make_cashier,
    make_counter,
    make_good,
    make_sale,
    make_shift,
    make_till,
)


def test_a_cashier_opens_sells_counts_and_closes(client_of: ClientOf) -> None:
    till, browser = make_till(), client_of(make_cashier())
    good = make_good(till, cost=900_000)
    at = f"/en/office/till/{till.code}"
    browser.post(f"{at}/open", data={"float": "۵۰۰۰۰۰"})
    assert good.sku in browser.get(f"{at}/screen").text
    sold = browser.post(f"{at}/sale", data={"goods": f"{good.sku}\n{good.sku}"})
    assert "National id" in browser.get(sold.location).text
    shift = queries.open_shift(till.id)
    assert shift
    browser.post(f"/en/office/till/shifts/{shift.number}/close", data={"coins": "2300000"})
    assert queries.shift(shift.number).state is ShiftState.CLOSED


def test_a_slip_is_read_back_from_its_paper(client_of: ClientOf) -> None:
    sale = make_sale(make_shift(), discount="member")
    paper = client_of(make_cashier()).get(f"/fa/office/till/receipts/{sale.number}/slip.pdf")
    page = PdfReader(BytesIO(paper.data)).pages[0]
    assert abs(float(page.mediabox.width) / 72 * 25.4 - 80) < 1
    assert sale.number in page.extract_text()
    said = papers.receipt_content(sale, make_centre(), queries.tax(today_in_tehran()))
    assert (said["total"], said["discount"]) == ("۸۵۵٬۰۰۰ تومان", "۴۵٬۰۰۰ تومان")


def test_every_free_piece_gets_a_tag(client_of: ClientOf) -> None:
    till = make_till()
    good = make_good(till, 3)
    paper = client_of(make_cashier()).get(f"/fa/office/till/{till.code}/tags.pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.data)).pages)
    assert text.count(good.sku) == 3


def test_what_was_sold_twice_is_settled_by_the_manager_alone(client_of: ClientOf) -> None:
    counter = make_counter()
    page = f"/en/office/till/conflicts/{counter.failed.id}"
    assert client_of(make_cashier()).get(page).status_code == 403
    manager = client_of(make_user(Role.PARDIS_MANAGER))
    assert "To settle" in manager.get("/en/office/till/").text
    given = {"kind": "other", "tender": "cash", "sku": counter.good.sku, "note": "Another one"}
    assert manager.post(page, data=given).status_code == 302
    assert queries.conflicts() == []


def test_a_form_that_asks_for_too_much_keeps_what_was_typed(client_of: ClientOf) -> None:
    shift = make_shift()
    good = make_good(shift.till, 1)
    browser = client_of(make_cashier())
    answer = browser.post(
        f"/en/office/till/{shift.till.code}/sale", data={"goods": f"{good.sku} 2"}
    )
    assert answer.status_code == 409
    assert f"{good.sku} 2" in answer.text
    assert "Only 1 piece is left" in answer.text


def test_a_slip_is_found_by_its_number(client_of: ClientOf) -> None:
    sale, browser = make_sale(make_shift()), client_of(make_cashier())
    found = browser.get("/en/office/till/receipts/", query_string={"number": f" {sale.number} "})
    assert found.location.endswith(f"/receipts/{sale.number}")
    assert sale.number in browser.get(found.location).text
    lost = browser.get("/en/office/till/receipts/?number=P1", follow_redirects=True)
    assert "No slip has this number" in lost.text


def test_what_an_exchange_costs_is_reckoned_before_anything_is_booked(client_of: ClientOf) -> None:
    shift = make_shift()
    sale = make_sale(shift, (make_good(shift.till, cost=500_000), 1))
    other = make_good(shift.till, cost=800_000)
    back = {f"line_{sale.lines[0].id}": "1", "reason": "Too big", "condition": "sellable"}
    asked = back | {"till": shift.till.code, "tender": "card", "other": other.sku, "act": "reckon"}
    at = f"/en/office/till/receipts/{sale.number}/back"
    page = client_of(make_cashier()).post(at, data=asked)
    assert "To pay on top: IRR\xa03,000,000" in page.text
    assert f"{other.sku}</textarea>" in page.text
    assert queries.returns_of(sale.id) == []
