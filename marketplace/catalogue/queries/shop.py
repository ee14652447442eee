"""What the shop shows and sells."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select

from marketplace.catalogue.models import (
    Craft,
    Product,
    ProductState,
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


def crafts_offered() -> Sequence[Craft]:
    return db.session.scalars(select(Craft).where(Craft.offered).order_by(Craft.id)).all()


def craft(craft_id: str) -> Craft:
    """A craft that may be shown in the shop."""
    found = db.session.get(Craft, craft_id)
    if found is None or not found.offered:
        raise NotFound()
    return found
