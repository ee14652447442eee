"""A piece as its page shows it: what can be bought of it, at what price, and who gets what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from flask import url_for
from flask_babel import gettext as _

from marketplace.catalogue.models import Product, Variant
from marketplace.config import settings
from marketplace.cooperatives.pricing import Division, Share, divided
from marketplace.core.money import Money
from marketplace.inventory import queries as inventory
from marketplace.localisation import rates
from marketplace.localisation.formats import format_number
from marketplace.localisation.languages import local_text
from marketplace.localisation.rates import Converted, NoRate
from marketplace.media.layout import public_url

MOST_AT_ONCE = 10


@dataclass(frozen=True)
class Offer:
    """One variant: what it costs and how many can be had now."""

    variant: Variant
    available: int
    made_to_order: bool

    @property
    def sold(self) -> bool:
        return self.available < 1 and not self.made_to_order

    @property
    def most(self) -> int:
        """How many can be put into the bag at once."""
        return MOST_AT_ONCE if self.made_to_order else min(self.available, MOST_AT_ONCE)


def offers_of(product: Product) -> list[Offer]:
    variants = [variant for variant in product.variants if variant.offered]
    available = inventory.available([variant.id for variant in variants])
    return [Offer(v, available.get(v.id, 0), product.made_to_order) for v in variants]


def chosen_of(offers: Sequence[Offer], typed: str = "") -> Offer | None:
    """The offer whose code the address names, else the first that is to be had, else the first."""
    named = (offer for offer in offers if offer.variant.sku == typed)
    to_be_had = (offer for offer in offers if not offer.sold)
    return next(named, None) or next(to_be_had, None) or next(iter(offers), None)


def shares(product: Product, price: Money, divisions: Mapping[int, Division]) -> Sequence[Share]:
    """Who gets what of the price by the terms; nothing while no commission term is known."""
    division = divisions.get(product.cooperative_id)
    return divided(price, division) if division else ()


def converted(price: Money) -> Converted | None:
    """The price in the currency the visitor looks in, where that is another one and a rate known."""
    currency = rates.display_currency()
    if currency == price.currency:
        return None
    try:
        return rates.convert(price, currency)
    except NoRate:
        return None


def size_of(product: Product) -> str:
    """Length, width and height in centimetres, those that are known."""
    sides = [side for side in (product.length_mm, product.width_mm, product.height_mm) if side]
    if not sides:
        return ""
    return str(_("%(sides)s cm", sides=" × ".join(format_number(Decimal(s) / 10) for s in sides)))


def structured(product: Product, offers: Sequence[Offer]) -> Mapping[str, Any]:
    """The piece as search engines read it (schema.org)."""
    address = settings().base_url + url_for("storefront.product", slug=product.slug)
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": str(local_text(product.titles)),
        "description": str(local_text(product.stories)),
        "url": address,
        "image": pictures_of(product),
        "countryOfOrigin": product.origin_country,
        "category": str(local_text(product.craft.names)) if product.craft else "",
        "brand": {"@type": "Brand", "name": str(local_text(product.artisan.names))},
        "offers": [_offer(offer, address, product) for offer in offers],
    }


def pictures_of(product: Product) -> list[str]:
    """The address of each picture's largest JPEG, for those who read no other format."""
    found = []
    for shown in product.pictures:
        made: list[Any] = list(shown.picture.derivatives or [])
        jpegs = [one for one in made if one["format"] in {"jpeg", "jpg"}]
        if jpegs:
            name = max(jpegs, key=lambda one: one["width"])["name"]
            found.append(urljoin(settings().base_url, public_url(name)))
    return found


def _offer(offer: Offer, address: str, product: Product) -> Mapping[str, Any]:
    state = "SoldOut" if offer.sold else "InStock" if offer.available > 0 else "MadeToOrder"
    return {
        "@type": "Offer",
        "sku": offer.variant.sku,
        "url": address,
        "price": str(offer.variant.price.decimal),
        "priceCurrency": offer.variant.price.currency,
        "availability": f"https://schema.org/{state}",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": "Organization", "name": str(local_text(product.cooperative.names))},
    }
