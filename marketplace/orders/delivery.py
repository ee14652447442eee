"""What it costs to send, and how long it takes, by the dated rate tables of each cooperative."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Date, Select, bindparam, exists, or_, select

from marketplace.core.clock import today
from marketplace.core.db import run
from marketplace.core.money import Money
from marketplace.core.remembering import remembered
from marketplace.core.statements import table_of
from marketplace.localisation import countries
from marketplace.localisation.rates import NoRate, convert
from marketplace.orders.models import DeliveryRate, DeliveryService, DeliveryZone

Way = Any
"""A row of `ways_to`: a service, with a price of a parcel of up to so many grams into the zone."""


@dataclass(frozen=True)
class DeliveryQuote:
    """One way to send a parcel, its price, what was weighed for it, and working days in transit."""

    service: Way
    price: Money
    chargeable_grams: int
    days_min: int
    days_max: int


def quotes_for(
    cooperative_id: int,
    country: str,
    grams: int,
    volume_mm3: int,
    currency: str,
    on: date | None = None,
) -> list[DeliveryQuote]:
    """The ways a cooperative can send so much to a country, cheapest first; `why_none` says why
    there may be none. A service whose price is in a currency without a known rate is left out."""
    quotes = []
    for _id, steps in groupby(ways_to(cooperative_id, country, on or today()), lambda way: way.id):
        ways = list(steps)
        weight = chargeable(ways[0].volume_divisor, grams, volume_mm3)
        way = next((way for way in ways if way.up_to_grams >= weight), None)
        if way and (price := _in(currency, way, on)):
            quotes.append(DeliveryQuote(way, price, weight, way.days_min, way.days_max))
    return sorted(quotes, key=lambda quote: (quote.price.minor, quote.service.id))


def why_none(cooperative_id: int, country: str, grams: int, on: date | None = None) -> str:
    """Why a cooperative offers no way to send it, for the buyer's eyes."""
    ways = ways_to(cooperative_id, country, on or today())
    if not ways:
        return str(
            _(
                "No carrier of this cooperative delivers to %(country)s yet.",
                country=countries.name(country),
            )
        )
    return str(
        _(
            "Together this weighs more than its carriers take in one parcel, %(most)s kg. "
            "Take fewer pieces, or order them in two parts.",
            most=max(way.up_to_grams for way in ways) // 1000,
        )
    )


def chargeable(volume_divisor: int, grams: int, volume_mm3: int) -> int:
    """The heavier of gross weight and volume weight; volume is free where the divisor is 0."""
    if not volume_divisor:
        return grams
    return max(grams, -(-volume_mm3 * 1000 // volume_divisor))


@remembered("delivery_services", "delivery_rates", "delivery_zones")
def ways_to(cooperative_id: int, country: str, on: date) -> Sequence[Way]:
    """Every service of a cooperative on a day with every price it asks for that country, by service
    and weight."""
    given = {"cooperative": cooperative_id, "country": country, "on": on}
    return run(WAYS, given).all()


def _ways() -> Select[*tuple[Any, ...]]:
    services, rates, zones = map(table_of, (DeliveryService, DeliveryRate, DeliveryZone))
    service, rate, on = services.c, rates.c, bindparam("on", type_=Date)
    newer = services.alias("newer").c  # of two versions that have begun, the later one holds
    superseded = exists().where(
        newer.cooperative_id == service.cooperative_id,
        newer.code == service.code,
        newer.starts_on > service.starts_on,
        newer.starts_on <= on,
    )
    return (
        select(services, rate.up_to_grams, rate.price_minor, rate.price_currency)
        .join(rates, rate.service_id == service.id)
        .join(zones, zones.c.zone == rate.zone)
        .where(
            zones.c.country == bindparam("country"),
            service.cooperative_id == bindparam("cooperative"),
            service.starts_on <= on,
            or_(service.ends_on.is_(None), service.ends_on > on),
            ~superseded,
        )
        .order_by(service.id, rate.up_to_grams)
    )


WAYS = _ways()


def _in(currency: str, way: Way, on: date | None) -> Money | None:
    try:
        return convert(Money(way.price_minor, way.price_currency), currency, on).money
    except NoRate:
        return None
