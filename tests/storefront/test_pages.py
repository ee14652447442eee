from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from marketplace.catalogue.models import Product
from tests.factories.shop import make_piece
from tests.support.queries import count_queries

ClientOf = Callable[[], FlaskClient]
PAGES = ["pieces", "crafts", "makers", "pieces/{piece}", "crafts/{craft}", "makers/{maker}"]
PAGES += ["cooperatives/{cooperative}"]


@pytest.fixture
def visitor(client_of: ClientOf) -> FlaskClient:
    return client_of()


def address(page: str, lang: str, piece: Product) -> str:
    names = {
        "piece": piece.slug,
        "craft": piece.craft_id,
        "maker": piece.artisan.slug,
        "cooperative": piece.cooperative.slug,
    }
    return f"/{lang}/{page.format(**names)}"


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_the_same_for_everyone(visitor: FlaskClient, page: str, lang: str) -> None:
    answer = visitor.get(address(page, lang, make_piece()))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("page", PAGES)
def test_pages_ask_no_more_for_more_pieces(visitor: FlaskClient, page: str) -> None:
    piece = make_piece()

    def asked(more: int) -> int:
        for _ in range(more):
            make_piece(maker=piece.artisan, seller=piece.cooperative)
        with count_queries() as sent:
            assert visitor.get(address(page, "en", piece)).status_code == 200
        return len(sent)

    assert asked(5) == asked(45) <= 25


@pytest.mark.parametrize("page", ["pieces/none", "crafts/none", "makers/none", "cooperatives/none"])
@pytest.mark.parametrize("end", ["", "%00", "%27%3B--", "x" * 300, "%F0%9F%A7%B6"])
def test_what_is_not_there_is_refused(visitor: FlaskClient, page: str, end: str) -> None:
    assert visitor.get(f"/en/{page}{end}").status_code in {400, 404}
