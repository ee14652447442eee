"""What the front page shows besides lists of pieces."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.catalogue.models import ProductPicture
from marketplace.cooperatives.models import Artisan
from marketplace.core.db import Texts, db
from marketplace.localisation.models import Place
from marketplace.media.models import Picture, PictureState
from marketplace.search.models import SearchDocument
from marketplace.search.queries import Choice, PictureRow, PieceRow

PICTURE = (
    Picture.width,
    Picture.height,
    Picture.derivatives,
    Picture.is_demo,
)


@dataclass(frozen=True)
class Swatch:
    """A craft and what it looks like."""

    craft: Choice
    picture: PictureRow | None


@dataclass(frozen=True)
class Story:
    """A maker who tells something about herself."""

    slug: str
    names: Texts
    place_names: Texts
    stories: Texts


def swatches(crafts: Sequence[Choice], count: int) -> list[Swatch]:
    """The crafts with most pieces, each with a picture of its newest one."""
    crafts = sorted(crafts, key=lambda craft: (-craft.pieces, craft.id))[:count]
    pictures = newest_pictures([craft.id for craft in crafts])
    return [Swatch(craft, pictures.get(craft.id)) for craft in crafts]


def story_of(pieces: Sequence[PieceRow]) -> Story | None:
    """The maker of the first of these pieces whose maker has a story."""
    found = _stories({piece.maker_slug for piece in pieces})
    return next((found[p.maker_slug] for p in pieces if p.maker_slug in found), None)


def _stories(slugs: Collection[str]) -> dict[str, Story]:
    rows = db.session.execute(
        select(Artisan.slug, Artisan.names, Place.names.label("place_names"), Artisan.stories)
        .join(Artisan.place)
        .where(Artisan.slug.in_(slugs), Artisan.stories != {})
    )
    return {r.slug: Story(r.slug, r.names, r.place_names, r.stories) for r in rows}


def newest_pictures(craft_ids: Collection[str]) -> dict[str, PictureRow]:
    """What each craft looks like: the first picture of its newest piece, where there is one."""
    rows = db.session.execute(
        select(SearchDocument.craft_id, *PICTURE)
        .join(ProductPicture, ProductPicture.product_id == SearchDocument.product_id)
        .join(Picture, Picture.id == ProductPicture.picture_id)
        .where(SearchDocument.craft_id.in_(craft_ids), Picture.state == PictureState.READY)
        .ext(distinct_on(SearchDocument.craft_id))
        .order_by(
            SearchDocument.craft_id,
            SearchDocument.published_at.desc(),
            SearchDocument.product_id,
            ProductPicture.position,
        )
    )
    return {row.craft_id: PictureRow(*row[1:]) for row in rows}
