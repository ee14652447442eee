import pytest

from marketplace.accounts.permissions import Role
from marketplace.orders.queries import token_of
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.fulfilment import make_paid_order, make_shipper, pack


def test_staff_download_the_papers_of_their_orders(client_of: ClientOf) -> None:
    order = make_paid_order()
    parcel = pack(order)
    browser = client_of(make_shipper(order))
    for path in (
        f"orders/{order.number}/proforma",
        f"parcels/{parcel.number}/commercial_invoice",
        f"parcels/{parcel.number}/packing_list",
    ):
        answer = browser.get(f"/en/papers/{path}.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF")
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_guest_downloads_with_the_link_of_her_order(client_of: ClientOf) -> None:
    order = make_paid_order()
    parcel = pack(order)
    path = f"/fa/papers/parcels/{parcel.number}/packing_list.pdf?token={token_of(order)}"
    assert client_of(None).get(path).status_code == 200


def test_a_buyer_downloads_the_papers_of_her_own_order(client_of: ClientOf) -> None:
    buyer = make_user()
    order = make_paid_order(user=buyer)
    path = f"/en/papers/orders/{order.number}/proforma.pdf"
    assert client_of(buyer).get(path).status_code == 200
    assert client_of(make_user()).get(path).status_code == 404


@pytest.mark.parametrize("token", ["", "nonsense", "other"])
def test_papers_do_not_exist_for_anyone_else(client_of: ClientOf, token: str) -> None:
    order, other = make_paid_order(), make_paid_order()
    token = token_of(other) if token == "other" else token
    path = f"/en/papers/orders/{order.number}/proforma.pdf?token={token}"
    assert client_of(None).get(path).status_code == 404
    stranger = make_user(Role.MANAGER, scope_id=other.cooperative_id)
    assert client_of(stranger).get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "orders/{0}/packing_list",
        "orders/{0}/passport",
        "parcels/{0}-P1/proforma",
        "orders/X-1/proforma",
    ],
)
def test_papers_that_do_not_exist_are_not_found(client_of: ClientOf, path: str) -> None:
    order = make_paid_order()
    pack(order)
    browser = client_of(make_shipper(order))
    assert browser.get(f"/en/papers/{path.format(order.number)}.pdf").status_code == 404


def test_an_unpacked_parcel_has_no_papers_any_more(client_of: ClientOf) -> None:
    order = make_paid_order()
    parcel = pack(order)
    browser = client_of(make_shipper(order))
    browser.post(f"/en/office/parcels/{parcel.number}/unpack")
    path = f"/en/papers/parcels/{parcel.number}/packing_list.pdf"
    assert browser.get(path).status_code == 404
