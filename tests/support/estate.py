"""One cooperative with one of everything in it, so that every address of the site can be asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from werkzeug.routing import Rule

from marketplace.accounts.models import User
from marketplace.accounts.permissions import COOPERATIVE_ROLES, Role
from marketplace.catalogue.models import ProductState
from marketplace.cooperatives.models import Artisan, Cooperative, Invitation
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.orders.models import Order, OrderState, Parcel
from tests.factories import fulfilment, inventory
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product, make_revision
from tests.factories.cooperatives import make_cooperative, make_maker, make_staff
from tests.factories.media import make_picture
from tests.factories.payouts import make_batch, make_credits


@dataclass(frozen=True)
class Estate:
    """What belongs to one cooperative and to the people of it."""

    cooperative: Cooperative
    maker: tuple[User, Artisan]
    buyer: User
    order: Order
    parcel: Parcel
    things: Mapping[str, Any]

    def user(self, role: Role | None) -> User | None:
        """Somebody of this estate in the role; nobody is the visitor."""
        if role is None:
            return None
        if role is Role.ARTISAN:
            return self.maker[0]
        if role is Role.BUYER:
            return self.buyer
        scope = self.cooperative.id if role in COOPERATIVE_ROLES else None
        return make_user(role, scope_id=scope)


def make_estate() -> Estate:
    cooperative = make_cooperative()
    maker = make_maker(cooperative)
    buyer = make_user()
    product = make_product(artisan=maker[1], cooperative=cooperative)
    order = fulfilment.make_paid_order(
        fulfilment.make_line(2, artisan=maker[1]),
        cooperative=cooperative,
        state=OrderState.CONFIRMED,
        user=buyer,
    )
    parcel = fulfilment.pack(order)
    draft = make_product(
        artisan=maker[1], cooperative=cooperative, state=ProductState.DRAFT, pictures=0
    )
    things = {
        "product": product,
        "revision": make_revision(product=draft),
        "picture": make_picture(owner_id=maker[0].id),
        "stock_item": inventory.make_stock(product.variants[0]),
    }
    maker[1].sheba = SHEBA
    paid = fulfilment.make_paid_order(
        fulfilment.make_line(artisan=maker[1]), cooperative=cooperative
    )
    things["batch"] = make_batch(cooperative, credits_=make_credits(paid))
    things["invitation"] = _invitation(cooperative)
    db.session.flush()
    return Estate(cooperative, maker, buyer, order, parcel, things)


def _invitation(cooperative: Cooperative) -> Invitation:
    invitation = Invitation(
        token_hash=f"hash of {cooperative.id}",
        cooperative_id=cooperative.id,
        name="Golnar",
        expires_at=now() + timedelta(days=7),
        invited_by_id=make_staff(cooperative).id,
    )
    db.session.add(invitation)
    return invitation


SHEBA = "IR820540102680020817909002"
Sample = Callable[[Estate], Any]
ANYWHERE: Mapping[str, Sample] = {
    "version": lambda _: "0",
    "path": lambda _: "css/kotam.css",
    "lang": lambda _: "en",
    "step": lambda _: "piece",
    "verb": lambda _: "pause",
    "user_id": lambda e: e.buyer.id,
    "grant_id": lambda _: 0,
    "mail_id": lambda _: 0,
    "passkey_id": lambda _: 0,
    "copy_id": lambda _: 0,
    "place": lambda _: "0",
    "act": lambda _: "receive",
    "proof_id": lambda _: 0,
    "refund_id": lambda _: 0,
}
"""Parts of an address that belong to nobody."""

OWNED: Mapping[str, Sample] = {
    "product_id": lambda e: e.things["product"].id,
    "revision_id": lambda e: e.things["revision"].id,
    "picture_id": lambda e: e.things["picture"].id,
    "stock_item_id": lambda e: e.things["stock_item"].id,
    "cooperative_id": lambda e: e.cooperative.id,
    "artisan_id": lambda e: e.maker[1].id,
    "invitation_id": lambda e: e.things["invitation"].id,
    "payout_id": lambda e: e.things["batch"].payouts[0].id,
    "reference": lambda e: e.order.payment.reference if e.order.payment else "",
}
"""Parts of an address that name something of the estate."""

BY_BLUEPRINT: Mapping[tuple[str, str], Sample] = {
    ("office_orders", "number"): lambda e: e.order.number,
    ("office_parcels", "number"): lambda e: e.parcel.number,
    ("orders", "number"): lambda e: e.order.number,
    ("payouts", "number"): lambda e: e.things["batch"].number,
    ("papers", "number"): lambda e: e.order.number,
}
"""The same name may mean another thing elsewhere."""


def values_for(rule: Rule, estate: Estate) -> dict[str, Any]:
    """What to fill into an address; KeyError where a part is unknown here."""
    blueprint = rule.endpoint.split(".")[0]
    return {
        name: (BY_BLUEPRINT.get((blueprint, name)) or OWNED.get(name) or ANYWHERE[name])(estate)
        for name in rule.arguments
    }


def names_something(rule: Rule) -> bool:
    """Whether the address names a thing that belongs to somebody."""
    blueprint = rule.endpoint.split(".")[0]
    return any(n in OWNED or (blueprint, n) in BY_BLUEPRINT for n in rule.arguments)
