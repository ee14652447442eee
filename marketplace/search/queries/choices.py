"""What can be chosen from: crafts, places and cooperatives that have pieces in the shop.

Counts stop at `COUNTED`, so that they cost the same in a shop of any size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, func, or_, select

from marketplace.catalogue.models import Craft
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import Texts, db
from marketplace.localisation.models import Place
from marketplace.search.models import SearchDocument

COUNTED = 100


@dataclass(frozen=True)
class Choice:
    """Something to narrow a list by, and how many pieces it has, counted to `COUNTED`."""

    id: str
    names: Texts
    pieces: int
    group: str = ""

    @property
    def more_than_counted(self) -> bool:
        return self.pieces >= COUNTED


def crafts() -> list[Choice]:
    """Crafts with pieces, by family."""
    count = _counted(SearchDocument.craft_id == Craft.id)
    rows = db.session.execute(
        select(Craft.id, Craft.names, Craft.family, count)
        .where(Craft.offered, count > 0)
        .order_by(Craft.family, Craft.id)
    )
    return [Choice(id, names, pieces, family) for id, names, family, pieces in rows]


def places() -> list[Choice]:
    """Counties and places with pieces; a county counts those of all its places."""
    count = _counted(or_(SearchDocument.place_id == Place.id, SearchDocument.county_id == Place.id))
    rows = db.session.execute(
        select(Place.id, Place.names, Place.kind, count)
        .where(count > 0)
        .order_by(Place.kind != "county", Place.id)
    )
    return [Choice(id, names, pieces, kind) for id, names, kind, pieces in rows]


def cooperatives() -> list[Choice]:
    """Cooperatives with pieces."""
    count = _counted(SearchDocument.cooperative_id == Cooperative.id)
    rows = db.session.execute(
        select(Cooperative.slug, Cooperative.names, count)
        .where(count > 0)
        .order_by(Cooperative.slug)
    )
    return [Choice(slug, names, pieces) for slug, names, pieces in rows]


def currencies() -> Sequence[str]:
    """The currencies that pieces of the shop are priced in."""
    return db.session.scalars(
        select(SearchDocument.price_currency).distinct().order_by(SearchDocument.price_currency)
    ).all()


def _counted(where: Any) -> ScalarSelect[int]:
    some = (
        select(SearchDocument.product_id)
        .where(where)
        .limit(COUNTED)
        .correlate_except(SearchDocument)
    )
    return select(func.count()).select_from(some.lateral()).scalar_subquery()
