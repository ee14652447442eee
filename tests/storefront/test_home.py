"""The front page, the pages of words, and the choice of a currency."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.factories.shop import make_maker, make_piece
from tests.support.queries import count_queries

NAMES = ["about", "how-it-works", "shipping", "privacy", "terms"]


@pytest.fixture
def visitor(client_of: Callable[[], FlaskClient]) -> FlaskClient:
    return client_of()


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_front_page_of_an_empty_shop(visitor: FlaskClient, lang: str) -> None:
    answer = visitor.get(f"/{lang}/")
    assert answer.status_code == 200
    assert "empty__title" in answer.text


def test_the_front_page_shows_what_is_new_and_who_made_it(visitor: FlaskClient) -> None:
    piece = make_piece("Red cloth", "پارچهٔ سرخ")
    answer = visitor.get("/en/")
    assert "Red cloth" in answer.text
    assert answer.text.count(piece.artisan.names["en"]) >= 2
    assert "€83" in answer.text
    assert "پارچهٔ سرخ" in visitor.get("/fa/").text


def test_the_front_page_is_the_same_for_everyone(visitor: FlaskClient) -> None:
    make_piece()
    answer = visitor.get("/en/")
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text


def test_the_front_page_asks_no_more_for_more_pieces(visitor: FlaskClient) -> None:
    def asked(pieces: int) -> int:
        for _ in range(pieces):
            make_piece(craft="hasir-bafi")
        with count_queries() as sent:
            visitor.get("/en/")
        return len(sent)

    assert asked(2) == asked(6) <= 12


def test_a_maker_without_a_story_is_not_told_about(visitor: FlaskClient) -> None:
    make_piece(maker=make_maker(stories={}))
    assert 'class="feature"' not in visitor.get("/en/").text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_pages_of_words(visitor: FlaskClient, name: str, lang: str) -> None:
    with count_queries() as sent:
        answer = visitor.get(f"/{lang}/{name}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert sent == []


def test_a_page_that_nobody_wrote_is_404(visitor: FlaskClient) -> None:
    assert visitor.get("/en/careers").status_code == 404


def test_a_currency_is_kept_and_leads_back(visitor: FlaskClient) -> None:
    form = {"currency": "USD", "next": "/en/pieces?craft=sofal"}
    answer = visitor.post("/en/preferences/currency", data=form)
    assert answer.location == "/en/pieces?craft=sofal"
    assert "currency=USD" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("wanted", ["", "XXX", "usd", "USD; path=/", "€" * 5000])
def test_an_unknown_currency_is_refused(visitor: FlaskClient, wanted: str) -> None:
    answer = visitor.post("/en/preferences/currency", data={"currency": wanted})
    assert answer.status_code == 422
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "/a\nb"]
)
def test_the_way_back_stays_inside(visitor: FlaskClient, away: str) -> None:
    form = {"currency": "EUR", "next": away}
    assert visitor.post("/fa/preferences/currency", data=form).location == "/fa/"


def test_another_site_cannot_choose(visitor: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = visitor.post("/en/preferences/currency", data={"currency": "USD"}, headers=headers)
    assert answer.status_code == 403
