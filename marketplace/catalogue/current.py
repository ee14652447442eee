"""What the shop shows of a product now, as a proposal would say it."""

from marketplace.catalogue.content import Content, MaterialEntry, PictureEntry, VariantEntry
from marketplace.catalogue.models import Product


def content_of(product: Product) -> Content:
    """Its words, pictures and variants; the pieces that lie ready are counted elsewhere."""
    copied = ("craft_id", "place_id", "hs_code", "length_mm", "width_mm", "height_mm")
    weights = ("net_grams", "packed_grams")
    packed = ("packed_length_mm", "packed_width_mm", "packed_height_mm")
    return Content(
        currency=product.price_currency or product.cooperative.currency,
        pictures=tuple(PictureEntry(p.picture_id, dict(p.alts)) for p in product.pictures),
        titles=dict(product.titles),
        stories=dict(product.stories),
        techniques=dict(product.techniques),
        care=dict(product.care),
        materials=tuple(MaterialEntry(**m) for m in product.materials),
        made_to_order=product.made_to_order,
        lead_time_days=product.lead_time_days,
        variants=tuple(
            VariantEntry(
                key=variant.key,
                names=dict(variant.names),
                price_minor=variant.price.minor,
                **{name: getattr(variant, name) for name in weights + packed},
            )
            for variant in product.variants
            if variant.offered
        )
        or (VariantEntry(key=next_key(product)),),
        **{name: getattr(product, name) for name in copied},
    )


def next_key(product: Product, content: Content | None = None) -> str:
    """A key that no variant of the product has or had."""
    keys = [variant.key for variant in product.variants]
    keys += [entry.key for entry in content.variants] if content else []
    return str(max((int(key) for key in keys if key.isdecimal()), default=0) + 1)
