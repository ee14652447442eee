from flask import Flask

from marketplace.catalogue.events import ProductChanged
from marketplace.core.db import db
from marketplace.core.events import announce
from marketplace.search.models import SearchDocument, SearchTrigram
from marketplace.search.queries import find
from marketplace.search.queries.spelling import slips
from tests.factories.shop import make_piece


def titles(text: str) -> list[str]:
    return [row.titles["en"] for row in find(text).rows]


def test_what_changed_is_found_at_once() -> None:
    piece = make_piece("Basket")
    piece.titles = {"en": "Hamper"}
    announce(ProductChanged(piece.id))
    assert titles("hamper") == ["Hamper"]
    assert titles("basket") == []


def test_what_left_the_shop_is_forgotten() -> None:
    piece = make_piece("Basket")
    piece.listed = False
    announce(ProductChanged(piece.id))
    assert db.session.get(SearchDocument, piece.id) is None


def test_news_of_a_product_that_is_not_there_is_harmless() -> None:
    announce(ProductChanged(0))


def test_a_draft_without_craft_or_price_is_not_indexed() -> None:
    piece = make_piece(price_from_minor=None, price_currency=None)
    assert db.session.get(SearchDocument, piece.id) is None


def test_rebuilding_forgets_old_words_and_finds_the_same(app: Flask) -> None:
    make_piece("Basket")
    db.session.add(SearchTrigram(trigram="xyz", word="xyzzy"))
    db.session.execute(db.delete(SearchDocument))
    answer = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert answer.output == "1 products can be found.\n"
    assert titles("basket") == ["Basket"]
    assert not db.session.scalars(db.select(SearchTrigram).filter_by(word="xyzzy")).all()


def test_slips_are_counted() -> None:
    assert slips("basket", "basket") == 0
    assert slips("baskte", "basket") == 1
    assert slips("bsket", "basket") == 1
    assert slips("kitten", "sitting") == 3
    assert slips("", "abc") == 3
