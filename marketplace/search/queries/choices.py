"""What can be chosen from: crafts, places and cooperatives that have pieces in the shop.

Counts stop at `COUNTED`, so that they cost the same in a shop of any size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, ScalarSelect, case, func, literal, select, union_all

from marketplace.catalogue.models import Craft
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import Texts, db
from marketplace.core.remembering import remembered
from marketplace.localisation.models import Place
from marketplace.search.models import SearchDocument

COUNTED = 100


@dataclass(frozen=True, eq=False)
class Choice:
    """Something to narrow a list by, and how many pieces it has, counted to `COUNTED`."""

    id: str
    names: Texts
    pieces: int
    group: str = ""

    @property
    def more_than_counted(self) -> bool:
        return self.pieces >= COUNTED


@dataclass(frozen=True)
class Choices:
    """Crafts, grouped by family; counties and the places in them, grouped by county (a county
    counts the pieces of all its places); cooperatives; each only where it has pieces."""

    crafts: tuple[Choice, ...]
    places: tuple[Choice, ...]
    cooperatives: tuple[Choice, ...]


@remembered("search_documents", "crafts", "places", "cooperatives")
def choices(*, brief: bool = False) -> Choices:
    """All that a list can be narrowed by, in one query. For a `brief` answer cooperatives and the
    places inside counties are not counted, only found to have pieces."""
    found: dict[str, list[Choice]] = {"craft": [], "place": [], "cooperative": []}
    for kind, id, names, group, pieces in db.session.execute(_all_choices(brief)):
        if pieces:
            found[kind].append(Choice(id, names, pieces, group))
    return Choices(
        crafts=tuple(sorted(found["craft"], key=lambda one: (one.group, one.id))),
        places=tuple(sorted(found["place"], key=lambda one: (one.group, one.id))),
        cooperatives=tuple(sorted(found["cooperative"], key=lambda one: one.id)),
    )


@cache
def _all_choices(brief: bool) -> CompoundSelect[Any]:
    least = 1 if brief else COUNTED
    in_place = case(
        (Place.kind == "county", _counted(SearchDocument.county_id == Place.id)),
        (Place.county_id.is_(None), _counted(SearchDocument.place_id == Place.id)),
        else_=_counted(SearchDocument.place_id == Place.id, least),
    )
    of_craft = _counted(SearchDocument.craft_id == Craft.id)
    of_seller = _counted(SearchDocument.cooperative_id == Cooperative.id, least)
    return union_all(
        select(literal("craft"), Craft.id, Craft.names, Craft.family, of_craft).where(
            Craft.offered
        ),
        select(
            literal("place"),
            Place.id,
            Place.names,
            case((Place.kind == "county", ""), else_=func.coalesce(Place.county_id, "")),
            in_place,
        ),
        select(literal("cooperative"), Cooperative.slug, Cooperative.names, literal(""), of_seller),
    )


def currencies() -> Sequence[str]:
    """The currencies that pieces of the shop are priced in, each looked up in the index behind the
    one before it: as many steps as there are currencies, not as there are pieces."""
    column = SearchDocument.price_currency
    steps = select(func.min(column).label("currency")).cte("steps", recursive=True)
    behind = select(func.min(column)).where(column > steps.c.currency).scalar_subquery()
    steps = steps.union_all(select(behind).where(steps.c.currency.is_not(None)))
    found = select(steps.c.currency).where(steps.c.currency.is_not(None))
    return db.session.scalars(found).all()


def _counted(where: Any, most: int = COUNTED) -> ScalarSelect[int]:
    some = (
        select(SearchDocument.product_id).where(where).limit(most).correlate_except(SearchDocument)
    )
    return select(func.count()).select_from(some.lateral()).scalar_subquery()
