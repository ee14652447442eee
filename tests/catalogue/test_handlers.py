from sqlalchemy import select

from marketplace.catalogue.models import artisan_crafts
from marketplace.cooperatives.events import (
    CooperativeReinstated,
    CooperativeSuspended,
    MemberJoined,
)
from marketplace.core.db import db
from marketplace.core.events import announce
from tests.factories.catalogue import is_on_shelf, make_craft, make_product
from tests.factories.cooperatives import make_artisan, make_cooperative


def test_suspension_takes_all_pieces_from_the_shelf_and_reinstatement_puts_them_back() -> None:
    product = make_product()
    announce(CooperativeSuspended(product.cooperative_id))
    assert not is_on_shelf(product)
    assert not product.listed
    announce(CooperativeReinstated(product.cooperative_id))
    assert is_on_shelf(product)


def test_the_crafts_of_a_new_member_are_noted_once() -> None:
    artisan, craft = make_artisan(), make_craft()
    for _ in range(2):
        announce(MemberJoined(artisan.id, make_cooperative().id, (craft.id, "no-such-craft")))
    noted = select(artisan_crafts.c.craft_id).where(artisan_crafts.c.artisan_id == artisan.id)
    assert db.session.scalars(noted).all() == [craft.id]
