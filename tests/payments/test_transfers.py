from typing import Any

import pytest

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.media.services import keep_file
from marketplace.orders.models import OrderState
from marketplace.payments import queries, services
from marketplace.payments.models import PaymentState, RefundState
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.orders import make_order, make_piece, make_seller
from tests.factories.payments import make_receipt

LINE = {
    "amount": "77",
    "external_id": "2026/0042",
    "value_date": "2026-11-02",
    "sender": "Clara Weiß",
}


def treasurer(client_of: ClientOf, order: Any) -> Any:
    return client_of(make_user(Role.TREASURER, scope_id=order.cooperative_id))


def record(client: Any, order: Any, **given: Any) -> Any:
    return client.post(f"/en/office/transfers/{order.payment.reference}", data=LINE | given)


def test_the_exact_sum_moves_the_order(client_of: ClientOf) -> None:
    order = make_order()
    client = treasurer(client_of, order)
    assert record(client, order).status_code == 303
    assert order.state is OrderState.PAID
    page = client.get(f"/fa/office/transfers/{order.payment.reference}").text
    assert "2026/0042" in page
    entry = db.session.scalars(db.select(AuditEntry).filter_by(action="payment.received")).one()
    assert entry.scope_id == order.cooperative_id


@pytest.mark.parametrize("amount", ["۷۷", "٧٧٫٠٠", "77,00", "77.00 "])
@pytest.mark.parametrize("day", ["1405/08/11", "۱۴۰۵/۰۸/۱۱", "2026-11-02"])
def test_any_digits_and_either_calendar(client_of: ClientOf, amount: str, day: str) -> None:
    order = make_order()
    record(treasurer(client_of, order), order, amount=amount, value_date=day)
    assert order.payment.receipts[0].value_date.isoformat() == "2026-11-02"
    assert order.payment.received == Money(77_00, "EUR")


def test_part_and_surplus_are_told(client_of: ClientOf) -> None:
    order = make_order()
    client = treasurer(client_of, order)
    record(client, order, amount="7")
    assert "€70 is still missing" in client.get("/en/office/transfers").text
    record(client, order, amount="75", external_id="2")
    assert order.payment.state is PaymentState.PAID
    assert "€5" in client.get("/en/office/transfers/refunds").text


def test_the_same_transfer_again_is_refused_clearly(client_of: ClientOf) -> None:
    seller = make_seller()
    first, second = make_order(make_piece(seller)), make_order(make_piece(seller))
    client = treasurer(client_of, first)
    record(client, first, amount="7")
    for order in (first, second):
        answer = record(client, order, amount="7", external_id=" 2026/۰۰۴۲ ")
        assert answer.status_code == 409
        assert "recorded already" in answer.text
        assert 'value="Clara Weiß"' in answer.text
    assert (first.payment.received.minor, second.payment.received.minor) == (7_00, 0)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        *[("amount", bad) for bad in ("", "0", "-5", "x", "1e9", "7.999", "9" * 30, "<؟>")],
        *[("external_id", bad) for bad in ("", " ", "x" * 61)],
        *[("value_date", bad) for bad in ("", "yesterday", "2026-13-01", "2999-01-01")],
        *[("sender", bad) for bad in ("", "x" * 201)],
        ("note", "x" * 501),
    ],
)
def test_what_cannot_be_recorded_is_kept_with_its_reason(
    client_of: ClientOf, field: str, typed: str
) -> None:
    order = make_order()
    answer = record(treasurer(client_of, order), order, **{field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="2026/0042"' in answer.text or field == "external_id"
    assert order.payment.received.minor == 0


@pytest.mark.parametrize("text", ["{number}", "{reference}", "Clara", "77", "کلارا <؟>%_", "RF"])
def test_a_search_finds_what_a_mistyped_reference_hides(client_of: ClientOf, text: str) -> None:
    order = make_order()
    text = text.format(number=order.number, reference=order.payment.reference[4:].lower())
    answer = treasurer(client_of, order).get("/en/office/transfers", query_string={"q": text})
    assert answer.status_code == 200
    assert (order.number in answer.text) == ("<؟>" not in text)


def test_other_cooperatives_do_not_exist(client_of: ClientOf) -> None:
    order, other = make_order(), make_order()
    client = treasurer(client_of, other)
    assert client.get(f"/en/office/transfers/{order.payment.reference}").status_code == 404
    assert record(client, order).status_code == 404
    assert order.number not in client.get("/en/office/transfers?state=all").text
    make_receipt(order.payment)
    owed = services.refund(order.payment, Money(1, "EUR"), key="k", reason="r", by=None)
    answer = client.post(f"/en/office/transfers/refunds/{owed.id}", data={"external_id": "1"})
    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.SALES, Role.MANAGER, Role.SHIPPING, Role.REVIEWER])
def test_only_treasurers_record(client_of: ClientOf, role: Role) -> None:
    order = make_order()
    client = client_of(make_user(role, scope_id=order.cooperative_id))
    assert client.get("/en/office/transfers").status_code == 403
    assert record(client, order).status_code == 403


def test_a_refund_is_marked_once(client_of: ClientOf) -> None:
    order = make_order()
    client = treasurer(client_of, order)
    make_receipt(order.payment, Money(80_00, "EUR"))
    (owed,) = queries.refunds_of(order.payment.id)
    url = f"/en/office/transfers/refunds/{owed.id}"
    for bad in ("", " ", "x" * 61):
        assert client.post(url, data={"external_id": bad}).status_code == 422
    assert client.post(url, data={"external_id": "۱۲"}).status_code == 303
    assert client.post(url, data={"external_id": "13"}).status_code == 303
    assert (owed.state, owed.external_id) == (RefundState.PAID, "12")


def test_a_proof_is_seen_by_its_treasurer_only(client_of: ClientOf) -> None:
    order, other = make_order(), make_order()
    proof = services.add_proof(
        order.payment, keep_file("p.pdf", b"%PDF-1.7", "application/pdf", None)
    )
    url = f"/en/office/transfers/{order.payment.reference}/proof/{proof.id}"
    assert treasurer(client_of, order).get(url).data == b"%PDF-1.7"
    assert treasurer(client_of, other).get(url).status_code == 404
    wrong = f"/en/office/transfers/{other.payment.reference}/proof/{proof.id}"
    assert treasurer(client_of, other).get(wrong).status_code == 404
