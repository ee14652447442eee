"""Bags, ways of sending, and orders that went through the same services as real ones."""

from collections.abc import Mapping
from typing import Any

from marketplace.accounts.models import User
from marketplace.catalogue.models import Product, Variant
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.orders import cancelling, queries
from marketplace.orders.basket import services as baskets
from marketplace.orders.basket.content import content_of
from marketplace.orders.checkout.draft import Draft
from marketplace.orders.checkout.quote import quote_of
from marketplace.orders.models import (
    Basket,
    DeliveryRate,
    DeliveryService,
    DeliveryZone,
    Order,
    OrderGroup,
    OrderState,
)
from marketplace.orders.placing import Wish, place
from tests.factories import fulfilment
from tests.factories.catalogue import make_product, make_variant
from tests.factories.cooperatives import make_artisan, make_cooperative
from tests.factories.inventory import make_stock
from tests.factories.payments import make_receipt

ADDRESS = {
    "name": "Clara Weiß",
    "street_address": "Marktstraße 18",
    "city": "Hamburg",
    "postal_code": "20357",
}
DRAFT = Draft(
    country="DE",
    email="clara@example.org",
    phone="+49405550142",
    address=ADDRESS,
    gateway="transfer",
)


def make_zone(country: str = "DE", zone: str = "europe") -> DeliveryZone:
    return db.session.get(DeliveryZone, country) or _saved(DeliveryZone(country=country, zone=zone))


def make_delivery_service(
    cooperative: Cooperative, rates: Mapping[int, int] | None = None, **given: Any
) -> DeliveryService:
    """By post to Europe; `rates` is minor units by the most grams they hold for."""
    make_zone()
    currency = given.pop("currency", "EUR")
    zone = given.pop("zone", "europe")
    defaults = {
        "code": "post",
        "names": {"en": "Registered post", "fa": "پست سفارشی"},
        "carrier": "Post",
        "tracking_url": "https://post.example/{number}",
        "days_min": 9,
        "days_max": 16,
        "starts_on": today().replace(month=1, day=1),
        "source": "test",
    }
    service = _saved(DeliveryService(cooperative=cooperative, **defaults | given))
    for grams, minor in (rates or {2_000: 19_00, 20_000: 46_00}).items():
        price = Money(minor, currency)
        _saved(DeliveryRate(service=service, zone=zone, up_to_grams=grams, price=price))
    db.session.refresh(service, ["rates"])
    return service


def make_seller(**given: Any) -> Cooperative:
    """A cooperative that can be bought from: it has an account, a term, and a way to send."""
    cooperative = make_cooperative(**given)
    make_delivery_service(cooperative)
    return cooperative


def make_piece(
    seller: Cooperative | None = None, pieces: int = 3, price: Money | None = None, **given: Any
) -> Variant:
    """Something on the shelf of a seller, so many pieces of it."""
    seller = seller or make_seller()
    artisan = make_artisan(cooperative=seller)
    product: Product = make_product(variants=0, artisan=artisan, cooperative=seller, **given)
    variant = make_variant(product, price=price or Money(58_00, "EUR"))
    if pieces:
        make_stock(variant, pieces)
    return variant


def make_basket(
    *variants: Variant, user: User | None = None, draft: Draft | None = DRAFT, quantity: int = 1
) -> Basket:
    """A bag with so many of each, whose owner has said where it goes and how."""
    token_hash = None if user else baskets.new_key()
    basket = baskets.open_basket(user, token_hash)
    for variant in variants or (make_piece(),):
        baskets.add(basket.id, variant.id, quantity)
    db.session.refresh(basket, ["lines"])
    if draft:
        sellers = {line.variant.product.cooperative_id: "post" for line in basket.lines}
        Draft(**{**draft.__dict__, "deliveries": sellers}).keep(basket)
    return basket


def wish_of(basket: Basket, **given: Any) -> Wish:
    """What the review page of this bag would send."""
    quote = quote_of(content_of(basket), Draft.of(basket))
    defaults = {
        "checkout_key": basket.checkout_key,
        "total": quote.total,
        "gateway": "transfer",
        "locale": "en",
        "display_currency": "EUR",
    }
    return Wish(**defaults | given)


def make_group(*variants: Variant, user: User | None = None, **given: Any) -> OrderGroup:
    basket = make_basket(*variants, user=user)
    return placed(basket, wish_of(basket, **given), user)


def placed(basket: Basket | None, wish: Wish, user: User | None = None) -> OrderGroup:
    """What came of a bag."""
    place(basket, wish, user)
    group = queries.group_of_key(wish.checkout_key)
    assert group
    return group


def make_order(
    *variants: Variant,
    state: OrderState = OrderState.PLACED,
    user: User | None = None,
    **given: Any,
) -> Order:
    """An order from one cooperative, brought to a state by the services that bring real ones there."""
    order = make_group(*variants, user=user, **given).orders[0]
    if state is OrderState.CANCELLED:
        return cancelling.cancel(order.id, "Changed my mind", user)
    if state is not OrderState.PLACED:
        assert order.payment
        make_receipt(order.payment)
    if state not in (OrderState.PLACED, OrderState.PAID):
        order.state = OrderState.CONFIRMED
    if state is OrderState.SHIPPED:
        fulfilment.ship(order)
    if state is OrderState.DELIVERED:
        fulfilment.deliver(order)
    db.session.flush()
    return order


def lapse(order: Order) -> None:
    """The time its pieces were held for is over."""
    order.reserved_until = now()
    db.session.flush()


def _saved(thing: Any) -> Any:
    db.session.add(thing)
    db.session.flush()
    return thing
