"""What it takes to have a piece brought to a country: way, price, duty and tax, as far as known."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from marketplace.compliance import duties
from marketplace.compliance.duties import Charges, CustomsLine
from marketplace.compliance.models import Policy
from marketplace.compliance.policies import PolicyAnswer, policy_for
from marketplace.localisation import countries
from marketplace.orders.delivery import DeliveryQuote, quotes_for, why_none
from marketplace.storefront.sheets import Offer, Sheet


@dataclass(frozen=True)
class Estimate:
    """`charges` is None where the country is closed, or where no way of sending is known yet; then
    `why_none` says why."""

    country: str
    policy: PolicyAnswer
    quotes: Sequence[DeliveryQuote] = ()
    charges: Charges | None = None
    why_none: str = ""

    @property
    def under_review(self) -> bool:
        return self.policy.policy is Policy.REVIEW

    @property
    def cheapest(self) -> DeliveryQuote | None:
        return self.quotes[0] if self.quotes else None


def country_in(typed: str) -> str | None:
    """The country an address names, if there is one."""
    code = typed.strip().upper()
    return code if countries.exists(code) else None


def estimate(piece: Sheet, offer: Offer, country: str) -> Estimate:
    """All amounts are in the currency of the price."""
    policy = policy_for(country)
    if policy.blocked:
        return Estimate(country, policy)
    seller, grams, currency = piece.cooperative_id, offer.packed_grams, offer.price.currency
    quotes = quotes_for(seller, country, grams, prod(offer.packed_sides), currency)
    if not quotes:
        return Estimate(country, policy, why_none=why_none(seller, country, grams))
    line = CustomsLine(piece.hs_code, 1, offer.price, offer.net_grams)
    charges = duties.estimate(country, [line], quotes[0].price, grams)
    return Estimate(country, policy, quotes, charges)
