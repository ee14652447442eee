import pytest

from marketplace.accounts.models import AuditEntry, RoleGrant
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.inventory import queries
from marketplace.inventory.models import Location, StockItem
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product, make_variant
from tests.factories.cooperatives import make_cooperative, make_staff
from tests.factories.inventory import make_location, make_stock

KEY = "ab" * 16


def stocked(pieces: int = 3) -> StockItem:
    return make_stock(make_product().variants[0], pieces)


def shipping(item: StockItem):
    return make_staff(item.location.cooperative, Role.SHIPPING)


def test_the_list_shows_what_is_on_hand_held_and_free(client_of: ClientOf) -> None:
    item = stocked()
    page = client_of(shipping(item)).get("/en/office/stock/").text
    assert item.variant.sku in page
    assert "Cotton shawl" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=Cotton", True),
        ("q=شال", True),
        ("q=100%25", False),
        ("condition=damaged", False),
        ("condition=nonsense", True),
        ("low=1", False),
        ("place=999999", False),
        ("place=x&page=y", True),
        ("page=99", False),
    ],
)
def test_the_list_is_filtered(client_of: ClientOf, query: str, found: bool) -> None:
    item = stocked()
    page = client_of(shipping(item)).get(f"/en/office/stock/?{query}")
    assert page.status_code == 200
    assert (item.variant.sku in page.text) is found


def test_long_lists_have_pages(client_of: ClientOf) -> None:
    product = make_product(variants=0)
    for _ in range(51):
        make_stock(make_variant(product), 1)
    staff = make_staff(product.cooperative, Role.SHIPPING)
    assert "page=2" in client_of(staff).get("/en/office/stock/?q=Cotton").text
    assert "page=1" in client_of(staff).get("/en/office/stock/?q=Cotton&page=2").text


def test_an_item_shows_why_it_changed(client_of: ClientOf) -> None:
    item = stocked()
    page = client_of(shipping(item)).get(f"/fa/office/stock/{item.id}").text
    assert "+۳" in page


def test_pieces_of_other_cooperatives_do_not_exist(client_of: ClientOf) -> None:
    item, stranger = stocked(), make_staff(make_cooperative(), Role.SHIPPING)
    client, url = client_of(stranger), f"/en/office/stock/{item.id}"
    assert client.get(url).status_code == 404
    assert client.post(f"{url}/adjust").status_code == 404
    assert item.variant.sku not in client.get("/en/office/stock/").text


@pytest.mark.parametrize("role", [Role.SALES, Role.TREASURER, Role.REVIEWER])
def test_who_only_reads_cannot_write(client_of: ClientOf, role: Role) -> None:
    item = stocked()
    client = client_of(make_staff(item.location.cooperative, role))
    url = f"/en/office/stock/{item.id}"
    assert client.get(url).status_code == 200
    assert client.post(f"{url}/receive").status_code == 403


def test_buyers_have_no_business_here(client_of: ClientOf) -> None:
    assert client_of(make_user()).get("/en/office/stock/").status_code == 403


@pytest.mark.parametrize(
    ("act", "more", "left"),
    [
        ("receive", {}, 5),
        ("adjust", {"adjust-kind": "lost"}, 1),
        ("adjust", {"adjust-kind": "found"}, 5),
        ("condition", {"condition-condition": "display"}, 1),
    ],
)
def test_staff_change_stock_once_with_a_reason(
    client_of: ClientOf, act: str, more: dict[str, str], left: int
) -> None:
    item, url = (found := stocked()), f"/en/office/stock/{found.id}/{act}"
    client = client_of(shipping(item))
    typed = {f"{act}-quantity": "۲", f"{act}-note": "counted", f"{act}-key": KEY} | more
    for _ in range(2):
        assert client.post(url, data=typed).status_code == 302
    assert item.on_hand == left
    assert queries.movements_of(item)[0].note == "counted"
    assert db.session.query(AuditEntry).filter_by(scope_id=item.location.cooperative_id).count()


def test_pieces_are_carried_to_another_place(client_of: ClientOf) -> None:
    item = stocked()
    shelf = make_location(item.location.cooperative)
    typed = {"move-quantity": "2", "move-note": "to the shop", "move-location_id": shelf.id}
    client_of(shipping(item)).post(f"/en/office/stock/{item.id}/move", data=typed)
    assert [i.on_hand for i in queries.items_of_variant(item.variant_id)] == [1, 2]


def test_pieces_are_not_carried_to_strangers(client_of: ClientOf) -> None:
    item, elsewhere = stocked(), make_location(make_cooperative())
    typed = {"move-quantity": "2", "move-note": "x", "move-location_id": elsewhere.id}
    answer = client_of(shipping(item)).post(f"/en/office/stock/{item.id}/move", data=typed)
    assert answer.status_code == 422
    assert item.on_hand == 3


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.5", "many", "9" * 30, "1e3", "<b>2</b>"])
def test_what_is_no_number_is_named_and_kept(client_of: ClientOf, typed: str) -> None:
    item = stocked()
    answer = client_of(shipping(item)).post(
        f"/en/office/stock/{item.id}/receive",
        data={"receive-quantity": typed, "receive-note": "kept words"},
    )
    assert answer.status_code == 422
    assert 'id="receive-quantity-error"' in answer.text
    assert "kept words" in answer.text
    assert "<b>2" not in answer.text
    assert item.on_hand == 3


def test_a_reason_is_demanded(client_of: ClientOf) -> None:
    item = stocked()
    answer = client_of(shipping(item)).post(
        f"/en/office/stock/{item.id}/receive", data={"receive-quantity": "2"}
    )
    assert answer.status_code == 422
    assert 'id="receive-note-error"' in answer.text


def test_more_than_lies_there_cannot_be_lost(client_of: ClientOf) -> None:
    item = stocked()
    client = client_of(shipping(item))
    db.session.commit()
    answer = client.post(
        f"/en/office/stock/{item.id}/adjust",
        data={"adjust-quantity": "7", "adjust-note": "x", "adjust-kind": "lost"},
    )
    assert answer.status_code == 409
    assert "Only 3 pieces are left" in answer.text
    assert 'value="7"' in answer.text


def test_pieces_are_booked_in_by_sku(client_of: ClientOf) -> None:
    item = stocked()
    typed = {
        "sku": item.variant.sku.lower(),
        "quantity": "٤",
        "note": "Saturday",
        "location_id": item.location_id,
    }
    client_of(shipping(item)).post("/en/office/stock/receive", data=typed)
    assert item.on_hand == 7


def test_an_unknown_sku_is_named(client_of: ClientOf) -> None:
    item, stranger = stocked(), make_product()
    typed = {
        "sku": stranger.variants[0].sku,
        "quantity": "4",
        "note": "x",
        "location_id": item.location_id,
    }
    answer = client_of(shipping(item)).post("/en/office/stock/receive", data=typed)
    assert answer.status_code == 422
    assert 'id="sku-error"' in answer.text


def test_a_place_is_made_once(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    client = client_of(make_staff(cooperative, Role.SHIPPING))
    typed = {"kind": "shelf", "code": "b3", "name_fa": "قفسهٔ ب۳"}
    assert client.post("/en/office/stock/places", data=typed).status_code == 302
    assert client.post("/en/office/stock/places", data=typed).status_code == 422
    assert client.post("/en/office/stock/places", data={"code": "C"}).status_code == 422
    assert "قفسهٔ ب۳" in client.get("/fa/office/stock/places").text


def test_whoever_works_for_two_cooperatives_says_whose_place_it_is(client_of: ClientOf) -> None:
    first, second = make_cooperative(), make_cooperative()
    user = make_staff(first, Role.SHIPPING)
    user.grants.append(RoleGrant(role=Role.SHIPPING, scope_id=second.id))
    client, typed = client_of(user), {"kind": "room", "code": "b3", "name_fa": "قفسه"}
    assert client.post("/en/office/stock/places", data=typed).status_code == 422
    stranger = typed | {"cooperative_id": str(make_cooperative().id)}
    assert client.post("/en/office/stock/places", data=stranger).status_code == 422
    typed["cooperative_id"] = str(second.id)
    assert client.post("/en/office/stock/places", data=typed).status_code == 302
    made = db.session.scalars(db.select(Location).filter_by(code="B3")).one()
    assert made.cooperative_id == second.id
