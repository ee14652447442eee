"""What it costs to send, and how long it takes, by the dated rate tables of each cooperative."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.localisation import countries
from marketplace.localisation.rates import NoRate, convert
from marketplace.orders.models import DeliveryRate, DeliveryService, DeliveryZone


@dataclass(frozen=True)
class DeliveryQuote:
    """One way to send a parcel, its price, what was weighed for it, and working days in transit."""

    service: DeliveryService
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
    zone = zone_of(country)
    if zone is None:
        return []
    quotes = []
    for service in _services(cooperative_id, on or today()):
        weight = chargeable(service, grams, volume_mm3)
        rate = next((r for r in service.rates if r.zone == zone and r.up_to_grams >= weight), None)
        if rate and (price := _in(currency, rate, on)):
            quotes.append(DeliveryQuote(service, price, weight, service.days_min, service.days_max))
    return sorted(quotes, key=lambda quote: (quote.price.minor, quote.service.id))


def why_none(cooperative_id: int, country: str, grams: int, on: date | None = None) -> str:
    """Why a cooperative offers no way to send it, for the buyer's eyes."""
    zone = zone_of(country)
    services = _services(cooperative_id, on or today())
    rates = [rate for service in services for rate in service.rates if rate.zone == zone]
    if zone is None or not rates:
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
            most=max(rate.up_to_grams for rate in rates) // 1000,
        )
    )


def chargeable(service: DeliveryService, grams: int, volume_mm3: int) -> int:
    """The heavier of gross weight and volume weight; volume is free where the divisor is 0."""
    if not service.volume_divisor:
        return grams
    return max(grams, -(-volume_mm3 * 1000 // service.volume_divisor))


def zone_of(country: str) -> str | None:
    return db.session.scalar(select(DeliveryZone.zone).where(DeliveryZone.country == country))


def _services(cooperative_id: int, on: date) -> list[DeliveryService]:
    return list(
        db.session.scalars(
            select(DeliveryService)
            .where(
                DeliveryService.cooperative_id == cooperative_id,
                DeliveryService.starts_on <= on,
                or_(DeliveryService.ends_on.is_(None), DeliveryService.ends_on > on),
            )
            .options(selectinload(DeliveryService.rates))
            .order_by(DeliveryService.id)
        )
    )


def _in(currency: str, rate: DeliveryRate, on: date | None) -> Money | None:
    try:
        return convert(rate.price, currency, on).money
    except NoRate:
        return None
