from marketplace.catalogue.loading import load_crafts
from marketplace.catalogue.models import Craft
from marketplace.catalogue.queries import crafts_offered
from marketplace.core.db import db


def test_crafts_are_loaded_once_however_often() -> None:
    assert load_crafts() == load_crafts() == 43
    assert db.session.query(Craft).count() == 43


def test_the_ritual_is_known_but_never_offered() -> None:
    load_crafts()
    ritual = db.session.get_one(Craft, "alam-vachini")
    assert not ritual.offered
    assert ritual not in crafts_offered()


def test_a_craft_knows_its_codes_and_care() -> None:
    load_crafts()
    craft = db.session.get_one(Craft, "chador-shab-bafi")
    assert "621410" in craft.hs_codes
    assert craft.care["fa"]
    assert craft.details["weight_g_max"] == "1400"
