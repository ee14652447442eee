"""What lists of stock that somebody keeps elsewhere are compared with."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from marketplace.accounts.permissions import CENTRE
from marketplace.catalogue.models import Product, Variant
from marketplace.core.db import db
from marketplace.inventory.models import Condition, Location, Owner, StockItem
from marketplace.inventory.queries.promising import held_on, locked_items


def variants_with(skus: Collection[str]) -> dict[str, Variant]:
    """By their SKUs, with their pieces."""
    found = db.session.scalars(
        select(Variant)
        .join(Variant.product)
        .where(Variant.sku.in_(skus))
        .options(contains_eager(Variant.product))
        .order_by(Variant.id)
    )
    return {variant.sku: variant for variant in found}


def can_lie_at(variant: Variant, place: Location) -> bool:
    """At a cooperative lies what it sells, at the centre anything."""
    product: Product = variant.product
    return place.cooperative_id in {CENTRE, product.cooperative_id}


def usual_pieces(
    places: Sequence[tuple[int, Location]], *, lock: bool
) -> dict[tuple[int, int, Condition], tuple[int, int]]:
    """Pieces on hand and held, by variant, place and condition, of what belongs to whom such pieces
    usually belong: their maker, at the centre the centre. With `lock` they stay so."""
    owners = {
        place.id: Owner.CENTRE if place.cooperative_id == CENTRE else Owner.ARTISAN
        for _variant, place in places
    }
    wanted = (
        select(StockItem)
        .where(
            StockItem.variant_id.in_({variant_id for variant_id, _place in places}),
            StockItem.location_id.in_(owners),
        )
        .order_by(StockItem.id)
    )
    items = [one for one in db.session.scalars(wanted) if one.owner is owners[one.location_id]]
    if lock and items:
        locked_items([item.id for item in items])
    held = held_on([item.id for item in items])
    return {
        (item.variant_id, item.location_id, item.condition): (item.on_hand, held.get(item.id, 0))
        for item in items
    }
