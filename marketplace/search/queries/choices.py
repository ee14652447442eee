"""What can be chosen from: crafts, places and cooperatives that have pieces in the shop.

Counts stop at `COUNTED`, so that they cost the same in a shop of any size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, case, func, select

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
    rows = db.session.execute(
        select(Craft.id, Craft.names, Craft.family, _counted(SearchDocument.craft_id == Craft.id))
        .where(Craft.offered)
        .order_by(Craft.family, Craft.id)
    )
    return [Choice(id, names, n, family) for id, names, family, n in rows if n]


def places() -> list[Choice]:
    """Counties and places with pieces; a county counts those of all its places."""
    count = case(
        (Place.kind == "county", _counted(SearchDocument.county_id == Place.id)),
        else_=_counted(SearchDocument.place_id == Place.id),
    )
    rows = db.session.execute(
        select(Place.id, Place.names, Place.kind, count).order_by(Place.kind != "county", Place.id)
    )
    return [Choice(id, names, n, kind) for id, names, kind, n in rows if n]


def cooperatives() -> list[Choice]:
    """Cooperatives with pieces."""
    count = _counted(SearchDocument.cooperative_id == Cooperative.id)
    rows = db.session.execute(
        select(Cooperative.slug, Cooperative.names, count).order_by(Cooperative.slug)
    )
    return [Choice(slug, names, n) for slug, names, n in rows if n]


def currencies() -> Sequence[str]:
    """The currencies that pieces of the shop are priced in, each looked up in the index behind the
    one before it: as many steps as there are currencies, not as there are pieces."""
    column = SearchDocument.price_currency
    steps = select(func.min(column).label("currency")).cte("steps", recursive=True)
    behind = select(func.min(column)).where(column > steps.c.currency).scalar_subquery()
    steps = steps.union_all(select(behind).where(steps.c.currency.is_not(None)))
    found = select(steps.c.currency).where(steps.c.currency.is_not(None))
    return db.session.scalars(found).all()


def _counted(where: Any) -> ScalarSelect[int]:
    some = (
        select(SearchDocument.product_id)
        .where(where)
        .limit(COUNTED)
        .correlate_except(SearchDocument)
    )
    return select(func.count()).select_from(some.lateral()).scalar_subquery()
