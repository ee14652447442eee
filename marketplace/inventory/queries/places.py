"""Places, and what lies in which."""

from collections.abc import Iterator, Sequence

from sqlalchemy import CTE, func, select
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import Scope
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.inventory.models import Location, PlaceKind, StockItem

MAIN = "MAIN"


def main_location(cooperative_id: int) -> Location | None:
    """Where a cooperative's pieces are booked in unless somebody says else."""
    return db.session.scalars(
        select(Location)
        .where(Location.cooperative_id == cooperative_id, Location.kind != PlaceKind.TRANSIT)
        .order_by(Location.code != MAIN, Location.id)
        .limit(1)
    ).first()


def locations_in(scope: Scope) -> Sequence[Location]:
    """All places, each after the one it lies in."""
    found = db.session.scalars(
        select(Location)
        .where(scope.clause(Location.cooperative_id))
        .options(joinedload(Location.cooperative))
        .order_by(Location.cooperative_id, Location.code)
    ).all()
    return [place for place, _depth in in_order(found)]


def in_order(places: Sequence[Location]) -> list[tuple[Location, int]]:
    """Each place after the one it lies in, with how deep it lies."""
    below: dict[int | None, list[Location]] = {}
    known = {place.id for place in places}
    for place in places:
        below.setdefault(place.parent_id if place.parent_id in known else None, []).append(place)

    def walk(parent_id: int | None, depth: int) -> Iterator[tuple[Location, int]]:
        for place in below.get(parent_id, []):
            yield place, depth
            yield from walk(place.id, depth + 1)

    return list(walk(None, 0))


def inside(location_id: int) -> CTE:
    """The ids of a place and of all places in it, as a table of `id`."""
    tree = select(Location.id).where(Location.id == location_id).cte("inside", recursive=True)
    return tree.union(select(Location.id).join(tree, Location.parent_id == tree.c.id))


def ids_inside(location_id: int) -> frozenset[int]:
    return frozenset(db.session.scalars(select(inside(location_id).c.id)))


def locked_places(cooperative_id: int) -> None:
    """All places of a cooperative, so that two people cannot hang one into another crosswise."""
    db.session.scalars(
        select(Location.id)
        .where(Location.cooperative_id == cooperative_id)
        .order_by(Location.id)
        .with_for_update()
    ).all()


def location_in(scope: Scope, location_id: int) -> Location:
    location = db.session.scalar(
        select(Location).where(Location.id == location_id, scope.clause(Location.cooperative_id))
    )
    if location is None:
        raise NotFound()
    return location


def pieces_in(scope: Scope) -> dict[int, int]:
    """How many pieces lie directly in each place."""
    rows = db.session.execute(
        select(StockItem.location_id, func.sum(StockItem.on_hand))
        .join(StockItem.location)
        .where(scope.clause(Location.cooperative_id))
        .group_by(StockItem.location_id)
    ).all()
    return {place: int(pieces) for place, pieces in rows}
