"""Copying an approved proposal into what the shop shows."""

import re
import unicodedata

from sqlalchemy.dialects.postgresql import insert

from marketplace.catalogue import queries
from marketplace.catalogue.content import Content, VariantEntry
from marketplace.catalogue.events import PiecesDeclared, ProductChanged
from marketplace.catalogue.models import (
    Product,
    ProductPicture,
    ProductState,
    Revision,
    SkuCounter,
    Variant,
)
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.events import announce
from marketplace.core.money import Money

COPIED = (
    "titles",
    "stories",
    "techniques",
    "care",
    "craft_id",
    "place_id",
    "hs_code",
    "length_mm",
    "width_mm",
    "height_mm",
    "made_to_order",
    "lead_time_days",
)


def publish(revision: Revision, content: Content) -> None:
    """The product becomes what its revision says; its pieces that lie ready are declared."""
    product = revision.product
    for name in COPIED:
        setattr(product, name, getattr(content, name))
    product.materials = [material.as_json() for material in content.materials]
    product.flags = queries.flags_of(content)
    product.hs_proposed_by_id = revision.hs_proposed_by_id
    product.hs_confirmed_by_id = revision.hs_confirmed_by_id
    product.content_version += 1
    if product.state is ProductState.DRAFT:
        product.state, product.published_at = ProductState.PUBLISHED, now()
        product.slug = slug_of(product)
    _hang(product, content)
    variants = [_offer(product, content, i) for i in range(len(content.variants))]
    _withdraw_others(product, content)
    product.price_from_minor = min(variant.price.minor for variant in variants)
    product.price_currency = content.currency
    db.session.flush()
    for variant, entry in zip(variants, content.variants, strict=True):
        _declare(revision, variant, entry)
    announce(ProductChanged(product.id))


def slug_of(product: Product) -> str:
    """Latin words for the address, from the English name where there is one; the id keeps it
    apart from others. It never changes afterwards."""
    words = product.titles.get("en") or product.craft_id or "piece"
    ascii_ = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return f"{re.sub('[^a-z0-9]+', '-', ascii_).strip('-')[:80] or 'piece'}-{product.id}"


def next_sku(product: Product) -> str:
    """Cooperative, craft and a number that is given once."""
    letters = re.sub("[^a-z]", "", product.craft_id or "")
    short = letters[:1] + re.sub("[aeiou]", "", letters[1:])
    prefix = f"{product.cooperative.code}-{short.upper()[:3]:X<3}"
    number = db.session.scalar(
        insert(SkuCounter)
        .values(prefix=prefix, last=1)
        .on_conflict_do_update(
            index_elements=[SkuCounter.prefix], set_={"last": SkuCounter.last + 1}
        )
        .returning(SkuCounter.last)
    )
    return f"{prefix}-{number:04d}"


def _hang(product: Product, content: Content) -> None:
    """Pictures in the order of the proposal."""
    known = {picture.picture_id: picture for picture in product.pictures}
    product.pictures = [
        known.get(entry.picture_id) or ProductPicture(picture_id=entry.picture_id, position=0)
        for entry in content.pictures
    ]
    for position, (picture, entry) in enumerate(
        zip(product.pictures, content.pictures, strict=True)
    ):
        picture.position, picture.alts = position, entry.alts


def _offer(product: Product, content: Content, position: int) -> Variant:
    entry = content.complete(content.variants[position])
    variant = next((v for v in product.variants if v.key == entry.key), None)
    if variant is None:
        variant = Variant(key=entry.key, sku=next_sku(product))
        product.variants.append(variant)
    variant.position, variant.names, variant.offered = position, entry.names, True
    variant.price = Money(entry.price_minor or 0, content.currency)
    variant.net_grams, variant.packed_grams = entry.net_grams or 0, entry.packed_grams or 0
    variant.packed_length_mm = entry.packed_length_mm
    variant.packed_width_mm = entry.packed_width_mm
    variant.packed_height_mm = entry.packed_height_mm
    return variant


def _withdraw_others(product: Product, content: Content) -> None:
    keys = {entry.key for entry in content.variants}
    for variant in product.variants:
        if variant.key not in keys:
            variant.offered = False


def _declare(revision: Revision, variant: Variant, entry: VariantEntry) -> None:
    if entry.ready:
        key = f"revision:{revision.id}:{entry.key}"
        cooperative_id = revision.product.cooperative_id
        announce(PiecesDeclared(variant.id, cooperative_id, entry.ready, key))
