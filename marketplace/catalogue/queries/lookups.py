"""What a proposal refers to: crafts, places, codes, pictures."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, Text, cast, func, select
from sqlalchemy.dialects.postgresql import JSONPATH

from marketplace.catalogue.content import Content
from marketplace.catalogue.models import Craft, Revision
from marketplace.compliance.models import HsCode
from marketplace.core.db import Strings, Texts, db
from marketplace.localisation.models import Place
from marketplace.media.models import Picture, PictureState


def picture_states(picture_ids: Collection[int]) -> dict[int, PictureState]:
    rows = db.session.execute(select(Picture.id, Picture.state).where(Picture.id.in_(picture_ids)))
    return {row.id: row.state for row in rows}


def proposed_pictures() -> Select[Any]:
    """The ids of all pictures that proposals name, whatever became of them."""
    pictures = func.jsonb_path_query(
        Revision.content, cast("$.pictures[*].picture_id ? (@ != null)", JSONPATH)
    )
    return select(cast(cast(pictures, Text), BigInteger)).select_from(Revision)


def flags_of(content: Content) -> list[str]:
    """Compliance flags of its craft and its customs code, as the dated rules say today."""
    craft_flags = select(Craft.flags).where(Craft.id == content.craft_id)
    code_flags = select(HsCode.flags).where(HsCode.code == content.hs_code)
    found = [*db.session.scalars(craft_flags), *db.session.scalars(code_flags)]
    return sorted({flag for flags in found for flag in flags})


def care_for(craft_id: str, content: Content) -> Texts:
    """How pieces of a craft are looked after, unless the maker wrote words of her own."""
    old = db.session.get(Craft, content.craft_id) if content.craft_id else None
    new = db.session.get(Craft, craft_id)
    untouched = not content.care or (old is not None and content.care == old.care)
    return dict(new.care) if new and untouched else content.care


def places_of_craft(craft_id: str | None) -> Sequence[str]:
    return db.session.scalar(select(Craft.place_ids).where(Craft.id == craft_id)) or []


def places(first: Collection[str] = ()) -> Sequence[Place]:
    """All places, the named ones in front."""
    return db.session.scalars(
        select(Place).order_by(Place.id.not_in(first), Place.names["fa"].astext)
    ).all()


def codes_for(content: Content) -> Sequence[HsCode]:
    """Customs codes that pieces of its craft often have, and the one it has."""
    usual = codes_by_craft([content.craft_id])
    wanted = [*usual.get(content.craft_id or "", []), content.hs_code or ""]
    return db.session.scalars(
        select(HsCode).where(HsCode.code.in_(wanted)).order_by(HsCode.code)
    ).all()


def craft_named(craft_id: str | None) -> Craft | None:
    return db.session.get(Craft, craft_id) if craft_id else None


def place_named(place_id: str | None) -> Place | None:
    return db.session.get(Place, place_id) if place_id else None


def codes_by_craft(craft_ids: Iterable[str | None]) -> dict[str, Strings]:
    """The customs codes that pieces of each craft often have."""
    rows = db.session.execute(
        select(Craft.id, Craft.hs_codes).where(Craft.id.in_(filter(None, craft_ids)))
    )
    return {row[0]: row[1] for row in rows}
