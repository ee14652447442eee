"""What waits beside a bag for later, and what is said of a gift until it lies in its parcel."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import Variant
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.orders.basket import services
from marketplace.orders.basket.content import content_of, saved_of
from marketplace.orders.basket.queries import pieces_in
from marketplace.orders.models import Basket, BasketLine, Order
from marketplace.orders.queries import token_of
from tests.conftest import ClientOf
from tests.factories import fulfilment
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_staff
from tests.factories.orders import make_basket, make_group, make_order, make_piece, placed, wish_of


def put(client: FlaskClient, variant_id: int) -> BasketLine:
    client.post("/en/bag/add", data={"variant": variant_id})
    return db.session.scalars(db.select(BasketLine).filter_by(variant_id=variant_id)).one()


def move(client: FlaskClient, line: BasketLine, action: str) -> Any:
    return client.post("/en/bag/update", data={"line": line.id, "action": action})


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_line_goes_out_of_the_bag_and_back(client_of: ClientOf, signed_in: bool) -> None:
    buyer = client_of(make_user()) if signed_in else client_of()
    line = put(buyer, make_piece().id)
    assert move(buyer, line, "later").status_code == 303
    assert buyer.get("/en/bag/count").json["count"] == 0
    assert "Back into the bag" in buyer.get("/en/bag").text
    move(buyer, line, "to-bag")
    assert buyer.get("/en/bag/count").json["count"] == 1
    assert "Nothing saved yet" in buyer.get("/en/bag").text


def press_heart(client: FlaskClient, variant: Variant) -> Any:
    data = {"piece": variant.product_id}
    return client.post("/en/bag/save", data=data, headers={"Accept": "application/json"})


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_heart_of_a_card_saves_and_lets_go(client_of: ClientOf, signed_in: bool) -> None:
    buyer = client_of(make_user()) if signed_in else client_of()
    variant = make_piece()
    assert press_heart(buyer, variant).json["saved"] == [variant.product_id]
    assert buyer.get("/en/bag/count").json == {
        "count": 0,
        "shown": "0",
        "saved": [variant.product_id],
    }
    assert press_heart(buyer, variant).json["saved"] == []


def test_a_heart_takes_nothing_out_of_the_bag(client_of: ClientOf) -> None:
    buyer, variant = client_of(), make_piece()
    put(buyer, variant.id)
    told = press_heart(buyer, variant).json
    assert (told["count"], told["saved"]) == (1, [])


def test_without_a_script_the_heart_leads_to_what_is_saved(client_of: ClientOf) -> None:
    answer = client_of().post("/fa/bag/save", data={"piece": make_piece().product_id})
    assert answer.location == "/fa/bag#saved-h"


@pytest.mark.parametrize("piece", ["", "۹۹۹۹۹", "x", "-1", "1" * 40])
def test_what_is_no_piece_has_no_heart(client_of: ClientOf, piece: str) -> None:
    assert client_of().post("/en/bag/save", data={"piece": piece}).status_code == 404


def test_a_second_click_changes_nothing(client_of: ClientOf) -> None:
    buyer = client_of()
    line = put(buyer, make_piece().id)
    assert [move(buyer, line, "later").status_code for _ in range(2)] == [303, 303]
    assert line.later


def test_nobody_moves_what_lies_in_another_bag(client_of: ClientOf) -> None:
    line = put(client_of(), make_piece().id)
    stranger = client_of(make_user())
    put(stranger, make_piece().id)
    assert move(stranger, line, "later").status_code == 404
    assert not line.later


def test_what_is_saved_is_not_ordered_and_stays() -> None:
    wanted, some_time = make_piece(), make_piece()
    basket = make_basket(wanted, some_time)
    services.save_for_later(basket, basket.lines[1])
    group = placed(basket, wish_of(basket))
    assert [line.variant_id for order in group.orders for line in order.lines] == [wanted.id]
    assert [row.piece.variant_id for row in saved_of(basket)] == [some_time.id]
    assert content_of(basket).rows == []


def test_who_adds_what_she_saved_has_it_in_the_bag(client_of: ClientOf) -> None:
    buyer, piece = client_of(), make_piece(pieces=5)
    line = put(buyer, piece.id)
    line.quantity = 4
    move(buyer, line, "later")
    put(buyer, piece.id)
    assert (line.later, line.quantity) == (False, 1)


def test_sold_meanwhile_it_says_so_and_stays_saved(client_of: ClientOf) -> None:
    buyer, piece = client_of(), make_piece(pieces=1)
    move(buyer, put(buyer, piece.id), "later")
    make_order(piece)
    page = buyer.get("/en/bag").text
    assert "Sold meanwhile" in page
    assert "Back into the bag" not in page


def test_a_new_price_of_what_was_saved_is_told_when_it_is_back(client_of: ClientOf) -> None:
    buyer, piece = client_of(), make_piece()
    line = put(buyer, piece.id)
    move(buyer, line, "later")
    piece.price = Money(61_00, "EUR")
    db.session.flush()
    buyer.post("/en/bag/update", data={"action": "seen"})
    move(buyer, line, "to-bag")
    assert "€58 before, €61 now" in buyer.get("/en/bag").text


def test_at_sign_in_what_is_wanted_now_goes_before_what_was_saved() -> None:
    user, shared, other = make_user(), make_piece(), make_piece()
    own = make_basket(shared, user=user)
    services.save_for_later(own, own.lines[0])
    brought = make_basket(shared, other)
    services.save_for_later(brought, brought.lines[1])
    services.merge(user, str(brought.token_hash))
    assert [(line.variant_id, line.later) for line in own.lines] == [
        (shared.id, False),
        (other.id, True),
    ]
    assert pieces_in(user, None) == 1


def gift(client: FlaskClient, words: str, **given: str) -> Any:
    return client.post("/en/bag/gift", data={"is_gift": "y", "words": words} | given)


def test_the_words_of_a_gift_are_kept_and_can_be_taken_back(client_of: ClientOf) -> None:
    buyer = client_of()
    put(buyer, make_piece().id)
    assert gift(buyer, "Happy birthday, Leila").status_code == 303
    assert "Happy birthday, Leila" in buyer.get("/en/bag").text
    buyer.post("/en/bag/gift", data={"words": "Happy birthday, Leila"})
    assert db.session.scalars(db.select(Basket)).one().gift_note is None


def test_too_many_words_are_kept_beside_what_is_wrong(client_of: ClientOf) -> None:
    buyer = client_of()
    put(buyer, make_piece().id)
    answer = gift(buyer, "Dear Leila " * 40)
    assert answer.status_code == 422
    assert "Dear Leila" in answer.text
    assert 'id="words-error"' in answer.text


def test_a_gift_without_a_bag_is_no_matter(client_of: ClientOf) -> None:
    assert gift(client_of(), "Words").status_code == 303


def test_the_review_shows_the_words(client_of: ClientOf) -> None:
    buyer = make_user()
    basket = make_basket(user=buyer)
    services.keep_gift(basket, "For Leila")
    assert "For Leila" in client_of(buyer).get("/en/checkout/review").text


def given_order(user: User | None = None) -> Order:
    basket = make_basket(user=user)
    services.keep_gift(basket, "For Leila")
    return placed(basket, wish_of(basket), user).orders[0]


def test_the_order_keeps_the_words_and_the_next_bag_is_no_gift() -> None:
    user = make_user()
    assert given_order(user).gift_note == "For Leila"
    assert make_group(user=user).orders[0].gift_note is None


def test_the_words_are_sealed() -> None:
    order = given_order()
    stored = db.session.scalar(
        db.text("select gift_note from orders where id = :id").bindparams(id=order.id)
    )
    assert "Leila" not in str(stored)


def test_the_cooperative_and_the_buyer_read_the_words(client_of: ClientOf) -> None:
    user = make_user()
    order = given_order(user)
    staff = client_of(make_staff(order.cooperative, Role.SHIPPING))
    assert "For Leila" in staff.get(f"/en/office/orders/{order.number}").text
    assert "For Leila" in client_of().get(f"/en/order/{token_of(order)}").text


def test_whoever_packs_reads_the_words(client_of: ClientOf) -> None:
    order = fulfilment.make_paid_order(fulfilment.make_line(2), gift_note="For Leila")
    staff = client_of(make_staff(order.cooperative, Role.SHIPPING))
    parcel = fulfilment.pack(order, quantities={order.lines[0].id: 1})
    for address in (f"orders/{order.number}/parcels/new", f"parcels/{parcel.number}"):
        assert "For Leila" in staff.get(f"/en/office/{address}").text
