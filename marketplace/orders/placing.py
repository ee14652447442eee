"""Placing what a bag holds: one order group, one order for each cooperative, all or nothing.

Locks are taken in one order everywhere: basket, counters by cooperative, stock rows by id. Where a
destination or goods are under review the order is held, and nothing is asked for yet.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import bindparam, delete, insert, update

from marketplace.accounts.models import User
from marketplace.compliance.policies import PolicyAnswer, policy_for, reviews_of
from marketplace.cooperatives.queries import sale_terms
from marketplace.core.clock import now, today
from marketplace.core.db import Json, db, run
from marketplace.core.events import announce
from marketplace.core.money import Money
from marketplace.core.statements import table_of
from marketplace.inventory import services as inventory
from marketplace.inventory.errors import OutOfStock
from marketplace.localisation.languages import local_text
from marketplace.localisation.rates import NoRate, rate_between
from marketplace.orders import asking, copying, holding, numbers, queries
from marketplace.orders.basket.content import Content, Row, content_in
from marketplace.orders.basket.services import new_key
from marketplace.orders.checkout.draft import Bag, Draft
from marketplace.orders.checkout.quote import Quote, Sending, quote_of
from marketplace.orders.errors import NotSoPaid, NotToBeHad, NotYet, TotalChanged
from marketplace.orders.events import OrderPlaced
from marketplace.orders.models import (
    Basket,
    BasketLine,
    Order,
    OrderEvent,
    OrderGroup,
    OrderLine,
    words_of,
)
from marketplace.payments.gateways import gateway

BASKET, PUT_ASIDE = table_of(Basket), table_of(BasketLine)
NEW_GROUP = insert(table_of(OrderGroup)).returning(table_of(OrderGroup).c.id)
NEW_ORDER = insert(table_of(Order)).returning(table_of(Order).c.id)
NEW_LINE, NEW_EVENT = insert(table_of(OrderLine)), insert(table_of(OrderEvent))
TAKEN_OUT = delete(PUT_ASIDE).where(
    PUT_ASIDE.c.basket_id == bindparam("basket"), ~PUT_ASIDE.c.later
)
EMPTIED = (
    update(BASKET).where(BASKET.c.id == bindparam("basket")).add_cte(TAKEN_OUT.cte("taken_out"))
)


@dataclass(frozen=True)
class Wish:
    """What was on the page whose button she pressed."""

    checkout_key: str
    total: Money
    gateway: str
    locale: str
    display_currency: str


@dataclass(frozen=True)
class Group:
    """What all orders of a bag share. The pieces of those that can be paid are held `until` then."""

    id: int
    draft: Draft
    quote: Quote
    wish: Wish
    by: User | None
    until: datetime
    gift_note: str | None


def place(basket: Bag | None, wish: Wish, by: User | None) -> None:
    """Make orders of a bag; they are found by the wish's key. Asking again with the same key places
    nothing more.

    `basket` is locked by whoever calls. `TotalChanged`, `NotToBeHad`, `NotSoPaid` and `NotYet`
    leave everything as it was.
    """
    if basket is None or basket.checkout_key != wish.checkout_key:
        if queries.group_of_key(wish.checkout_key):
            return
        raise NotYet(_("Your bag has changed in another tab. Look at it again."))
    draft = Draft.of(basket)
    content = content_in(basket.id)
    group = _group(basket, _checked(content, draft, wish), wish, by)
    sendings = sorted(group.quote.sendings, key=lambda each: each.cooperative.id)
    given = numbers.next_numbers(sending.cooperative for sending in sendings)
    for sending in sendings:
        _order(group, sending, given[sending.cooperative.id])
    _empty(basket, draft)


def _checked(content: Content, draft: Draft, wish: Wish) -> Quote:
    """The figures of now, if they are those that were shown and nothing is missing."""
    for row in content.rows:
        if not row.good:
            raise _missing(row)
    if not content.rows or not draft.addressed:
        raise NotYet(_("Your bag has changed in another tab. Look at it again."))
    if policy_for(draft.country).blocked:
        raise NotYet(str(local_text(policy_for(draft.country).reason)))
    if why := gateway(wish.gateway).refusal(draft.country, content.flags):
        raise NotSoPaid(str(local_text(why)))
    quote = quote_of(content, draft)
    if not quote.complete:
        raise NotYet(_("Say once more how it is to travel."))
    if quote.total != wish.total:
        raise TotalChanged(quote.total)
    return quote


def _missing(row: Row) -> NotToBeHad:
    left = row.left if row.left and row.standing == "short" else 0
    return NotToBeHad(str(local_text(row.piece.titles)), left)


def _group(basket: Bag, quote: Quote, wish: Wish, by: User | None) -> Group:
    draft = Draft.of(basket)
    address = draft.as_address_json()
    shown = {
        "checkout_key": wish.checkout_key,
        "user_id": by.id if by else None,
        "email": draft.email,
        "locale": wish.locale,
        "currency": quote.currency,
        "total_minor": quote.total.minor,
        "country": draft.country,
        "address": address,
        "found_by": words_of(address),
        "display_currency": wish.display_currency,
        "display_rate": _display_rate(quote.currency, wish.display_currency),
    }
    group_id = int(run(NEW_GROUP, shown).scalar_one())
    until = now() + gateway(wish.gateway).hold
    return Group(group_id, draft, quote, wish, by, until, basket.gift_note)


def _display_rate(currency: str, shown_in: str) -> Decimal | None:
    try:
        return rate_between(currency, shown_in).rate
    except NoRate:
        return None


def _order(group: Group, sending: Sending, number: str) -> None:
    """One cooperative's part, with all that belongs to it; its pieces are nobody else's then."""
    terms = sale_terms(sending.cooperative.id, group.quote.currency, today())
    grounds = _grounds(group, sending)
    order = copying.order_of(sending, group.quote, terms) | {
        "version": 1,
        "number": number,
        "group_id": group.id,
        "gateway": group.wish.gateway,
        "gift_note": group.gift_note,
        "reserved_until": holding.decided_by() if grounds else group.until,
    }
    order["payment_id"] = None if grounds else asking.ask(_bill(group, order))
    order_id = int(run(NEW_ORDER, order).scalar_one())
    lines = [{"order_id": order_id, **line} for line in copying.lines_of(sending, terms)]
    run(NEW_LINE, lines)
    by_id = group.by.id if group.by else None
    run(NEW_EVENT, {"order_id": order_id, "kind": "placed", "by_id": by_id})
    _reserve(number, sending, order["reserved_until"])
    if grounds:
        holding.hold(db.session.get_one(Order, order_id), grounds)
    else:
        announce(OrderPlaced(order_id))


def _grounds(group: Group, sending: Sending) -> list[PolicyAnswer]:
    """Why somebody must look at it before it is paid; empty where nobody must."""
    flags = [flag for row in sending.rows for flag in row.piece.flags]
    return reviews_of(group.draft.country, flags)


def _bill(group: Group, order: Mapping[str, Any]) -> asking.Bill:
    return asking.Bill(
        number=order["number"],
        gateway=order["gateway"],
        total=Money(order["total_minor"], order["currency"]),
        payee_id=order["cooperative_id"],
        due_at=order["reserved_until"],
        email=group.draft.email,
        address=group.draft.as_address_json(),
        seller=order["seller"],
    )


def _reserve(number: str, sending: Sending, until: datetime) -> None:
    """The refusal names the piece."""
    wants: Counter[int] = Counter()
    for row in sending.rows:
        wants[row.piece.variant_id] += row.quantity
    try:
        inventory.reserve(number, wants, until)
    except OutOfStock as refusal:
        pieces = (row.piece for row in sending.rows)
        piece = next(each for each in pieces if each.variant_id == refusal.variant_id)
        title = str(local_text(piece.titles))
        raise NotToBeHad(title, refusal.available) from refusal


def _empty(basket: Bag, draft: Draft) -> None:
    """The bag is empty and will name another order; the address and what is saved for later stay."""
    stays = Draft(draft.country, draft.email, draft.phone, draft.tax_id, draft.address)
    changed: Json = {"checkout_key": new_key(), "draft": stays.as_json(), "gift_note": None}
    run(EMPTIED, {"basket": basket.id, **changed})
    db.session.expire_all()
