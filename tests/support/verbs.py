"""What can be done to an order, when it may be, and what a plain model says comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from marketplace.accounts.models import Scope
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.orders import cancelling, holding
from marketplace.orders.fulfilment import cancelling as office
from marketplace.orders.fulfilment import handling, packing, queries, refunding, sending
from marketplace.orders.jobs import end_lapsed_orders
from marketplace.orders.models import Order
from marketplace.payments import queries as payments
from marketplace.payments import services
from marketplace.payments.models import Payment, RefundState
from marketplace.payouts import queries as payouts
from tests.factories.fulfilment import pack
from tests.factories.orders import lapse

ALL = Scope(everywhere=True)
UNPAID, SOLD = {"placed", "held"}, {"paid", "confirmed", "shipped", "delivered"}
_transfers = count(1)


@dataclass
class Known:
    """What an order should look like; amounts in minor units."""

    id: int
    number: str
    piece: int
    total: int
    shipping: int
    state: str
    proposed: bool = False
    received: int = 0
    owed: int = 0
    back: int = 0
    parcel: str = ""
    parcel_number: str = ""
    credit: str = ""
    given: list[str] = field(default_factory=list)
    transfers: list[str] = field(default_factory=list)
    confirmed: bool = False


@dataclass(frozen=True)
class Verb:
    """`may` tells from the model whether it is allowed, `act` does it, `then` tells the model."""

    may: Callable[[Known], bool]
    act: Callable[[Any, Known], object]
    then: Callable[[Any, Known], None]


def order_of(mine: Known) -> Order:
    return queries.locked_with_payment(mine.number, ALL)


def payment_of(mine: Known) -> Payment:
    payment = db.session.get_one(Order, mine.id).payment
    assert payment
    return payment


def _receive(way: str) -> Verb:
    def amount(mine: Known) -> int:
        left = mine.total - mine.received
        if mine.state != "placed":
            return 700
        return {"part": max(left // 2, 1), "exact": left, "over": left + 500}[way]

    def then(_shop: Any, mine: Known) -> None:
        awaited, left = mine.state == "placed", mine.total - mine.received
        arrived = amount(mine)
        mine.owed += max(arrived - left, 0) if awaited else arrived
        mine.received += arrived
        if awaited and mine.received >= mine.total:
            mine.state = "paid"

    def act(_shop: Any, mine: Known) -> None:
        mine.transfers.append(f"M-{next(_transfers)}")
        record(mine, amount(mine))

    return Verb(lambda mine: mine.state in {"placed", "paid"}, act, then)


def record(mine: Known, amount: int) -> None:
    services.record_receipt(
        payment_of(mine),
        external_id=mine.transfers[-1],
        amount=Money(amount, "EUR"),
        value_date=today(),
        by=None,
    )


def _end(shop: Any, mine: Known) -> None:
    """Its pieces are free, and what came of its money and was not given back is owed."""
    if mine.state != "cancelled":
        left = mine.received - mine.owed
        mine.owed += left if mine.state in UNPAID else min(mine.total, left)
        mine.state = "cancelled"
        shop.free[mine.piece] += 1


def _run_out(_shop: Any, mine: Known) -> None:
    lapse(db.session.get_one(Order, mine.id))


def _time_is_over(shop: Any, mine: Known) -> None:
    end_lapsed_orders()
    if mine.state == "held" or (mine.state == "placed" and not mine.received):
        _end(shop, mine)


def _confirm(_shop: Any, mine: Known) -> None:
    mine.state, mine.confirmed = "confirmed" if mine.state == "paid" else mine.state, True


def _pack(shop: Any, mine: Known) -> None:
    order = order_of(mine)
    whole = {line.id: line.quantity for line in order.lines}
    mine.parcel_number = pack(order, shop.shipper, quantities=whole).number


def _parcel(mine: Known) -> Any:
    return queries.locked_parcel(mine.parcel_number, ALL)


def _deliver(_shop: Any, mine: Known) -> None:
    if mine.parcel == "shipped":
        mine.parcel, mine.state, mine.credit = "delivered", "delivered", "coming"


def _ship(_shop: Any, mine: Known) -> None:
    if mine.parcel == "packed":
        mine.parcel = mine.state = "shipped"


def _mature(_shop: Any, mine: Known) -> None:
    for credit in payouts.credits_of_parcel(_parcel(mine).id):
        credit.payable_on = today() - timedelta(days=1)


def _is_payable(shop: Any, mine: Known) -> None:
    mine.credit = "payable"
    shop.payable += 1


def _give_back(what: str) -> Verb:
    def act(shop: Any, mine: Known) -> None:
        order = order_of(mine)
        pieces = {order.lines[0].id: 1} if what == "piece" else {}
        wish = refunding.Wish(pieces, what == "shipping", "A tear", len(mine.given))
        refunding.give_back(order, wish, shop.treasurers[0])

    def then(_shop: Any, mine: Known) -> None:
        mine.given.append(what)
        mine.owed += mine.shipping if what == "shipping" else mine.total - mine.shipping

    return Verb(lambda mine: mine.state in SOLD and what not in mine.given, act, then)


def _pay_back(shop: Any, mine: Known) -> None:
    for refund in payments.refunds_of(payment_of(mine).id):
        held = payments.locked_refund(ALL, refund.id)
        services.mark_refund_paid(held, external_id="OUT", by=shop.treasurers[0])
        assert held.state is RefundState.PAID


def _gone_back(_shop: Any, mine: Known) -> None:
    mine.back = mine.owed


FOUND = holding.Finding("UN, EU, UK, OFAC of today", "On none of them.")


def _propose(who: int) -> Callable[[Any, Known], None]:
    return lambda shop, mine: holding.propose(order_of(mine), FOUND, shop.readers[who])


def _release(who: int) -> Callable[[Any, Known], None]:
    return lambda shop, mine: holding.release(order_of(mine), "I too.", shop.readers[who])


def _refuse(shop: Any, mine: Known) -> None:
    holding.refuse(order_of(mine), "The bank is on a list.", shop.readers[0])


def _becomes(**fields: object) -> Callable[[Any, Known], None]:
    def then(_shop: Any, mine: Known) -> None:
        for name, value in fields.items():
            setattr(mine, name, value)

    return then


def _never(_mine: Known) -> bool:
    return False


ORDER_VERBS: dict[str, Verb] = {
    "receive part": _receive("part"),
    "receive exact": _receive("exact"),
    "receive over": _receive("over"),
    "propose": Verb(lambda m: m.state == "held", _propose(0), _becomes(proposed=True)),
    "release": Verb(
        lambda m: m.state == "held" and m.proposed, _release(1), _becomes(state="placed")
    ),
    "refuse": Verb(lambda m: m.state == "held", _refuse, _end),
    "cancel": Verb(
        lambda m: m.state in UNPAID | {"cancelled"},
        lambda _shop, m: cancelling.cancel(m.id, "No", None),
        _end,
    ),
    "call off": Verb(
        lambda m: (
            m.state in UNPAID | {"cancelled"}
            or (m.state in {"paid", "confirmed"} and m.parcel != "packed")
        ),
        lambda shop, m: office.cancel(order_of(m), "Broken", shop.shipper),
        _end,
    ),
    "run out of time": Verb(lambda _m: True, _run_out, _time_is_over),
    "confirm": Verb(
        lambda m: m.state == "paid" or m.confirmed,
        lambda shop, m: handling.confirm(order_of(m), shop.shipper),
        _confirm,
    ),
    "pack": Verb(
        lambda m: m.state == "confirmed" and m.parcel != "packed",
        _pack,
        _becomes(parcel="packed"),
    ),
    "unpack": Verb(
        lambda m: m.parcel in {"packed", "unpacked"},
        lambda shop, m: packing.unpack(_parcel(m), shop.shipper),
        _becomes(parcel="unpacked"),
    ),
    "ship": Verb(
        lambda m: m.parcel in {"packed", "shipped", "delivered"},
        lambda shop, m: sending.ship(_parcel(m), sending.Handover("Post", "RR1"), shop.shipper),
        _ship,
    ),
    "deliver": Verb(
        lambda m: m.parcel in {"shipped", "delivered"},
        lambda shop, m: sending.deliver(_parcel(m), shop.shipper),
        _deliver,
    ),
    "mature": Verb(lambda m: m.credit == "coming", _mature, _is_payable),
    "give back the piece": _give_back("piece"),
    "give back the shipping": _give_back("shipping"),
    "pay back": Verb(lambda m: m.owed > m.back, _pay_back, _gone_back),
}
"""Each of them succeeds somewhere in the run."""

SLIPS: dict[str, Verb] = {
    "the same transfer again": Verb(
        _never, lambda _shop, m: record(m, 700), lambda _shop, _m: None
    ),
    "another proposes too": Verb(_never, _propose(1), lambda _shop, _m: None),
    "release one's own": Verb(_never, _release(0), lambda _shop, _m: None),
}
"""What nobody may do, whenever it can be tried."""
