from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from marketplace.core.clock import now
from marketplace.orders.models import Basket
from marketplace.payments.gateways import gateways, offer_for
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.compliance import put_under_review
from tests.factories.orders import make_basket, make_piece, make_seller, wish_of
from tests.support.stripe import FakeStripe
from tests.support.stripe.shop import make_card_basket, make_card_order, permit_cards

CARD = 'value="card"'


def buyer(client_of: ClientOf, *variants: object) -> tuple[FlaskClient, Basket]:
    """Somebody who sends her bag to a country that is open, and may look at the review."""
    user = make_user()
    return client_of(user), make_card_basket(*variants, user=user)  # type: ignore[arg-type]


def test_a_card_is_offered_where_everything_allows_it(
    client_of: ClientOf, stripe: FakeStripe
) -> None:
    permit_cards()
    client, _basket = buyer(client_of)
    assert CARD in client.get("/en/checkout/review").text


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_without_a_recorded_permission_the_review_offers_transfers_and_says_why(
    client_of: ClientOf, stripe: FakeStripe, lang: str
) -> None:
    client, _basket = buyer(client_of)
    page = client.get(f"/{lang}/checkout/review").text
    assert CARD not in page
    assert ("Cards are not taken" in page) == (lang == "en")


def test_a_country_that_is_checked_by_hand_pays_by_transfer(
    client_of: ClientOf, stripe: FakeStripe
) -> None:
    permit_cards()
    put_under_review("DE")
    user = make_user()
    make_basket(make_piece(), user=user)
    page = client_of(user).get("/en/checkout/review").text
    assert CARD not in page
    assert "checked by hand" in page


def test_goods_that_card_companies_leave_out_are_paid_by_transfer(
    client_of: ClientOf, stripe: FakeStripe
) -> None:
    permit_cards()
    client, _basket = buyer(client_of, make_piece(flags=["precious_metal"]))
    page = client.get("/en/checkout/review").text
    assert CARD not in page
    assert "precious metal" in page


def test_without_keys_nothing_speaks_of_cards(client_of: ClientOf) -> None:
    permit_cards()
    client, _basket = buyer(client_of)
    page = client.get("/en/checkout/review").text
    assert CARD not in page
    assert "Card:" not in page
    assert "card" not in gateways()
    assert offer_for("RS", []).refusals == {}


def test_a_card_that_was_not_offered_orders_nothing(
    client_of: ClientOf, stripe: FakeStripe
) -> None:
    client, basket = buyer(client_of)
    wish = wish_of(basket)
    sent = {"checkout_key": wish.checkout_key, "total": wish.total.minor, "gateway": "card"}
    assert client.post("/en/checkout/place", data=sent).status_code == 422


def test_placing_leads_to_the_company(client_of: ClientOf, stripe: FakeStripe) -> None:
    permit_cards()
    client, basket = buyer(client_of)
    wish = wish_of(basket)
    sent = {"checkout_key": wish.checkout_key, "total": wish.total.minor, "gateway": "card"}
    answer = client.post("/en/checkout/place", data=sent)
    assert answer.location.startswith("/en/card/go/")
    assert "/pay/cs_test_" in client.get(answer.location).text


def test_pieces_of_two_sellers_are_two_payments(client_of: ClientOf, stripe: FakeStripe) -> None:
    permit_cards()
    client, basket = buyer(client_of, make_piece(make_seller()), make_piece(make_seller()))
    wish = wish_of(basket)
    sent = {"checkout_key": wish.checkout_key, "total": wish.total.minor, "gateway": "card"}
    page = client.post("/en/checkout/place", data=sent, follow_redirects=True).text
    assert page.count('/pay"') == 2


def test_pieces_are_held_for_half_an_hour(stripe: FakeStripe) -> None:
    permit_cards()
    order = make_card_order(make_piece())
    assert timedelta(minutes=29) < order.reserved_until - now() <= timedelta(minutes=30)
