"""Places: made, hung into one another, and found when they are needed."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.db import Texts, db
from marketplace.core.errors import Invalid
from marketplace.inventory import queries
from marketplace.inventory.models import Location, PlaceKind

MAIN_NAMES = {"en": "Main store", "fa": "انبار اصلی"}
ON_THE_WAY = {"en": "On the way", "fa": "در راه"}


@dataclass(frozen=True)
class PlaceDetails:
    """What is said of a place. Without a parent it is a root."""

    code: str
    names: Texts
    kind: PlaceKind = PlaceKind.ROOM
    parent_id: int | None = None


def make_location(cooperative_id: int, details: PlaceDetails, by: User | None) -> Location:
    if db.session.scalar(
        select(Location.id).where(
            Location.cooperative_id == cooperative_id, Location.code == details.code
        )
    ):
        raise Invalid(_("There is a place with this code already."), "code")
    if details.parent_id is not None:
        _parent(cooperative_id, details.parent_id)
    location = Location(cooperative_id=cooperative_id, **vars(details))
    db.session.add(location)
    after = {"code": details.code, "kind": details.kind.value}
    audit.record(by, "location.made", location, after=after, scope_id=cooperative_id)
    return location


def main_place(cooperative_id: int) -> Location:
    """Where a cooperative's pieces are booked in unless somebody says else; made the first time."""
    return queries.main_location(cooperative_id) or make_location(
        cooperative_id, PlaceDetails(queries.MAIN, MAIN_NAMES), None
    )


def hang(location: Location, parent_id: int | None, by: User) -> None:
    """Put a place, with all that lies in it, into another one; without a parent it is a root."""
    queries.locked_places(location.cooperative_id)
    if parent_id is not None:
        parent = _parent(location.cooperative_id, parent_id)
        if parent.id in queries.ids_inside(location.id):
            raise Invalid(_("A place cannot lie in itself."), "parent_id")
    before, location.parent_id = location.parent_id, parent_id
    audit.record(
        by,
        "location.moved",
        location,
        before={"parent": before},
        after={"parent": parent_id},
        scope_id=location.cooperative_id,
    )


def transit_of(cooperative_id: int) -> Location:
    """Where pieces are that were sent and not yet received; made when it is first needed."""
    where = {"cooperative_id": cooperative_id, "code": "WAY"}
    made = {"names": ON_THE_WAY, "kind": PlaceKind.TRANSIT}
    db.session.execute(insert(Location).values(**where, **made).on_conflict_do_nothing())
    return db.session.scalars(select(Location).filter_by(**where)).one()


def _parent(cooperative_id: int, parent_id: int) -> Location:
    parent = db.session.get(Location, parent_id)
    if parent is None or parent.cooperative_id != cooperative_id:
        raise Invalid(_("Choose another place of this cooperative."), "parent_id")
    if parent.kind is PlaceKind.TRANSIT:
        raise Invalid(_("Nothing lies under what is on the way."), "parent_id")
    return parent
