from flask import Flask

from marketplace.catalogue.events import ProductChanged
from marketplace.compliance.events import RulesLoaded
from marketplace.compliance.loading import FOLDER
from marketplace.cooperatives.events import ArtisanChanged, CooperativeChanged
from marketplace.core.db import db
from marketplace.core.events import announce
from marketplace.search.handlers import follow_rules
from marketplace.search.models import SearchDocument, SearchTrigram
from marketplace.search.queries import find
from marketplace.search.queries.spelling import slips
from tests.factories.shop import make_piece
from tests.support.jobs import run_jobs, waiting


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


def test_a_renamed_craft_and_place_are_found_once_the_rules_are_loaded() -> None:
    piece = make_piece("Basket")
    piece.craft.names = {"en": "Withy work"}
    piece.place.names = {"en": "Newtown"}
    follow_rules(RulesLoaded(FOLDER))
    run_jobs()
    assert titles("withy") == titles("newtown") == ["Basket"]


def test_a_renamed_maker_and_cooperative_are_found_at_once() -> None:
    piece = make_piece("Basket")
    piece.artisan.names, piece.cooperative.names = {"en": "Zarbanu"}, {"en": "Kazhin"}
    announce(ArtisanChanged(piece.artisan_id))
    assert titles("zarbanu") == titles("kazhin") == ["Basket"]
    piece.cooperative.names = {"en": "Lavin"}
    announce(CooperativeChanged(piece.cooperative_id))
    assert titles("lavin") == ["Basket"]


def test_rules_loaded_before_there_are_pieces_ask_for_nothing() -> None:
    before = len(waiting())
    announce(RulesLoaded(FOLDER))
    assert len(waiting()) == before
