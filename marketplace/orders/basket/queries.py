"""Baskets, and what stands in them as the shop offers it now."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, func, select

from marketplace.accounts.models import User
from marketplace.catalogue.models import Product, Variant
from marketplace.catalogue.queries import on_the_shelf
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import db, run
from marketplace.core.errors import NotFound
from marketplace.core.statements import table_of
from marketplace.inventory.queries import pieces_left
from marketplace.orders.models import Basket, BasketLine


def basket_of(user: User | None, token_hash: str | None) -> Basket | None:
    """Somebody's basket; a visitor's, known by her cookie, where nobody is signed in."""
    statement = _of(user, token_hash)
    return db.session.scalar(statement) if statement is not None else None


def locked_basket(user: User | None, token_hash: str | None) -> Basket | None:
    """The same, with its lines as they are now, held until the transaction ends."""
    held = held_basket(user, token_hash)
    if held is None:
        return None
    basket = db.session.get(Basket, held.id, populate_existing=True)
    if basket is not None:
        db.session.expire(basket, ["lines"])
    return basket


def held_basket(user: User | None, token_hash: str | None) -> Any:
    """A row of its id, `checkout_key`, `draft` and `gift_note`, held until the transaction ends; None where
    there is none."""
    if user is None and token_hash is None:
        return None
    owner, value = ("user_id", user.id) if user else ("token_hash", token_hash)
    return run(HELD[owner], {"owner": value}).one_or_none()


BASKET = table_of(Basket).c
HELD = {
    owner: select(BASKET.id, BASKET.checkout_key, BASKET.draft, BASKET.gift_note)
    .where(BASKET[owner] == bindparam("owner"))
    .with_for_update()
    for owner in ("user_id", "token_hash")
}


def _of(user: User | None, token_hash: str | None) -> Select[Basket] | None:
    if user is not None:
        return select(Basket).where(Basket.user_id == user.id)
    if token_hash is not None:
        return select(Basket).where(Basket.token_hash == token_hash)
    return None


def pieces_in(user: User | None, token_hash: str | None) -> int:
    """How many pieces lie in somebody's basket, in one query."""
    owner = _of(user, token_hash)
    if owner is None:
        return 0
    total = select(func.coalesce(func.sum(BasketLine.quantity), 0)).where(
        BasketLine.basket_id.in_(owner.with_only_columns(Basket.id)), ~BasketLine.later
    )
    return int(db.session.scalar(total) or 0)


def pieces_saved(user: User | None, token_hash: str | None) -> Sequence[int]:
    """The products that wait beside somebody's basket."""
    owner = _of(user, token_hash)
    if owner is None:
        return []
    saved = (
        select(Variant.product_id)
        .join(BasketLine, BasketLine.variant_id == Variant.id)
        .where(BasketLine.basket_id.in_(owner.with_only_columns(Basket.id)), BasketLine.later)
        .order_by(Variant.product_id)
    )
    return db.session.scalars(saved).all()


def first_offered(product_id: int) -> Variant:
    """The variant that a card of the piece stands for."""
    found = db.session.scalar(
        select(Variant)
        .join(Variant.product)
        .join(Product.cooperative)
        .where(Product.id == product_id, Variant.offered, on_the_shelf())
        .order_by(Variant.position)
        .limit(1)
    )
    if found is None:
        raise NotFound(_("This piece is not for sale any more."))
    return found


def offer_in(basket_id: int, variant_id: int) -> Any:
    """What must be known of a variant to put it into a basket, None where it is not for sale: its
    price, `made_to_order`, pieces `left` in stock, `kept` of it in this basket, and `pieces` of all
    that lies there."""
    return run(_OFFER, {"basket": basket_id, "variant": variant_id}).one_or_none()


def _offer() -> Select[*tuple[Any, ...]]:
    variant, product, seller = map(table_of, (Variant, Product, Cooperative))
    line = table_of(BasketLine).c
    pieces = select(func.coalesce(func.sum(line.quantity), 0)).where(
        line.basket_id == bindparam("basket"), ~line.later
    )
    return (
        select(
            variant.c.price_minor,
            variant.c.price_currency,
            product.c.made_to_order,
            pieces_left(variant.c.id).label("left"),
            pieces.where(line.variant_id == variant.c.id).scalar_subquery().label("kept"),
            pieces.scalar_subquery().label("pieces"),
        )
        .select_from(
            variant.join(product, product.c.id == variant.c.product_id).join(
                seller, seller.c.id == product.c.cooperative_id
            )
        )
        .where(variant.c.id == bindparam("variant"), variant.c.offered, on_the_shelf())
    )


_OFFER = _offer()


def line_of(basket: Basket | None, line_id: int) -> BasketLine:
    """A line of this very basket; any other does not exist."""
    for line in basket.lines if basket else []:
        if line.id == line_id:
            return line
    raise NotFound
