"""All that the page of a piece shows of it, in one query.

The database writes it as one text. What the text says is remembered by the text itself, so a page is
as new as the database, and what has not changed is read only once.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from marketplace.catalogue import queries as catalogue
from marketplace.catalogue.models import Craft, Product, ProductPicture, Variant
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import Json, Texts, run
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.core.statements import table_of
from marketplace.inventory import queries as inventory
from marketplace.localisation.models import Place
from marketplace.media.models import Picture
from marketplace.search.queries import PictureRow

MOST_AT_ONCE = 10
REMEMBERED = 100


@dataclass(frozen=True, eq=False)
class Shown:
    """A picture of the piece, and what it shows."""

    picture: PictureRow
    alts: Texts


@dataclass(frozen=True, eq=False)
class Named:
    slug: str
    names: Texts


@dataclass(frozen=True, eq=False)
class Maker(Named):
    place_names: Texts
    portrait: PictureRow | None


@dataclass(frozen=True, eq=False)
class Offer:
    """One variant: what it costs, what it weighs, and how many can be had now."""

    id: int
    sku: str
    names: Texts
    price: Money
    net_grams: int
    packed_grams: int
    packed_sides: Sequence[int]
    """In millimetres, 0 while not measured."""
    available: int
    made_to_order: bool

    @property
    def sold(self) -> bool:
        return self.available < 1 and not self.made_to_order

    @property
    def most(self) -> int:
        """How many can be put into the bag at once."""
        return MOST_AT_ONCE if self.made_to_order else min(self.available, MOST_AT_ONCE)


@dataclass(frozen=True, eq=False)
class Sheet:
    """A piece. The same text of the database is the same object, as long as it is remembered."""

    id: int
    slug: str
    titles: Texts
    stories: Texts
    techniques: Texts
    care: Texts
    materials: Sequence[Json]
    cooperative_id: int
    craft_id: str | None
    place_id: str | None
    cooperative: Named
    artisan: Maker
    craft: Named | None
    place: Named | None
    sides: Sequence[int]
    """Length, width and height in millimetres, those that are known."""
    made_to_order: bool
    lead_time_days: int | None
    hs_code: str | None
    origin_country: str
    pictures: Sequence[Shown]
    offers: Sequence[Offer]


def sheet(slug: str) -> Sheet:
    """The piece at this address of the shop."""
    written = run(_written(), {"slug": slug}).scalar()
    if written is None:
        raise NotFound()
    return _read(written)


@lru_cache(maxsize=REMEMBERED)
def _read(written: str) -> Sheet:
    row = json.loads(written)
    piece, maker = row["piece"], row["artisan"]
    return Sheet(
        **piece,
        cooperative=Named(**row["cooperative"]),
        artisan=Maker(**maker | {"portrait": _picture(maker["portrait"])}),
        craft=Named(**row["craft"]) if piece["craft_id"] else None,
        place=Named(**row["place"]) if piece["place_id"] else None,
        sides=tuple(filter(None, row["sides"])),
        pictures=tuple(Shown(PictureRow(**one["picture"]), one["alts"]) for one in row["pictures"]),
        offers=tuple(_offer(one, made_to_order=piece["made_to_order"]) for one in row["offers"]),
    )


def _picture(row: Json) -> PictureRow | None:
    return PictureRow(**row) if row["width"] else None


def _offer(row: Json, *, made_to_order: bool) -> Offer:
    price, sides = Money(row.pop("minor"), row.pop("currency")), row.pop("packed_sides")
    packed = tuple(side or 0 for side in sides)
    return Offer(**row, price=price, packed_sides=packed, made_to_order=made_to_order)


HOME, PORTRAIT = aliased(Place), aliased(Picture)
PIECE = (
    *("id", "slug", "titles", "stories", "techniques", "care", "materials", "cooperative_id"),
    *("craft_id", "place_id", "made_to_order", "lead_time_days", "hs_code", "origin_country"),
)
PICTURE = ("width", "height", "derivatives", "is_demo")


@cache
def _written() -> Select[str]:
    """Made once: to make it takes longer than to answer it."""
    piece, seller, maker = (table_of(one).c for one in (Product, Cooperative, Artisan))
    whole = _json(
        piece=_columns(piece, PIECE),
        sides=func.json_build_array(piece.length_mm, piece.width_mm, piece.height_mm),
        cooperative=_columns(seller, ("slug", "names")),
        artisan=_json(
            slug=maker.slug,
            names=maker.names,
            place_names=HOME.names,
            portrait=_json(**{name: getattr(PORTRAIT, name) for name in PICTURE}),
        ),
        craft=_json(slug=Craft.id, names=Craft.names),
        place=_json(slug=Place.id, names=Place.names),
        pictures=_pictures(),
        offers=_offers(),
    )
    return (
        select(cast(whole, Text))
        .select_from(Product)
        .join(Product.cooperative)
        .join(Product.artisan)
        .join(HOME, Artisan.place)
        .outerjoin(PORTRAIT, Artisan.portrait)
        .outerjoin(Product.craft)
        .outerjoin(Product.place)
        .where(Product.slug == bindparam("slug"), catalogue.on_the_shelf())
    )


def _pictures() -> ScalarSelect[Any]:
    shown, picture = table_of(ProductPicture).c, table_of(Picture).c
    one = _json(picture=_columns(picture, PICTURE), alts=shown.alts)
    return (
        select(_list(one, shown.position))
        .join_from(ProductPicture, Picture)
        .where(shown.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )


def _offers() -> ScalarSelect[Any]:
    variant = table_of(Variant).c
    sides = (variant[f"packed_{side}_mm"] for side in ("length", "width", "height"))
    one = _json(
        minor=variant.price_minor,
        currency=variant.price_currency,
        packed_sides=func.json_build_array(*sides),
        available=inventory.pieces_left(variant.id),
        **{name: variant[name] for name in ("id", "sku", "names", "net_grams", "packed_grams")},
    )
    return (
        select(_list(one, variant.position))
        .where(variant.product_id == Product.id, variant.offered)
        .correlate(Product)
        .scalar_subquery()
    )


def _columns(row: Any, names: Sequence[str]) -> ColumnElement[Any]:
    return _json(**{name: row[name] for name in names})


def _json(**values: Any) -> ColumnElement[Any]:
    """The names stand in the statement, which makes it short enough for the driver to remember."""
    named: list[Any] = []
    for name, value in values.items():
        named += (literal_column(f"'{name}'"), value)
    return func.json_build_object(*named)


def _list(one: ColumnElement[Any], position: ColumnElement[int]) -> ColumnElement[Any]:
    return func.coalesce(func.json_agg(aggregate_order_by(one, position)), func.json_build_array())
