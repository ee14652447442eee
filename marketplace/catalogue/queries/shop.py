"""What the shop shows and sells."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.catalogue.models import (
    Craft,
    Product,
    ProductPicture,
    ProductState,
    Variant,
)
from marketplace.cooperatives.models import Cooperative, CooperativeState
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


def crafts_offered() -> Sequence[Craft]:
    return db.session.scalars(select(Craft).where(Craft.offered).order_by(Craft.id)).all()


def craft(craft_id: str) -> Craft:
    """A craft that may be shown in the shop."""
    found = db.session.get(Craft, craft_id)
    if found is None or not found.offered:
        raise NotFound()
    return found
