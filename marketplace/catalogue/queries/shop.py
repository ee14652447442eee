"""What the shop shows and sells."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.catalogue.models import (
    Craft,
    Product,
    ProductPicture,
    ProductState,
)
from marketplace.cooperatives.models import Artisan, Cooperative, CooperativeState
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.statements import table_of


def on_the_shelf() -> Any:
    """The where clause of what the shop shows; join `Product.cooperative` for it."""
    product, seller = table_of(Product).c, table_of(Cooperative).c
    return and_(
        product.state == ProductState.PUBLISHED,
        product.listed,
        seller.state == CooperativeState.ACTIVE,
    )


def product_on_shelf(slug: str) -> Product:
    """A piece as its page in the shop needs it, with all that page shows."""
    product = db.session.scalar(_named_piece(), {"slug": slug})
    if product is None:
        raise NotFound()
    return product


@cache
def _named_piece() -> Select[Product]:
    """Made once: to make it takes longer than to answer it."""
    return (
        select(Product)
        .join(Product.cooperative)
        .where(Product.slug == bindparam("slug"), on_the_shelf())
        .options(
            contains_eager(Product.cooperative),
            joinedload(Product.artisan).options(
                joinedload(Artisan.place), joinedload(Artisan.portrait)
            ),
            joinedload(Product.craft),
            joinedload(Product.place),
            selectinload(Product.variants),
            selectinload(Product.pictures).joinedload(ProductPicture.picture),
        )
    )


def crafts_offered() -> Sequence[Craft]:
    return db.session.scalars(select(Craft).where(Craft.offered).order_by(Craft.id)).all()


def craft(craft_id: str) -> Craft:
    """A craft that may be shown in the shop."""
    found = db.session.get(Craft, craft_id)
    if found is None or not found.offered:
        raise NotFound()
    return found
