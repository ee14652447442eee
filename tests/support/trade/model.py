"""A small model of the shop in plain Python: what was placed, sent, owed and paid out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from marketplace.accounts.permissions import Role
from tests.factories.cooperatives import make_staff
from tests.factories.fulfilment import SHEBA
from tests.factories.orders import make_order, make_piece, make_seller


@dataclass
class Known:
    """What an order should look like; money in minor units."""

    order_id: int
    number: str
    variant_id: int
    total: int
    shipping: int
    state: str
    payment_id: int = 0
    received: int = 0
    owed: int = 0
    sent_back: int = 0
    proposed: bool = False
    confirmed: bool = False
    given: dict[str, int] = field(default_factory=dict)
    parcel: str = ""
    parcel_number: str = ""
    transfers: list[str] = field(default_factory=list)


@dataclass
class Batch:
    """What a batch of payouts should look like, with so many credits in it."""

    number: str
    credits: int
    state: str = "draft"


class World:
    """A seller with two pieces, one of which is looked at by two people before it is paid."""

    def __init__(self, pieces: int) -> None:
        seller = make_seller()
        self.seller_id = seller.id
        plain = make_piece(seller, pieces)
        checked = make_piece(seller, pieces, flags=["cites_check"])
        self.pieces = {"plain": plain, "checked": checked}
        self.artisans = [piece.product.artisan_id for piece in (plain, checked)]
        for piece in (plain, checked):
            piece.product.artisan.sheba = SHEBA
        self.free = {piece.id: pieces for piece in (plain, checked)}
        staff = [(Role.TREASURER, 2), (Role.SALES, 1), (Role.SHIPPING, 1)]
        people = [make_staff(seller, role) for role, many in staff for _ in range(many)]
        self.maker, self.other, self.sales, self.shipper = people
        self.known: dict[int, Known] = {}
        self.batches: dict[str, Batch] = {}
        self.payable = self.credited = 0

    def place(self, which: str) -> Known:
        order = make_order(self.pieces[which])
        mine = Known(
            order.id,
            order.number,
            self.pieces[which].id,
            order.total_minor,
            order.shipping_minor,
            "held" if which == "checked" else "placed",
            order.payment_id or 0,
        )
        self.free[mine.variant_id] -= 1
        self.known[order.id] = mine
        return mine


@dataclass(frozen=True)
class Verb:
    """Of things that `fit`, those that `may` must have it done; `then` tells the model so.
    What is a job opens its transactions itself."""

    fits: Callable[[Any], bool]
    may: Callable[[Any], bool]
    act: Callable[[World, Any], object]
    then: Callable[[World, Any], None]
    job: bool = False
