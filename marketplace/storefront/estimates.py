"""What it takes to have a piece brought to a country: way, price, duty and tax, as far as known."""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.catalogue.models import Product, Variant
from marketplace.compliance import duties
from marketplace.compliance.duties import Charges, CustomsLine
from marketplace.compliance.models import Policy
from marketplace.compliance.policies import PolicyAnswer, policy_for
from marketplace.core.money import Money
from marketplace.localisation import countries
from marketplace.orders.delivery import DeliveryQuote, quotes_for


@dataclass(frozen=True)
class Estimate:
    """`charges` is None where the country is closed, or where no way of sending is known yet."""

    country: str
    policy: PolicyAnswer
    quotes: Sequence[DeliveryQuote] = ()
    charges: Charges | None = None

    @property
    def under_review(self) -> bool:
        return self.policy.policy is Policy.REVIEW

    @property
    def cheapest(self) -> DeliveryQuote | None:
        return min(self.quotes, key=lambda quote: quote.price.minor, default=None)


def country_in(typed: str) -> str | None:
    """The country an address names, if there is one."""
    code = typed.strip().upper()
    return code if countries.exists(code) else None


def estimate(product: Product, variant: Variant, country: str) -> Estimate:
    policy = policy_for(country)
    if policy.blocked:
        return Estimate(country, policy)
    quotes = quotes_for(product.cooperative_id, country, variant.packed_grams, _volume(variant))
    found = Estimate(country, policy, quotes)
    freight = found.cheapest.price if found.cheapest else None
    if freight is None:
        return found
    return Estimate(country, policy, quotes, _charges(product, variant, country, freight))


def _charges(product: Product, variant: Variant, country: str, freight: Money) -> Charges | None:
    """Unknown, too, where the piece and its carriage are priced in different currencies."""
    if freight.currency != variant.price.currency:
        return None
    line = CustomsLine(product.hs_code, 1, variant.price, variant.net_grams)
    return duties.estimate(country, [line], freight, variant.packed_grams)


def _volume(variant: Variant) -> int:
    """Cubic millimetres of the packed piece; 0 while it has not been measured."""
    sides = (variant.packed_length_mm, variant.packed_width_mm, variant.packed_height_mm)
    volume = 1
    for side in sides:
        volume *= side or 0
    return volume
