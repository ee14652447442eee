"""Putting pieces aside, changing one's mind, and what becomes of it at sign-in."""

import secrets
from dataclasses import dataclass

from flask_babel import gettext as _

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.clock import now
from marketplace.core.db import db, run
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.statements import table_of, upserting
from marketplace.inventory.errors import OutOfStock
from marketplace.inventory.queries import available
from marketplace.orders.basket import queries
from marketplace.orders.basket.content import MOST
from marketplace.orders.models import Basket, BasketLine

OPENED = {
    owner: upserting(Basket, [owner], ["touched_at"]).returning(table_of(Basket).c.id)
    for owner in ("user_id", "token_hash")
}
KEPT = upserting(
    BasketLine,
    ["basket_id", "variant_id"],
    ["quantity", "later", "price_seen_minor", "price_seen_currency"],
)


@dataclass(frozen=True)
class Kept:
    """How many of a variant a bag holds now, and how many pieces altogether."""

    of_it: int
    pieces: int


def opened(user: User | None, token_hash: str | None) -> int:
    """The id of somebody's basket, which is held; a new one where she has none. Two at once make
    one."""
    owner = {"user_id": user.id} if user else {"token_hash": token_hash}
    given = {**owner, "checkout_key": new_key(), "touched_at": now()}
    return int(run(OPENED[next(iter(owner))], given).scalar_one())


def open_basket(user: User | None, token_hash: str | None) -> Basket:
    """The same as a whole."""
    opened(user, token_hash)
    basket = queries.locked_basket(user, token_hash)
    if basket is None:
        raise NotFound
    return basket


def new_key() -> str:
    """Names the order that will come of a basket."""
    return secrets.token_urlsafe(24)


def add(basket_id: int, variant_id: int, quantity: int) -> Kept:
    """So many more of a variant, no more than can be had; what was saved of it lies in the bag
    again. `OutOfStock` where there is none. Whoever calls holds the basket."""
    offer = queries.offer_in(basket_id, variant_id)
    if offer is None:
        raise NotFound(_("This piece is not for sale any more."))
    limit = MOST if offer.made_to_order else min(MOST, offer.left)
    if limit < 1:
        raise OutOfStock(variant_id, 0)
    wanted = min(offer.kept + quantity, limit)
    line = {
        "basket_id": basket_id,
        "variant_id": variant_id,
        "quantity": wanted,
        "later": False,
        "price_seen_minor": offer.price_minor,
        "price_seen_currency": offer.price_currency,
    }
    run(KEPT, line)
    return Kept(wanted, offer.pieces - offer.kept + wanted)


def set_quantity(basket: Basket, line: BasketLine, quantity: int) -> None:
    """So many of it; `Invalid` where fewer can be had. None of it removes the line."""
    if quantity <= 0:
        remove(basket, line)
        return
    limit = limit_of(line.variant)
    if quantity > limit:
        raise Invalid(str(OutOfStock(line.variant_id, limit)), field="quantity")
    line.quantity = quantity
    accept_prices(basket)


def remove(basket: Basket, line: BasketLine) -> None:
    basket.lines.remove(line)
    _touch(basket)


def save_for_later(basket: Basket, line: BasketLine) -> None:
    """Out of the bag; it waits beside it, and nothing of it is ordered."""
    line.later = True
    _touch(basket)


def save_piece(basket: Basket, product_id: int) -> bool:
    """The piece waits beside the bag, or, where it waited there already, does so no longer. Whether
    it waits now: what lies in the bag stays in it."""
    waiting = [one for one in basket.lines if one.variant.product_id == product_id]
    if saved := [line for line in waiting if line.later]:
        for line in saved:
            remove(basket, line)
        return False
    if not waiting:
        variant = queries.first_offered(product_id)
        price = variant.price
        basket.lines.append(BasketLine(variant=variant, quantity=1, later=True, price_seen=price))
    _touch(basket)
    return not waiting


def take_up(basket: Basket, line: BasketLine) -> None:
    """What was saved lies in the bag again; whether it can still be had shows there."""
    line.later = False
    _touch(basket)


def keep_gift(basket: Basket, note: str | None) -> None:
    """It is a gift, with these words on its card; or it is none."""
    basket.gift_note = note
    _touch(basket)


def accept_prices(basket: Basket) -> None:
    """Its owner has seen what the pieces in her bag cost now."""
    for line in basket.lines:
        if not line.later:
            line.price_seen = line.variant.price
    _touch(basket)


def merge(user: User, token_hash: str) -> None:
    """A visitor signs in: what she put aside joins what she had put aside before, as far as the
    stock goes."""
    brought = queries.locked_basket(None, token_hash)
    if brought is None:
        return
    own = open_basket(user, None)
    for line in brought.lines:
        _join(own, line)
    own.draft = own.draft or brought.draft
    if own.gift_note is None:
        own.gift_note = brought.gift_note
    db.session.flush()
    db.session.delete(brought)
    _touch(own)


def _join(own: Basket, brought: BasketLine) -> None:
    limit = limit_of(brought.variant) or brought.quantity  # sold meanwhile: kept, and shown as such
    line = _line(own, brought.variant_id)
    if line is None:
        own.lines.append(
            BasketLine(
                variant=brought.variant,
                quantity=min(brought.quantity, limit),
                later=brought.later,
                price_seen=brought.price_seen,
            )
        )
    elif line.later == brought.later:
        line.quantity = max(line.quantity, min(line.quantity + brought.quantity, limit))
    elif line.later:  # what she wants now goes before what she wanted some time
        line.quantity, line.later = min(brought.quantity, limit), False


def limit_of(variant: Variant) -> int:
    """How many of it one basket may hold."""
    if variant.product.made_to_order:
        return MOST
    return min(MOST, available([variant.id])[variant.id])


def _line(basket: Basket, variant_id: int) -> BasketLine | None:
    return next((line for line in basket.lines if line.variant_id == variant_id), None)


def _touch(basket: Basket) -> None:
    basket.touched_at = now()
    db.session.flush()
