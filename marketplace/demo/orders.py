"""Orders in every state, brought there by the services that bring real ones there."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import Product
from marketplace.compliance.papers import How
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.demo.ageing import Calendar, age
from marketplace.demo.wishes import HOMES, Stage, Wish
from marketplace.demo.world import World
from marketplace.notifications.services import told_already
from marketplace.orders import cancelling, holding, placing
from marketplace.orders.basket import services as baskets
from marketplace.orders.basket.content import content_of
from marketplace.orders.checkout.draft import Draft
from marketplace.orders.checkout.quote import quote_of
from marketplace.orders.fulfilment import handling, packing, papers, queries, sending
from marketplace.orders.fulfilment.packing import Packing
from marketplace.orders.fulfilment.sending import Handover
from marketplace.orders.models import Order, OrderMessage, OrderState, Parcel
from marketplace.payments import services as payments

LATELY = 1
"""Days."""


@dataclass(frozen=True)
class Desk:
    """Who in the cooperative does what to an order."""

    treasurer: User
    sales: User
    shipper: User


def make_orders(world: World, pieces: dict[str, Product], wishes: Sequence[Wish]) -> list[Order]:
    """Only those of the last days still owe their mails."""
    made = []
    for wish in wishes:
        with told_already() if wish.days_ago > LATELY else nullcontext():
            made.append(_made(world, pieces, wish))
    return made


def _made(world: World, pieces: dict[str, Product], wish: Wish) -> Order:
    order = _placed(world, pieces, wish)
    calendar = Calendar(wish.days_ago, order.delivery)
    _bring(order, wish, _desk(world, order), calendar)
    age(order, calendar)
    return order


def _placed(world: World, pieces: dict[str, Product], wish: Wish) -> Order:
    buyer, home = world.people[wish.buyer], HOMES[wish.buyer]
    basket = baskets.open_basket(buyer, None)
    for sku, quantity in wish.pieces.items():
        baskets.add(basket.id, pieces[sku].variants[0].id, quantity)
    sellers = {pieces[sku].cooperative_id: wish.service for sku in wish.pieces}
    draft = Draft(
        country=home.country,
        email=buyer.email,
        phone=home.phone,
        address=dict(home.address),
        deliveries=sellers,
        gateway="transfer",
    )
    draft.keep(basket)
    quote = quote_of(content_of(basket), draft)
    asked = placing.Wish(basket.checkout_key, quote.total, "transfer", buyer.locale, home.currency)
    placing.place(basket, asked, buyer)
    return (
        db.session.query(Order).join(Order.group).filter_by(checkout_key=asked.checkout_key).one()
    )


def _desk(world: World, order: Order) -> Desk:
    seller = order.cooperative
    own = world.staff
    return Desk(
        own(Role.TREASURER, seller),
        own(Role.SALES, seller),
        own(Role.SHIPPING if seller.code == "SFD" else Role.MANAGER, seller),
    )


def _bring(order: Order, wish: Wish, desk: Desk, calendar: Calendar) -> None:
    """As far as the wish says it has come."""
    if wish.message:
        _talk(order, wish, desk)
    if order.state is OrderState.HELD:
        _check(order, wish, desk)
    if wish.cancelled:
        cancelling.cancel(order.id, wish.cancelled, order.group.user)
        return
    if wish.stage >= Stage.PART_PAID:
        part = 0.6 if wish.stage is Stage.PART_PAID else 1
        _pay(order, Money(int(order.total_minor * part), order.currency), desk)
    if wish.stage >= Stage.CONFIRMED:
        handling.confirm(order, desk.sales)
    if wish.stage >= Stage.PACKED:
        _send(order, wish, desk, calendar)


def _check(order: Order, wish: Wish, desk: Desk) -> None:
    """Two people look at what goes to a place under review."""
    if wish.stage >= Stage.PROPOSED:
        found = holding.Finding("UN, EU, UK, OFAC", "طرف‌ها و بانک در هیچ فهرستی نیستند.")
        holding.propose(order, found, desk.sales)
    if wish.stage >= Stage.PLACED:
        holding.release(order, "من هم فهرست‌ها را دیدم.", desk.treasurer)


def _pay(order: Order, amount: Money, desk: Desk) -> None:
    assert order.payment  # noqa: S101 - every transfer has one
    buyer = order.group.user
    payments.record_receipt(
        order.payment,
        external_id=f"2026-{4_100 + order.id * 7}",
        amount=amount,
        value_date=now().date(),
        sender=buyer.name if buyer else order.group.email,
        by=desk.treasurer,
    )


def _send(order: Order, wish: Wish, desk: Desk, calendar: Calendar) -> None:
    db.session.refresh(order)
    partly = wish.stage is Stage.PARTLY_SHIPPED
    parcel = _pack(order, desk, only_last=partly)
    _see_to_papers(parcel, desk, all_of_them=wish.stage is not Stage.PACKED)
    if wish.stage is Stage.PACKED:
        return
    tracking = f"RR{order.id:09d}IR"
    sending.ship(parcel, Handover(str(order.delivery["carrier"]), tracking), desk.shipper)
    if wish.stage is Stage.DELIVERED:
        sending.deliver(parcel, desk.shipper, calendar.delivered)


def _see_to_papers(parcel: Parcel, desk: Desk, *, all_of_them: bool) -> None:
    """What a parcel that is still here waits for is its last paper."""
    missing = [paper.rule for paper in papers.papers_of(parcel) if paper.missing]
    for rule in missing if all_of_them else missing[:-1]:
        number = f"{rule.paper[:2].upper()}-{parcel.id:05d}" if rule.how is How.ATTACH else ""
        papers.put(parcel, rule.paper, number, None, desk.shipper)


def _pack(order: Order, desk: Desk, *, only_last: bool) -> Parcel:
    parcels = queries.parcels_of(order.id)
    left = queries.left_to_pack(order, parcels)
    if only_last:
        last = order.lines[-1]
        left = {line.id: left[line.id] if line is last else 0 for line in order.lines}
    grams = sum(line.packed_grams * left[line.id] for line in order.lines)
    box = Packing(
        position=queries.next_position(parcels),
        quantities=left,
        package_kind="CT",
        gross_grams=grams + 240,
        length_mm=460,
        width_mm=360,
        height_mm=280,
    )
    return packing.pack(order, box, desk.shipper)


def _talk(order: Order, wish: Wish, desk: Desk) -> None:
    buyer = order.group.user
    db.session.add(
        OrderMessage(
            order_id=order.id,
            from_buyer=True,
            author=buyer.name if buyer else order.group.email,
            by_id=buyer.id if buyer else None,
            text=wish.message,
        )
    )
    db.session.flush()
    if wish.answer:
        handling.answer(order, wish.answer, desk.sales)
