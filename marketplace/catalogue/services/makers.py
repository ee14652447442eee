"""Which crafts a maker works in."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue.models import Craft, artisan_crafts
from marketplace.cooperatives import queries as cooperatives
from marketplace.cooperatives.events import ArtisanChanged
from marketplace.cooperatives.models import Artisan
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.events import announce


def crafts_of(artisan: Artisan) -> list[str]:
    """The ids of her crafts."""
    hers = select(artisan_crafts.c.craft_id).where(artisan_crafts.c.artisan_id == artisan.id)
    return sorted(db.session.scalars(hers))


def choose_crafts(artisan: Artisan, wanted: Collection[str], scope_id: int, *, by: User) -> None:
    """Write which crafts are hers; the shop shows them beside her name."""
    offered = select(Craft.id).where(Craft.id.in_(wanted), Craft.offered.is_(True))
    known = set(db.session.scalars(offered))
    if known != set(wanted):
        raise Invalid(_("Choose crafts from the list."), "crafts")
    cooperatives.locked_artisan(artisan.id)
    before = crafts_of(artisan)
    if set(before) == known:
        return
    db.session.execute(delete(artisan_crafts).where(artisan_crafts.c.artisan_id == artisan.id))
    for craft_id in sorted(known):
        row = {"artisan_id": artisan.id, "craft_id": craft_id}
        db.session.execute(insert(artisan_crafts).values(row))
    audit.record(
        by,
        "maker.crafts",
        artisan,
        before={"crafts": before},
        after={"crafts": sorted(known)},
        scope_id=scope_id,
    )
    announce(ArtisanChanged(artisan.id))
