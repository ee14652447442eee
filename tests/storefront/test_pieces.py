import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from marketplace.catalogue.models import Product, ProductState, Variant
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.search.services import index
from tests.factories.shop import make_piece, stock_up

ClientOf = Callable[[], FlaskClient]


@pytest.fixture
def visitor(client_of: ClientOf) -> FlaskClient:
    return client_of()


def page_of(visitor: FlaskClient, piece: Product, query: str = "", lang: str = "en") -> str:
    answer = visitor.get(f"/{lang}/pieces/{piece.slug}?{query}")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def add_variant(piece: Product, names: dict[str, str], stock: int, **given: Any) -> Variant:
    defaults: dict[str, Any] = {"price": Money(150_00, "EUR"), "net_grams": 1, "packed_grams": 2}
    number = len(piece.variants)
    variant = Variant(
        product=piece,
        key=str(number + 1),
        sku=f"{piece.slug}-{number}",
        names=names,
        position=number,
    )
    for name, value in (defaults | given).items():
        setattr(variant, name, value)
    db.session.add(variant)
    db.session.flush()
    stock_up(variant, stock)
    return variant


def test_it_says_who_made_it_where_of_what_and_who_gets_what(visitor: FlaskClient) -> None:
    piece = make_piece(price=Money(100_00, "EUR"))
    page = page_of(visitor, piece)
    for words in ("Striped cloth", "Qasemabad", "Chador-shab weaving", "Pit loom", "Cotton 100%"):
        assert words in page
    for words in ("180 × 160 cm", "340 g", "Wash cool.", "€100", "€83", "In stock", "Iran"):
        assert words in page


def test_everything_is_there_in_persian(visitor: FlaskClient) -> None:
    page = page_of(visitor, make_piece(), lang="fa")
    for words in ("پارچهٔ راه‌راه", "قاسم‌آباد", "پنبه ۱۰۰٪", "۱۸۰ × ۱۶۰ سانتی‌متر", "۱۰۰ یورو"):
        assert words in page


def test_a_missing_language_is_said_and_marked(visitor: FlaskClient) -> None:
    piece = make_piece(titles={"fa": "پارچهٔ راه‌راه"})
    page = page_of(visitor, piece)
    assert '<span lang="fa" dir="rtl">پارچهٔ راه‌راه</span>' in page
    assert "has not been written in your language yet" in page


def test_the_only_piece_is_put_into_the_bag_by_one(visitor: FlaskClient) -> None:
    page = page_of(visitor, make_piece(stock=1))
    assert "Last one" in page
    assert '<input type="hidden" name="quantity" value="1">' in page


def test_no_more_can_be_asked_for_than_there_are(visitor: FlaskClient) -> None:
    page = page_of(visitor, make_piece(stock=3))
    assert '<option value="3">' in page
    assert '<option value="4">' not in page


def test_what_is_sold_cannot_be_put_into_the_bag(visitor: FlaskClient) -> None:
    piece = make_piece(stock=1)
    sold = make_piece(stock=0)
    assert "Add to bag" in page_of(visitor, piece)
    page = page_of(visitor, sold)
    assert "Add to bag" not in page
    assert "This piece has been sold." in page


def test_made_to_order_names_its_time(visitor: FlaskClient) -> None:
    piece = make_piece(stock=0, made_to_order=True, lead_time_days=12)
    page = page_of(visitor, piece)
    assert "about 12 working days" in page
    assert "Add to bag" in page


def test_variants_are_chosen_and_the_sold_ones_are_not(visitor: FlaskClient) -> None:
    piece = make_piece(stock=0)
    large = add_variant(piece, {"en": "Large"}, stock=2)
    page = page_of(visitor, piece)
    assert f'value="{large.id}" checked' in page
    assert f'value="{piece.variants[0].id}" disabled' in page
    assert "€150" in page


def test_a_variant_no_longer_offered_is_not_shown(visitor: FlaskClient) -> None:
    piece = make_piece()
    add_variant(piece, {"en": "Large"}, stock=2, offered=False)
    assert "Large" not in page_of(visitor, piece)


def test_a_closed_country_is_told_why(visitor: FlaskClient) -> None:
    page = page_of(visitor, make_piece(), "to=US")
    assert "We cannot ship to United States" in page
    assert "At your door" not in page


@pytest.mark.parametrize("query", ["to=DE", "to=de", "to=JP", "to=", "to=AQ"])
def test_an_unknown_delivery_is_unknown_and_never_free(visitor: FlaskClient, query: str) -> None:
    page = page_of(visitor, make_piece(), query)
    assert "€0" not in page


@pytest.mark.parametrize("query", ["to=XX", "to=" + "x" * 999, "to=مریخ", "to=1"])
def test_what_is_no_country_is_said(visitor: FlaskClient, query: str) -> None:
    assert "Choose a country from the list." in page_of(visitor, make_piece(), query)


@pytest.mark.parametrize("query", ["variant=none", "variant=" + "9" * 50, "x=1"])
def test_an_unknown_variant_is_the_first(visitor: FlaskClient, query: str) -> None:
    assert "€100" in page_of(visitor, make_piece(), query)


def test_the_split_says_what_a_piece_of_a_workshop_pays_for(visitor: FlaskClient) -> None:
    page = page_of(visitor, make_piece())
    assert "of this goes to the maker" in page
    assert "the maker had her part as wages, and this pays them back" in page


def test_search_engines_read_price_and_stock(visitor: FlaskClient) -> None:
    piece = make_piece("Cloth </script><script>alert(1)</script>")
    page = page_of(visitor, piece)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    data = json.loads(found[1])
    offer = data["offers"][0]
    assert (offer["price"], offer["priceCurrency"]) == ("100.00", "EUR")
    assert offer["availability"] == "https://schema.org/InStock"
    assert data["name"].startswith("Cloth </script>")


@pytest.mark.parametrize("state", [ProductState.PAUSED, ProductState.ARCHIVED])
def test_what_left_the_shop_says_so_and_offers_more(
    visitor: FlaskClient, state: ProductState
) -> None:
    piece, other = make_piece(), make_piece("Another cloth")
    piece.state = state
    index(piece.id)
    answer = visitor.get(f"/en/pieces/{piece.slug}")
    assert answer.status_code == (410 if state is ProductState.ARCHIVED else 404)
    assert other.slug in answer.text
    assert "Add to bag" not in answer.text


def test_a_suspended_sellers_piece_is_not_for_sale(visitor: FlaskClient) -> None:
    piece = make_piece()
    piece.listed = False
    index(piece.id)
    answer = visitor.get(f"/en/pieces/{piece.slug}")
    assert answer.status_code == 404
    assert "not for sale at the moment" in answer.text


def test_a_piece_never_shown_does_not_exist(visitor: FlaskClient) -> None:
    piece = make_piece("Secret draft", content_version=0)
    piece.listed = False
    answer = visitor.get(f"/en/pieces/{piece.slug}")
    assert answer.status_code == 404
    assert "Secret" not in answer.text


def test_demonstration_pictures_are_marked(visitor: FlaskClient) -> None:
    piece = make_piece()
    assert "Demonstration picture" not in page_of(visitor, piece)
    piece.pictures[0].picture.is_demo = True
    db.session.flush()
    assert "Demonstration picture" in page_of(visitor, piece)


def test_a_piece_that_lies_ready_is_not_called_made_to_order(visitor: FlaskClient) -> None:
    piece = make_piece(stock=2, made_to_order=True, lead_time_days=12)
    page = page_of(visitor, piece)
    assert "Ready now: 2. More are made for you in about 12 working days." in page
    assert "https://schema.org/InStock" in page
    assert '<option value="10">' in page


def test_the_form_puts_the_piece_into_the_bag(visitor: FlaskClient) -> None:
    piece = make_piece("Blue cloth")
    page = page_of(visitor, piece)
    action = page.split('class="buybox" method="post" action="')[1].split('"')[0]
    chosen = page.split('name="variant" value="')[1].split('"')[0]
    answer = visitor.post(action, data={"variant": chosen, "quantity": "2"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Blue cloth" in answer.text
