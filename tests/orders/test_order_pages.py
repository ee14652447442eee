from io import BytesIO
from typing import Any

import pytest

from marketplace.accounts import tokens
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.media.documents import MOST_BYTES
from marketplace.orders import queries
from marketplace.orders.models import OrderMessage, OrderState
from marketplace.payments.models import PaymentState, Proof
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.orders import make_order, make_piece
from tests.factories.payments import make_receipt
from tests.support.queries import count_queries


def path(order: Any, lang: str = "en") -> str:
    return f"/{lang}/order/{queries.token_of(order)}"


def send(client_of: ClientOf, order: Any, content: bytes, name: str = "proof.pdf") -> Any:
    data = {"file": (BytesIO(content), name)}
    return client_of().post(f"{path(order)}/proof", data=data)


@pytest.mark.parametrize("state", [s for s in OrderState if s is not OrderState.PARTLY_SHIPPED])
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_a_signed_link_opens_an_order_in_every_state(
    client_of: ClientOf, state: OrderState, lang: str
) -> None:
    order = make_order(state=state)
    answer = client_of().get(path(order, lang))
    assert answer.status_code == 200
    assert order.number in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_link_that_was_tampered_with_opens_nothing(client_of: ClientOf) -> None:
    order = make_order()
    token = queries.token_of(order)
    for bad in (token[:-2] + "xx", "x" + token, order.number, tokens.sign("reset", order.number)):
        for ending in ("", "/cancel"):
            assert client_of().get(f"/en/order/{bad}{ending}").status_code == 404
        for ending in ("/cancel", "/message", "/proof", "/pay"):
            assert client_of().post(f"/en/order/{bad}{ending}").status_code == 404
    assert client_of().get(f"/en/thanks/{token}").status_code == 404


def test_a_buyer_has_her_orders_and_no_one_elses(client_of: ClientOf) -> None:
    user = make_user()
    own, other = make_order(user=user), make_order()
    page = client_of(user).get("/en/orders").text
    assert own.number in page
    assert other.number not in page
    assert client_of(user).get(f"/en/orders/{own.number}").status_code == 302
    assert client_of(user).get(f"/en/orders/{other.number}").status_code == 404
    assert client_of().get("/en/orders").status_code == 302


def test_the_page_says_where_to_pay_until_it_is_paid(client_of: ClientOf) -> None:
    order = make_order()
    assert "DE89 3704" in client_of().get(path(order)).text
    make_receipt(order.payment, Money(7_00, "EUR"))
    assert "€7 of €77 has arrived" in client_of().get(path(order)).text
    make_receipt(order.payment)
    assert "DE89 3704" not in client_of().get(path(order)).text


def test_a_proof_is_known_by_its_content(client_of: ClientOf) -> None:
    order = make_order()
    assert send(client_of, order, b"%PDF-1.7 x").status_code == 303
    assert send(client_of, order, b"%PDF-1.7 x").status_code == 303
    assert send(client_of, order, b"\x89PNG\r\n\x1a\n", "x.exe").status_code == 303
    proofs = db.session.scalars(db.select(Proof).order_by(Proof.id)).all()
    assert [p.file.content_type for p in proofs] == ["application/pdf", "image/png"]


@pytest.mark.parametrize("content", [b"", b"MZ executable", b"<svg onload=alert(1)>"])
def test_what_is_no_proof_is_refused_beside_the_field(client_of: ClientOf, content: bytes) -> None:
    answer = send(client_of, make_order(), content)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert client_of().post(f"{path(make_order())}/proof").status_code == 422


def half_typed(client_of: ClientOf, content: bytes) -> Any:
    data = {"file": (BytesIO(content), "proof.pdf"), "text": "When will it"}
    return client_of().post(f"{path(make_order())}/proof", data=data)


@pytest.mark.parametrize(("content", "status"), [(b"MZ executable", 422), (b"%PDF-1.7", 200)])
def test_a_message_that_is_half_typed_stays_when_a_proof_is_sent(
    client_of: ClientOf, content: bytes, status: int
) -> None:
    answer = half_typed(client_of, content)
    assert answer.status_code == status
    assert "When will it</textarea>" in answer.text
    assert ("Your proof has arrived" in answer.text) == (status == 200)
    assert db.session.scalars(db.select(OrderMessage)).all() == []


def test_a_proof_over_its_size_is_refused_beside_the_field(client_of: ClientOf) -> None:
    order, head = make_order(), b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"'
    for size, status in [(MOST_BYTES + 1, 422), (MOST_BYTES, 303)]:
        body = head + b"\r\n\r\n%PDF-" + bytes(size - 5) + b"\r\n--x--\r\n"
        kind = "multipart/form-data; boundary=x"
        answer = client_of().post(f"{path(order)}/proof", data=body, content_type=kind)
        assert answer.status_code == status
        refused = 'id="file-error"' in answer.text and "larger than 10 MB" in answer.text
        assert refused == (status == 422)


def test_no_proof_for_what_is_paid(client_of: ClientOf) -> None:
    assert send(client_of, make_order(state=OrderState.PAID), b"%PDF-1.7").status_code == 409


def test_a_message_is_kept_once_and_shown(client_of: ClientOf) -> None:
    order = make_order()
    for _ in range(2):
        answer = client_of().post(f"{path(order)}/message", data={"text": "Is it <b>wool</b>?"})
        assert answer.status_code == 303
    assert len(db.session.scalars(db.select(OrderMessage)).all()) == 1
    assert "Is it &lt;b&gt;wool" in client_of().get(path(order)).text


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_a_message_that_cannot_be_sent_is_kept(client_of: ClientOf, text: str) -> None:
    answer = client_of().post(f"{path(make_order())}/message", data={"text": text})
    assert answer.status_code == 422
    assert 'id="text-error"' in answer.text
    assert text.strip() in answer.text


def test_cancelling_is_a_page_of_its_own(client_of: ClientOf) -> None:
    order = make_order()
    url = f"{path(order)}/cancel"
    assert "Cancel order" in client_of().get(url).text
    assert client_of().post(url, data={"reason": "x" * 301}).status_code == 422
    assert order.state is OrderState.PLACED
    assert client_of().post(url, data={"reason": "Changed my mind"}).status_code == 303
    assert client_of().post(url).status_code == 303
    assert (order.state, order.payment.state) == (OrderState.CANCELLED, PaymentState.CANCELLED)


def test_what_is_paid_cannot_be_cancelled_here(client_of: ClientOf) -> None:
    order = make_order(state=OrderState.PAID)
    assert client_of().get(f"{path(order)}/cancel").status_code == 409
    assert client_of().post(f"{path(order)}/cancel").status_code == 409
    assert order.state is OrderState.PAID


def test_paying_again_later_leads_to_the_gateway(client_of: ClientOf) -> None:
    order = make_order(gateway="demo")
    assert "/test-payment/" in client_of().post(f"{path(order)}/pay").location
    assert "/order/" in client_of().post(f"{path(make_order())}/pay").location


def test_the_account_begins_with_the_latest_orders(client_of: ClientOf) -> None:
    user = make_user()
    orders = [make_order(user=user) for _ in range(4)]
    make_order(user=make_user())
    page = client_of(user).get("/en/account").text
    assert [order.number in page for order in orders] == [False, True, True, True]
    assert page.count('class="orderrow"') == 3
    assert "Waiting for payment" in page


def test_an_account_without_orders_shows_no_empty_list(client_of: ClientOf) -> None:
    assert "Your latest orders" not in client_of(make_user()).get("/en/account").text


def test_more_orders_are_no_more_queries_on_the_account(client_of: ClientOf) -> None:
    user, asked = make_user(), []
    client = client_of(user)
    for _ in range(2):
        make_order(make_piece(), user=user)
        with count_queries() as sent:
            client.get("/en/account")
        asked.append(len(sent))
    assert asked[0] == asked[1]
