"""What the shop's pages read besides lists of pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from marketplace.catalogue.models import Craft, Product, ProductPicture
from marketplace.cooperatives.models import (
    Artisan,
    Cooperative,
    CooperativeState,
    Membership,
)
from marketplace.core.clock import today
from marketplace.core.db import Texts, db
from marketplace.core.errors import NotFound
from marketplace.core.remembering import remembered
from marketplace.localisation.models import Place
from marketplace.media.models import Picture
from marketplace.search.models import SearchDocument
from marketplace.search.queries import PictureRow

MAKERS_ON_A_PAGE = 24
PIECES_IN_A_PART = 10_000
COUNTED = 100

LATEST = aliased(Picture)
MAKER_COLUMNS = (
    Artisan.slug,
    Artisan.names,
    Place.names.label("place_names"),
    Picture.width,
    Picture.height,
    Picture.derivatives,
    Picture.is_demo,
)
LATEST_COLUMNS = (
    LATEST.width.label("work_width"),
    LATEST.height.label("work_height"),
    LATEST.derivatives.label("work_derivatives"),
    LATEST.is_demo.label("work_is_demo"),
)


@dataclass(frozen=True)
class Named:
    id: int
    names: Texts


@dataclass(frozen=True)
class MakerRow:
    """A maker as a list shows her."""

    slug: str
    names: Texts
    place_names: Texts
    picture: PictureRow | None
    """The picture she chose of herself; of her latest piece where she chose none."""
    pieces: int


def cooperative_named(slug: str) -> Named | None:
    row = db.session.execute(
        select(Cooperative.id, Cooperative.names).where(Cooperative.slug == slug)
    ).first()
    return Named(row.id, row.names) if row else None


def maker_named(slug: str) -> Named | None:
    row = db.session.execute(select(Artisan.id, Artisan.names).where(Artisan.slug == slug)).first()
    return Named(row.id, row.names) if row else None


@remembered("crafts")
def introduction(craft_id: str) -> Texts:
    """What the craft is, in a paragraph."""
    return db.session.scalar(select(Craft.descriptions).where(Craft.id == craft_id)) or {}


def maker(slug: str) -> Artisan:
    """A maker who has, or once had, something in the shop; drafts make nobody public."""
    found = db.session.scalar(
        select(Artisan)
        .where(
            Artisan.slug == slug,
            exists().where(Product.artisan_id == Artisan.id, Product.content_version > 0),
        )
        .options(joinedload(Artisan.place), joinedload(Artisan.portrait))
    )
    if found is None:
        raise NotFound()
    return found


def cooperative_of(artisan_id: int) -> Cooperative | None:
    """The cooperative that a maker belongs to today."""
    return db.session.scalar(
        select(Cooperative)
        .join(Membership, Membership.cooperative_id == Cooperative.id)
        .where(
            Membership.artisan_id == artisan_id,
            Membership.starts_on <= today(),
            func.coalesce(Membership.ends_on, today()) >= today(),
        )
        .limit(1)
    )


def cooperative(slug: str) -> Cooperative:
    """A cooperative that sells; a suspended one has no page."""
    found = db.session.scalar(
        select(Cooperative)
        .where(Cooperative.slug == slug, Cooperative.state == CooperativeState.ACTIVE)
        .options(joinedload(Cooperative.place), joinedload(Cooperative.picture))
    )
    if found is None:
        raise NotFound()
    return found


def makers(after: str = "", cooperative_id: int | None = None) -> Sequence[MakerRow]:
    """Makers with pieces in the shop, by name in the address, one more than a page holds."""
    some = (
        select(SearchDocument.product_id)
        .where(SearchDocument.artisan_id == Artisan.id)
        .limit(COUNTED)
        .correlate(Artisan)
    )
    if cooperative_id is not None:
        some = some.where(SearchDocument.cooperative_id == cooperative_id)
    count = select(func.count()).select_from(some.lateral()).scalar_subquery()
    rows = db.session.execute(
        select(*MAKER_COLUMNS, *LATEST_COLUMNS, count.label("pieces"))
        .join(Artisan.place)
        .outerjoin(Artisan.portrait)
        .outerjoin(LATEST, LATEST.id == _picture_of_the_latest())
        .where(Artisan.slug > after, some.exists())
        .order_by(Artisan.slug)
        .limit(MAKERS_ON_A_PAGE + 1)
    )
    return [
        MakerRow(
            slug=row.slug,
            names=row.names,
            place_names=row.place_names,
            picture=_picture(row),
            pieces=row.pieces,
        )
        for row in rows
    ]


def _picture_of_the_latest() -> Any:
    """The first picture of a maker's newest piece, asked only for those without a portrait."""
    return (
        select(ProductPicture.picture_id)
        .join(SearchDocument, SearchDocument.product_id == ProductPicture.product_id)
        .where(SearchDocument.artisan_id == Artisan.id, Picture.width.is_(None))
        .order_by(
            SearchDocument.published_at.desc(),
            SearchDocument.product_id.desc(),
            ProductPicture.position,
        )
        .limit(1)
        .correlate(Artisan, Picture)
        .scalar_subquery()
    )


def _picture(row: Any) -> PictureRow | None:
    if row.width:
        return PictureRow(row.width, row.height, row.derivatives, row.is_demo)
    if row.work_width:
        return PictureRow(row.work_width, row.work_height, row.work_derivatives, row.work_is_demo)
    return None


def places_of(place_ids: Sequence[str]) -> Sequence[Place]:
    return db.session.scalars(select(Place).where(Place.id.in_(place_ids)).order_by(Place.id)).all()


def once_shown(slug: str) -> Product | None:
    """A piece that was in the shop and is not now."""
    return db.session.scalar(
        select(Product).where(Product.slug == slug, Product.content_version > 0)
    )


def maker_slugs() -> Sequence[str]:
    """The address names of all makers with pieces in the shop."""
    shown = select(SearchDocument.artisan_id)
    return db.session.scalars(
        select(Artisan.slug).where(Artisan.id.in_(shown)).order_by(Artisan.slug)
    ).all()


def sitemap_parts() -> Sequence[int]:
    """The parts of the sitemap that have pieces in them."""
    part = SearchDocument.product_id // PIECES_IN_A_PART
    return db.session.scalars(select(part).distinct().order_by(part)).all()


def slugs_of_part(part: int) -> Sequence[str]:
    first = part * PIECES_IN_A_PART
    return db.session.scalars(
        select(Product.slug)
        .join(SearchDocument, SearchDocument.product_id == Product.id)
        .where(Product.id >= first, Product.id < first + PIECES_IN_A_PART)
        .order_by(Product.id)
    ).all()


def newest_for_feed(count: int) -> Sequence[Any]:
    """The newest pieces with as much as a feed says of each."""
    return db.session.execute(
        select(
            Product.slug,
            Product.titles,
            Product.stories,
            SearchDocument.published_at,
            Artisan.names.label("maker_names"),
        )
        .join(Product, Product.id == SearchDocument.product_id)
        .join(Artisan, Artisan.id == SearchDocument.artisan_id)
        .order_by(SearchDocument.published_at.desc(), SearchDocument.product_id.desc())
        .limit(count)
    ).all()
