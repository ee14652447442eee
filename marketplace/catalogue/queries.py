"""Ways to find what is offered. Each says, in its where clause, who may see what."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.catalogue.content import Content
from marketplace.catalogue.models import (
    Craft,
    Product,
    ProductPicture,
    ProductState,
    Revision,
    RevisionState,
    Variant,
)
from marketplace.compliance.models import HsCode
from marketplace.cooperatives.models import Artisan, Cooperative, CooperativeState
from marketplace.core.db import Texts, db
from marketplace.core.errors import NotFound
from marketplace.localisation.models import Place
from marketplace.media.models import Picture, PictureState


def on_the_shelf() -> Any:
    """The where clause of what the shop shows; join `Product.cooperative` for it."""
    return and_(
        Product.state == ProductState.PUBLISHED,
        Product.listed,
        Cooperative.state == CooperativeState.ACTIVE,
    )


def variants_for_sale(variant_ids: Collection[int]) -> list[Variant]:
    """Those of the variants that can be bought now, with product, cooperative and maker."""
    return list(
        db.session.scalars(
            select(Variant)
            .join(Variant.product)
            .join(Product.cooperative)
            .where(Variant.id.in_(variant_ids), Variant.offered, on_the_shelf())
            .options(
                contains_eager(Variant.product).options(
                    contains_eager(Product.cooperative),
                    joinedload(Product.artisan),
                    joinedload(Product.craft),
                    selectinload(Product.pictures).joinedload(ProductPicture.picture),
                )
            )
            .order_by(Variant.id)
        )
    )


def product_on_shelf(slug: str) -> Product:
    """A piece as its page in the shop needs it, with all that page shows."""
    product = db.session.scalar(
        select(Product)
        .join(Product.cooperative)
        .where(Product.slug == slug, on_the_shelf())
        .options(
            contains_eager(Product.cooperative).joinedload(Cooperative.place),
            joinedload(Product.artisan).options(
                joinedload(Artisan.place), joinedload(Artisan.portrait)
            ),
            joinedload(Product.craft),
            joinedload(Product.place),
            selectinload(Product.variants),
            selectinload(Product.pictures).joinedload(ProductPicture.picture),
        )
    )
    if product is None:
        raise NotFound()
    return product


def crafts_offered() -> Sequence[Craft]:
    return db.session.scalars(select(Craft).where(Craft.offered).order_by(Craft.id)).all()


def craft(craft_id: str) -> Craft:
    """A craft that may be shown in the shop."""
    found = db.session.get(Craft, craft_id)
    if found is None or not found.offered:
        raise NotFound()
    return found


OPEN_STATES = (RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.CHANGES_REQUESTED)


def open_revision_of(product: Product) -> Revision | None:
    """There is at most one; the database sees to it."""
    return db.session.scalar(
        select(Revision).where(Revision.product_id == product.id, Revision.state.in_(OPEN_STATES))
    )


def locked_revision(revision_id: int) -> Revision:
    """A proposal and its product, held until the transaction ends. Ask first whose it is."""
    revision = db.session.get_one(Revision, revision_id)
    db.session.refresh(revision.product, with_for_update=True)
    db.session.refresh(revision, with_for_update=True)
    return revision


def last_content_of(product: Product) -> Content:
    """What its latest proposal said, decided or not."""
    content = db.session.scalars(
        select(Revision.content)
        .where(Revision.product_id == product.id)
        .order_by(Revision.id.desc())
        .limit(1)
    ).one()
    return Content.from_json(content)


def next_key(product: Product, content: Content | None = None) -> str:
    """A key that no variant of the product has or had."""
    keys = [variant.key for variant in product.variants]
    keys += [entry.key for entry in content.variants] if content else []
    return str(max((int(key) for key in keys if key.isdecimal()), default=0) + 1)


def picture_states(picture_ids: Collection[int]) -> dict[int, PictureState]:
    rows = db.session.execute(select(Picture.id, Picture.state).where(Picture.id.in_(picture_ids)))
    return {row.id: row.state for row in rows}


def flags_of(content: Content) -> list[str]:
    """Compliance flags of its craft and its customs code, as the dated rules say today."""
    craft_flags = select(Craft.flags).where(Craft.id == content.craft_id)
    code_flags = select(HsCode.flags).where(HsCode.code == content.hs_code)
    found = [*db.session.scalars(craft_flags), *db.session.scalars(code_flags)]
    return sorted({flag for flags in found for flag in flags})


def products_of_cooperative(cooperative_id: int) -> Sequence[Product]:
    return db.session.scalars(
        select(Product).where(Product.cooperative_id == cooperative_id).order_by(Product.id)
    ).all()


def care_for(craft_id: str, content: Content) -> Texts:
    """How pieces of a craft are looked after, unless the maker wrote words of her own."""
    old = db.session.get(Craft, content.craft_id) if content.craft_id else None
    new = db.session.get(Craft, craft_id)
    untouched = not content.care or (old is not None and content.care == old.care)
    return dict(new.care) if new and untouched else content.care


def places_of_craft(craft_id: str | None) -> Sequence[str]:
    craft_ = db.session.get(Craft, craft_id) if craft_id else None
    return craft_.place_ids if craft_ else []


def places(first: Collection[str] = ()) -> Sequence[Place]:
    """All places, the named ones in front."""
    return db.session.scalars(
        select(Place).order_by(Place.id.not_in(first), Place.names["fa"].astext)
    ).all()


def codes_for(content: Content) -> Sequence[HsCode]:
    """Customs codes that pieces of its craft often have, and the one it has."""
    craft_ = db.session.get(Craft, content.craft_id) if content.craft_id else None
    wanted = [*(craft_.hs_codes if craft_ else []), content.hs_code or ""]
    return db.session.scalars(
        select(HsCode).where(HsCode.code.in_(wanted)).order_by(HsCode.code)
    ).all()
