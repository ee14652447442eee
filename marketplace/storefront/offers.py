"""A piece as its page shows it: what can be bought of it, at what price, and who gets what."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from flask import url_for
from flask_babel import gettext as _

from marketplace.config import settings
from marketplace.cooperatives.pricing import Division, Share, divided
from marketplace.core.money import Money
from marketplace.localisation import rates
from marketplace.localisation.formats import format_number
from marketplace.localisation.languages import local_text
from marketplace.localisation.rates import Converted, NoRate
from marketplace.media.layout import public_url
from marketplace.storefront.sheets import Offer, Sheet


def chosen_of(offers: Sequence[Offer], typed: str = "") -> Offer | None:
    """The offer whose code the address names, else the first that is to be had, else the first."""
    named = (offer for offer in offers if offer.sku == typed)
    to_be_had = (offer for offer in offers if not offer.sold)
    return next(named, None) or next(to_be_had, None) or next(iter(offers), None)


def shares(piece: Sheet, price: Money, divisions: Mapping[int, Division]) -> Sequence[Share]:
    """Who gets what of the price by the terms; nothing while no commission term is known."""
    division = divisions.get(piece.cooperative_id)
    return tuple(divided(price, division)) if division else ()


def converted(price: Money) -> Converted | None:
    """The price in the currency the visitor looks in, where that is another one and a rate known."""
    currency = rates.display_currency()
    if currency == price.currency:
        return None
    try:
        return rates.convert(price, currency)
    except NoRate:
        return None


def size_of(piece: Sheet) -> str:
    """Length, width and height in centimetres, those that are known."""
    if not piece.sides:
        return ""
    sides = " × ".join(format_number(Decimal(side) / 10) for side in piece.sides)
    return str(_("%(sides)s cm", sides=sides))


def structured(piece: Sheet) -> Mapping[str, Any]:
    """The piece as search engines read it (schema.org)."""
    address = settings().base_url + url_for("storefront.product", slug=piece.slug)
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": str(local_text(piece.titles)),
        "description": str(local_text(piece.stories)),
        "url": address,
        "image": pictures_of(piece),
        "countryOfOrigin": piece.origin_country,
        "category": str(local_text(piece.craft.names)) if piece.craft else "",
        "brand": {"@type": "Brand", "name": str(local_text(piece.artisan.names))},
        "offers": [_offer(offer, address, piece) for offer in piece.offers],
    }


def pictures_of(piece: Sheet) -> list[str]:
    """The address of each picture's largest JPEG, for those who read no other format."""
    found = []
    for shown in piece.pictures:
        made: list[Any] = list(shown.picture.derivatives or [])
        jpegs = [one for one in made if one["format"] in {"jpeg", "jpg"}]
        if jpegs:
            name = max(jpegs, key=lambda one: one["width"])["name"]
            found.append(urljoin(settings().base_url, public_url(name)))
    return found


def _offer(offer: Offer, address: str, piece: Sheet) -> Mapping[str, Any]:
    state = "SoldOut" if offer.sold else "InStock" if offer.available > 0 else "MadeToOrder"
    return {
        "@type": "Offer",
        "sku": offer.sku,
        "url": address,
        "price": str(offer.price.decimal),
        "priceCurrency": offer.price.currency,
        "availability": f"https://schema.org/{state}",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {"@type": "Organization", "name": str(local_text(piece.cooperative.names))},
    }
