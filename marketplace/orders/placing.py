"""Placing what a bag holds: one order group, one order for each cooperative, all or nothing.

Locks are taken in one order everywhere: basket, counters by cooperative, stock rows by id. Where a
destination or goods are under review the order is held, and nothing is asked for yet.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.accounts.models import User
from marketplace.compliance.policies import policy_for
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.events import announce
from marketplace.core.money import Money
from marketplace.inventory import services as inventory
from marketplace.inventory.errors import OutOfStock
from marketplace.localisation.languages import local_text
from marketplace.localisation.rates import NoRate, rate_between
from marketplace.orders import asking, holding, numbers, queries
from marketplace.orders.basket.content import Row, content_of
from marketplace.orders.basket.services import new_key
from marketplace.orders.checkout.draft import Draft
from marketplace.orders.checkout.quote import Quote, Sending, quote_of
from marketplace.orders.copying import order_of
from marketplace.orders.errors import NotToBeHad, NotYet, TotalChanged
from marketplace.orders.events import OrderPlaced
from marketplace.orders.models import Basket, Order, OrderEvent, OrderGroup
from marketplace.payments.gateways import gateway


@dataclass(frozen=True)
class Wish:
    """What was on the page whose button she pressed."""

    checkout_key: str
    total: Money
    gateway: str
    locale: str
    display_currency: str


def place(basket: Basket | None, wish: Wish, by: User | None) -> OrderGroup:
    """The orders that come of a bag. Asking again with the same key gives the same orders.

    `basket` is locked by whoever calls. `TotalChanged`, `NotToBeHad` and `NotYet` leave everything
    as it was.
    """
    if done := queries.group_of_key(wish.checkout_key):
        return done
    if basket is None or basket.checkout_key != wish.checkout_key:
        raise NotYet(_("Your bag has changed in another tab. Look at it again."))
    draft, quote = Draft.of(basket), _checked(basket, wish)
    group = _group(draft, quote, wish, by)
    until = now() + gateway(wish.gateway).hold
    for order in _orders(group, quote, until):
        order.gateway = wish.gateway
        db.session.add(OrderEvent(order_id=order.id, kind="placed", by_id=by.id if by else None))
        grounds = holding.grounds_of(order)
        if grounds:
            order.reserved_until = holding.decided_by()
        _reserve(order)
        if grounds:
            holding.hold(order, grounds)
        else:
            asking.ask(order)
            announce(OrderPlaced(order.id))
    _empty(basket, draft)
    return group


def _checked(basket: Basket, wish: Wish) -> Quote:
    """The figures of now, if they are those that were shown and nothing is missing."""
    content, draft = content_of(basket), Draft.of(basket)
    for row in content.rows:
        if not row.good:
            raise _missing(row)
    if not content.rows or not draft.addressed:
        raise NotYet(_("Your bag has changed in another tab. Look at it again."))
    if policy_for(draft.country).blocked:
        raise NotYet(str(local_text(policy_for(draft.country).reason)))
    if why := gateway(wish.gateway).refusal(draft.country, content.flags):
        raise NotYet(str(local_text(why)))
    quote = quote_of(content, draft)
    if not quote.complete:
        raise NotYet(_("Say once more how it is to travel."))
    if quote.total != wish.total:
        raise TotalChanged(quote.total)
    return quote


def _missing(row: Row) -> NotToBeHad:
    left = row.left if row.left and row.standing == "short" else 0
    return NotToBeHad(str(local_text(row.product.titles)), left)


def _group(draft: Draft, quote: Quote, wish: Wish, by: User | None) -> OrderGroup:
    group = OrderGroup(
        checkout_key=wish.checkout_key,
        user=by,
        email=draft.email,
        locale=wish.locale,
        currency=quote.currency,
        total_minor=quote.total.minor,
        address=draft.as_address_json(),
        display_currency=wish.display_currency,
        display_rate=_display_rate(quote.currency, wish.display_currency),
    )
    db.session.add(group)
    db.session.flush()
    return group


def _display_rate(currency: str, shown_in: str) -> Decimal | None:
    try:
        return rate_between(currency, shown_in).rate
    except NoRate:
        return None


def _orders(group: OrderGroup, quote: Quote, until: datetime) -> list[Order]:
    """One for each cooperative, in the order of their ids, with their numbers."""
    sendings: list[Sending] = sorted(quote.sendings, key=lambda each: each.cooperative.id)
    given: Mapping[int, str] = numbers.next_numbers(sending.cooperative for sending in sendings)
    orders = []
    for sending in sendings:
        order = order_of(group, sending, quote, given[sending.cooperative.id], until)
        db.session.add(order)
        db.session.flush()
        orders.append(order)
    return orders


def _reserve(order: Order) -> None:
    """Its pieces are nobody else's until then. The refusal names the piece."""
    wants: Counter[int] = Counter()
    for line in order.lines:
        wants[line.variant_id] += line.quantity
    try:
        inventory.reserve(order.number, wants, order.reserved_until)
    except OutOfStock as refusal:
        line = next(each for each in order.lines if each.variant_id == refusal.variant_id)
        title = str(local_text(line.titles))
        raise NotToBeHad(title, refusal.available) from refusal


def _empty(basket: Basket, draft: Draft) -> None:
    """The bag is empty and will name another order; the address stays for the next time."""
    basket.lines.clear()
    basket.checkout_key = new_key()
    Draft(draft.country, draft.email, draft.phone, draft.tax_id, draft.address).keep(basket)
