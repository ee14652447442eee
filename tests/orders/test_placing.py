import pytest

from marketplace.compliance.models import Destination, Policy
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory.queries import available
from marketplace.ledger.queries import all_balances
from marketplace.orders import placing
from marketplace.orders.basket.content import content_of
from marketplace.orders.errors import NotToBeHad, NotYet, TotalChanged
from marketplace.orders.models import OrderState
from tests.factories.accounts import make_user
from tests.factories.orders import (
    DRAFT,
    make_basket,
    make_group,
    make_order,
    make_piece,
    make_seller,
    placed,
    wish_of,
)


def test_each_cooperative_gets_an_order_of_its_own() -> None:
    group = make_group(make_piece(), make_piece())
    assert len(group.orders) == 2
    assert group.total == Money.total((o.total for o in group.orders), "EUR")
    assert all(order.state is OrderState.PLACED for order in group.orders)


def test_what_was_agreed_is_copied() -> None:
    piece = make_piece()
    order = make_order(piece)
    line = order.lines[0]
    piece.price, piece.product.titles = Money(1_00, "EUR"), {"en": "Other"}
    piece.product.cooperative.names = {"en": "Other"}
    db.session.flush()
    assert (line.unit_price, line.titles["en"]) == (Money(58_00, "EUR"), "Cotton shawl")
    assert line.commission == Money(9_86, "EUR")
    assert line.artisan_share + line.commission == line.total
    assert order.seller["names"]["en"] != "Other"
    assert order.seller["bank_account"]["iban"]
    assert order.group.address["city"] == "Hamburg"
    assert order.charges["duty_reason"]
    assert (order.incoterm, order.incoterm_place) == ("DAP", "Hamburg, Germany")


def test_numbers_count_by_cooperative_and_year() -> None:
    seller = make_seller()
    numbers = [make_order(make_piece(seller)).number for _ in range(3)]
    assert [n[-5:] for n in numbers] == ["00001", "00002", "00003"]
    assert all(n.startswith(f"{seller.code}-") for n in numbers)
    assert make_order(make_piece()).number.endswith("00001")


def test_the_same_key_gives_the_same_order() -> None:
    basket = make_basket()
    wish = wish_of(basket)
    group = placed(basket, wish)
    assert placed(basket, wish) is group
    assert placed(None, wish) is group


def test_pieces_are_held_and_no_money_is_booked() -> None:
    piece = make_piece(pieces=2)
    before = all_balances()
    order = make_order(piece)
    assert available([piece.id])[piece.id] == 1
    assert all_balances() == before
    assert order.payment
    assert order.payment.amount == order.total
    assert order.payment.due_at == order.reserved_until


def test_another_total_than_the_one_shown_orders_nothing() -> None:
    basket = make_basket()
    wish = wish_of(basket)
    basket.lines[0].variant.price = Money(60_00, "EUR")
    db.session.flush()
    with pytest.raises(TotalChanged) as refusal:
        placing.place(basket, wish, None)
    assert refusal.value.total == wish.total + Money(2_00, "EUR")
    assert basket.lines


def test_a_piece_that_is_gone_is_named() -> None:
    piece = make_piece(pieces=1)
    basket = make_basket(piece)
    wish = wish_of(basket)
    make_order(piece)
    with pytest.raises(NotToBeHad, match="Cotton shawl"):
        placing.place(basket, wish, None)


def test_a_bag_that_names_another_order_is_refused() -> None:
    basket = make_basket()
    with pytest.raises(NotYet):
        placing.place(basket, wish_of(basket, checkout_key="made up"), None)


def test_nothing_goes_to_a_blocked_country() -> None:
    basket = make_basket()
    destination = db.session.scalars(db.select(Destination).filter_by(country="DE")).all()
    for rule in destination:
        rule.policy = Policy.BLOCKED
    db.session.flush()
    with pytest.raises(NotYet):
        placing.place(basket, wish_of(basket), None)


def test_the_bag_is_empty_afterwards_and_keeps_the_address() -> None:
    user = make_user()
    basket = make_basket(user=user)
    key = basket.checkout_key
    placing.place(basket, wish_of(basket), user)
    assert content_of(basket).rows == []
    assert basket.checkout_key != key
    assert basket.draft["address"] == DRAFT.address


def test_what_is_made_to_order_needs_no_stock() -> None:
    order = make_order(make_piece(pieces=0, made_to_order=True, lead_time_days=20))
    assert order.lines[0].made_to_order
    assert order.lines[0].lead_time_days == 20


def test_prices_in_other_currencies_keep_their_rate(rate: None) -> None:
    order = make_order(make_piece(price=Money(100_00, "AED")))
    line = order.lines[0]
    assert line.unit_price == Money(25_00, "EUR")
    assert (line.list_price_minor, line.list_currency) == (100_00, "AED")
    assert line.exchange_rate_as_of == "2026-01-01"
