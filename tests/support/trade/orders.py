"""What can be done to an order, whether it must be done or refused, and what is so afterwards."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

from marketplace.accounts.models import Scope
from marketplace.core.clock import today
from marketplace.core.db import db, transaction
from marketplace.core.money import Money
from marketplace.orders import cancelling, holding
from marketplace.orders.fulfilment import cancelling as office
from marketplace.orders.fulfilment import handling, packing, queries, refunding, sending
from marketplace.orders.jobs import end_lapsed_orders
from marketplace.orders.models import Order
from marketplace.payments import queries as payments
from marketplace.payments import services
from marketplace.payments.models import Payment, RefundState
from marketplace.payouts.services.crediting import credit_parcel
from tests.factories.fulfilment import pack
from tests.factories.orders import lapse
from tests.support.trade.model import Known, Verb, World

ALL = Scope(everywhere=True)
UNPAID, SOLD = {"placed", "held"}, {"paid", "confirmed", "shipped", "delivered"}
_transfers = count(1)


def _same(*_: object) -> None:
    """Nothing changes."""


def _amount(mine: Known, how: str) -> int:
    left = mine.total - mine.received
    return {"part": left // 2, "exact": left, "over": left + 500, "late": 700}[how]


def _record(mine: Known, transfer: str, amount: int) -> None:
    services.record_receipt(
        db.session.get_one(Payment, mine.payment_id),
        external_id=transfer,
        amount=Money(amount, "EUR"),
        value_date=today(),
        by=None,
    )


def _arrival(how: str) -> Verb:
    """Money by bank; "late" is when nothing is awaited any more."""

    def act(_world: World, mine: Known) -> None:
        mine.transfers.append(f"M-{next(_transfers)}")
        _record(mine, mine.transfers[-1], _amount(mine, how))

    def then(_world: World, mine: Known) -> None:
        left, amount = mine.total - mine.received, _amount(mine, how)
        mine.received += amount
        mine.owed += amount if how == "late" else max(amount - left, 0)
        if how in {"exact", "over"}:
            mine.state = "paid"

    def fits(mine: Known) -> bool:
        return mine.payment_id > 0 and (mine.state == "placed") is (how != "late")

    return Verb(fits, lambda _: True, act, then)


def _end(world: World, mine: Known) -> None:
    if mine.state == "cancelled":
        return
    left = mine.total - sum(mine.given.values())
    mine.owed += mine.received if mine.state in UNPAID else left
    mine.state = "cancelled"
    world.free[mine.variant_id] += 1


def _lapse(_world: World, mine: Known) -> None:
    with transaction():
        lapse(db.session.get_one(Order, mine.order_id))
    end_lapsed_orders()


def _lapsed(world: World, mine: Known) -> None:
    if mine.state in UNPAID and not mine.received:
        _end(world, mine)


def _call_off(world: World, mine: Known) -> None:
    office.cancel(queries.locked_with_payment(mine.number, ALL), "Broken", world.shipper)


def _may_call_off(mine: Known) -> bool:
    begun = mine.state in UNPAID | {"paid", "confirmed"}
    return mine.state == "cancelled" or (begun and mine.parcel != "packed")


def _locked(mine: Known) -> Order:
    return queries.locked_order(mine.number, ALL)


def _propose(world: World, mine: Known) -> None:
    holding.propose(_locked(mine), holding.Finding("UN, EU", "On none of them"), world.sales)


def _release(by: str) -> Callable[[World, Known], None]:
    return lambda world, mine: holding.release(_locked(mine), "Read", getattr(world, by))


def _released(_world: World, mine: Known) -> None:
    mine.payment_id = db.session.get_one(Order, mine.order_id).payment_id or 0
    mine.state = "placed"


def _pack(world: World, mine: Known) -> None:
    order = _locked(mine)
    whole = {line.id: line.quantity for line in order.lines}
    mine.parcel_number = pack(order, world.shipper, quantities=whole).number


def _deliver(world: World, mine: Known) -> None:
    parcel = queries.locked_parcel(mine.parcel_number, ALL)
    sending.deliver(parcel, world.shipper)
    (credit,) = credit_parcel(parcel)  # once more: it was credited by the delivery
    credit.payable_on = today() - timedelta(days=1)


def _on_parcel(act: Callable[[World, Any], object], begins: str, ends: str) -> Verb:
    def then(world: World, mine: Known) -> None:
        if mine.parcel == begins:
            mine.parcel = ends
            mine.state = mine.state if ends == "unpacked" else ends
            world.payable += ends == "delivered"
            world.credited += ends == "delivered"

    may = {begins, ends} | ({"delivered"} if ends == "shipped" else set())
    return Verb(lambda mine: mine.parcel != "", lambda mine: mine.parcel in may, act, then)


def _give(what: str) -> Verb:
    """Money back for the piece, or for its way, while the order stands."""

    def act(world: World, mine: Known) -> None:
        order = queries.locked_with_payment(mine.number, ALL)
        whole = {line.id: line.quantity for line in order.lines}
        pieces, seen = whole if what == "piece" else {}, refunding.left_of(order).seen
        wish = refunding.Wish(pieces, what == "shipping", "Torn", seen)
        refunding.give_back(order, wish, world.other)

    def then(_world: World, mine: Known) -> None:
        way = mine.shipping
        mine.given[what] = way if what == "shipping" else mine.total - way
        mine.owed += mine.given[what]

    return Verb(_any, lambda mine: mine.state in SOLD and what not in mine.given, act, then)


def _send_refunds(world: World, mine: Known) -> None:
    for refund in payments.refunds_of(mine.payment_id):
        held = payments.locked_refund(ALL, refund.id)
        services.mark_refund_paid(held, external_id="OUT", by=world.maker)
        assert held.state is RefundState.PAID


def _confirmed(_world: World, mine: Known) -> None:
    """Whoever has confirmed it may press the button again, whatever has become of it since."""
    mine.confirmed = True
    mine.state = "confirmed" if mine.state == "paid" else mine.state


def _set(name: str, value: object) -> Callable[[World, Any], None]:
    return lambda _world, thing: setattr(thing, name, value)


def _any(_thing: object) -> bool:
    return True


def _in(*states: str) -> Callable[[Any], bool]:
    return lambda thing: thing.state in states


ORDER_VERBS = {
    **{f"receive {how}": _arrival(how) for how in ("part", "exact", "over", "late")},
    "receive again": Verb(
        lambda mine: bool(mine.transfers),
        lambda _: False,
        lambda _world, mine: _record(mine, mine.transfers[0], 700),
        _same,
    ),
    "cancel": Verb(
        _any,
        _in("placed", "held", "cancelled"),
        lambda _world, mine: cancelling.cancel(mine.order_id, "No", None),
        _end,
    ),
    "call off": Verb(_any, _may_call_off, _call_off, _end),
    "run out of time": Verb(_in("placed", "held", "paid"), _any, _lapse, _lapsed, job=True),
    "propose": Verb(_any, _in("held"), _propose, _set("proposed", True)),
    "release": Verb(
        _any,
        lambda mine: mine.state == "held" and mine.proposed,
        _release("other"),
        _released,
    ),
    "release own": Verb(_in("held"), lambda _: False, _release("sales"), _same),
    "refuse": Verb(
        _any,
        _in("held"),
        lambda world, mine: holding.refuse(_locked(mine), "On a list", world.other),
        _end,
    ),
    "confirm": Verb(
        _any,
        lambda mine: mine.state == "paid" or mine.confirmed,
        lambda world, mine: handling.confirm(_locked(mine), world.shipper),
        _confirmed,
    ),
    "pack": Verb(
        _any,
        lambda mine: mine.state == "confirmed" and mine.parcel in {"", "unpacked"},
        _pack,
        _set("parcel", "packed"),
    ),
    "unpack": _on_parcel(
        lambda world, mine: packing.unpack(
            queries.locked_parcel(mine.parcel_number, ALL), world.shipper
        ),
        "packed",
        "unpacked",
    ),
    "ship": _on_parcel(
        lambda world, mine: sending.ship(
            queries.locked_parcel(mine.parcel_number, ALL),
            sending.Handover("Post", "RR1"),
            world.shipper,
        ),
        "packed",
        "shipped",
    ),
    "deliver": _on_parcel(_deliver, "shipped", "delivered"),
    **{f"give back {what}": _give(what) for what in ("piece", "shipping")},
    "send refunds": Verb(
        lambda mine: mine.payment_id > 0,
        _any,
        _send_refunds,
        lambda _world, mine: setattr(mine, "sent_back", mine.owed),
    ),
}
