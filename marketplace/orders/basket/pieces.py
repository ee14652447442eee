"""What lies in a basket, as the shop offers it now: one row for each line, all read at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, Select, Table, and_, bindparam, select, true

from marketplace.catalogue.models import Product, ProductPicture, Variant
from marketplace.catalogue.queries import on_the_shelf
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import run
from marketplace.core.statements import table_of
from marketplace.inventory.queries import pieces_left
from marketplace.media.models import Picture
from marketplace.orders.models import BasketLine

Piece = Any
"""A row of `pieces_in`: the facts of line, variant and product by their names, those of others with
`seller_` and `artisan_` before them, its first picture, whether it is `for_sale`, and how many are
`left` in stock."""

LINE, VARIANT, PRODUCT = table_of(BasketLine), table_of(Variant), table_of(Product)
SELLER, ARTISAN = table_of(Cooperative), table_of(Artisan)
SHOWN, PICTURE = table_of(ProductPicture), table_of(Picture)


def pieces_in(basket_id: int, *, later: bool = False) -> Sequence[Piece]:
    """What lies in it, or what is saved for later; by cooperative, and in the order in which it was
    put aside."""
    return run(PIECES, {"basket": basket_id, "later": later}).all()


def _pieces() -> Select[*tuple[Any, ...]]:
    first = (
        select(SHOWN.c.picture_id, SHOWN.c.alts)
        .where(SHOWN.c.product_id == PRODUCT.c.id)
        .order_by(SHOWN.c.position, SHOWN.c.picture_id)
        .limit(1)
        .lateral("first")
    )
    return (
        select(
            *_told(first.c.picture_id, first.c.alts),
            and_(VARIANT.c.offered, on_the_shelf()).label("for_sale"),
            pieces_left(VARIANT.c.id).label("left"),
        )
        .select_from(
            LINE.join(VARIANT, VARIANT.c.id == LINE.c.variant_id)
            .join(PRODUCT, PRODUCT.c.id == VARIANT.c.product_id)
            .join(SELLER, SELLER.c.id == PRODUCT.c.cooperative_id)
            .join(ARTISAN, ARTISAN.c.id == PRODUCT.c.artisan_id)
            .outerjoin(first, true())
            .outerjoin(PICTURE, PICTURE.c.id == first.c.picture_id)
        )
        .where(LINE.c.basket_id == bindparam("basket"), LINE.c.later == bindparam("later"))
        .order_by(PRODUCT.c.cooperative_id, LINE.c.id)
    )


def _told(*of_picture: Any) -> Iterable[Any]:
    yield from _named(LINE, "id quantity price_seen_minor price_seen_currency variant_id")
    yield from _named(VARIANT, "sku price_minor price_currency net_grams packed_grams")
    yield from _named(VARIANT, "packed_length_mm packed_width_mm packed_height_mm")
    yield from _named(PRODUCT, "slug titles materials hs_code origin_country flags craft_id")
    yield from _named(PRODUCT, "made_to_order lead_time_days artisan_id cooperative_id")
    yield from (column.label(f"seller_{column.name}") for column in _named(SELLER, OF_SELLER))
    yield VARIANT.c.names.label("variant_names")
    yield ARTISAN.c.names.label("artisan_names")
    yield from _named(PICTURE, "width height derivatives")
    yield from of_picture


OF_SELLER = "code names national_id registration_number address email phone"


def _named(table: Table, names: str) -> list[Column[Any]]:
    return [table.c[name] for name in names.split()]


PIECES = _pieces()
