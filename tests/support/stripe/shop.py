"""A shop that takes cards."""

from dataclasses import replace

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import Variant
from marketplace.compliance import services
from marketplace.compliance.cards import CARDS
from marketplace.compliance.queries import gate_decisions
from marketplace.config import Settings
from marketplace.orders.models import Basket, Order
from tests.factories.accounts import make_user
from tests.factories.orders import DRAFT, make_basket, make_zone, placed, wish_of
from tests.support.stripe.server import FakeStripe

ADDRESS = {
    "name": "Mila Petrović",
    "street_address": "Knez Mihailova 12",
    "city": "Beograd",
    "postal_code": "11000",
}
REASON = "A company of the operator in Tbilisi holds the account; counsel agreed."


def card_settings(settings: Settings, fake: FakeStripe) -> Settings:
    """With the keys of the fake, and its address."""
    return replace(
        settings,
        stripe_secret_key=fake.key,
        stripe_webhook_secret=fake.secret,
        stripe_api_base=fake.url,
    )


def permit_cards(*, opened: bool = True) -> None:
    """An administrator records that cards may be used, or withdraws that."""
    seen = gate_decisions(CARDS)
    number = seen[0].number if seen else 0
    services.decide(CARDS, number, opened, REASON, make_user(Role.ADMINISTRATOR))


def make_card_basket(*variants: Variant, user: User | None = None) -> Basket:
    """The bag of somebody in a country to which the rules let us send without a look by hand."""
    make_zone("RS")
    return make_basket(*variants, user=user, draft=replace(DRAFT, country="RS", address=ADDRESS))


def make_card_order(*variants: Variant) -> Order:
    """Placed, and to be paid by card."""
    basket = make_card_basket(*variants)
    return placed(basket, wish_of(basket, gateway="card")).orders[0]
