"""What the catalogue does when others announce something."""

from sqlalchemy import insert, select

from marketplace.catalogue import queries, services
from marketplace.catalogue.events import ProductChanged
from marketplace.catalogue.loading import load_crafts
from marketplace.catalogue.models import Craft, artisan_crafts
from marketplace.compliance.events import RulesLoaded
from marketplace.cooperatives.events import (
    ArtisanChanged,
    CooperativeChanged,
    CooperativeReinstated,
    CooperativeSuspended,
    MemberJoined,
)
from marketplace.core.db import db
from marketplace.core.events import announce
from marketplace.media.events import PictureReady


def renew_crafts(event: RulesLoaded) -> None:
    """The crafts stand in the same folder as the rules of the world."""
    load_crafts(event.folder)


def unlist(event: CooperativeSuspended) -> None:
    services.unlist(event.cooperative_id)


def list_again(event: CooperativeReinstated) -> None:
    services.list_again(event.cooperative_id)


def tell_of_cooperative(event: CooperativeChanged) -> None:
    _changed(queries.ids_of_cooperative(event.cooperative_id))


def tell_of_artisan(event: ArtisanChanged) -> None:
    _changed(queries.ids_of_artisan(event.artisan_id))


def tell_of_picture(event: PictureReady) -> None:
    _changed(queries.ids_with_picture(event.picture_id))


def note_crafts(event: MemberJoined) -> None:
    """What she works in, as her invitation said."""
    wanted = set(db.session.scalars(select(Craft.id).where(Craft.id.in_(event.crafts))))
    known = select(artisan_crafts.c.craft_id).where(artisan_crafts.c.artisan_id == event.artisan_id)
    for craft_id in sorted(wanted - set(db.session.scalars(known))):
        db.session.execute(
            insert(artisan_crafts).values(artisan_id=event.artisan_id, craft_id=craft_id)
        )


def _changed(product_ids: list[int]) -> None:
    for product_id in product_ids:
        announce(ProductChanged(product_id))
