"""The counter of the centre: a till that can be opened, shifts of the past days, an exhibition that
is over and one that is out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import md5

from marketplace.accounts.models import User
from marketplace.catalogue.models import Product, ProductState, Variant
from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now, today
from marketplace.core.money import Money
from marketplace.demo.world import World
from marketplace.inventory import queries as stock
from marketplace.inventory import services as inventory
from marketplace.inventory.models import Condition, Location, Owner, TransferLine
from marketplace.inventory.services import Came, LoanTerms
from marketplace.inventory.services.movements import Cause
from marketplace.localisation.rates import convert
from marketplace.pardis.till import queries
from marketplace.pardis.till.day import day_of
from marketplace.pardis.till.models import (
    CURRENCY,
    TOMAN,
    CounterSale,
    Exhibition,
    Shift,
    Tender,
    Till,
)
from marketplace.pardis.till.services import exhibiting, pricing, returning, selling, shifts
from marketplace.pardis.till.services.exhibiting import Plan
from marketplace.pardis.till.services.returning import Back
from marketplace.pardis.till.services.shifts import Count
from marketplace.pardis.till.services.slips import FORM, Paid, Slip, Wanted, price

TABLET = md5(b"the tablet of the counter", usedforsecurity=False).hexdigest()
ROUND = 10_000 * TOMAN
GOODS, PIECES = 14, 6
NOTES = (1_000_000, 500_000, 100_000, 50_000, 20_000, 10_000)


@dataclass(frozen=True)
class Bought:
    """So many of some of the goods (by their place in the list), at an hour, paid in one way."""

    hour: int
    goods: tuple[tuple[int, int], ...]
    paid: str = "cash"
    discount: str = ""


PAST = (
    (
        4,
        (
            Bought(10, ((0, 1),)),
            Bought(11, ((1, 2), (4, 1)), "card"),
            Bought(13, ((2, 1),), "mixed", "member"),
            Bought(16, ((5, 1),), "transfer"),
            Bought(18, ((3, 1), (6, 1))),
        ),
    ),
    (
        3,
        (
            Bought(11, ((7, 1),), "card"),
            Bought(12, ((8, 1), (0, 1)), "mixed"),
            Bought(15, ((1, 1),), "cash", "flaw"),
            Bought(17, ((9, 1),)),
        ),
    ),
    (
        1,
        (
            Bought(10, ((10, 1),), "card"),
            Bought(12, ((4, 1), (2, 1))),
            Bought(17, ((11, 2),), "transfer"),
        ),
    ),
)
"""How many days ago, and what was sold in the shift of that day."""


@dataclass(frozen=True)
class Desk:
    """Who sells at a till, and for whom the boss answers."""

    till: Till
    cashier: User
    boss: User
    goods: Sequence[Variant]

    def open(self, days_ago: int, float_toman: int = 2_000_000) -> Shift:
        money = Money(float_toman * TOMAN, CURRENCY)
        shift = shifts.open_shift(self.till, money, self.cashier)
        shift.created_at = _at(days_ago, 9)
        return shift

    def sell(self, shift: Shift, days_ago: int, bought: Sequence[Bought]) -> list[CounterSale]:
        return [
            selling.take(self.till, self._slip(shift, days_ago, number, one), self.cashier)
            for number, one in enumerate(bought, start=1)
        ]

    def close(self, shift: Shift, days_ago: int, missing: int = 0, reason: str = "") -> None:
        """The drawer holds what it has to, but for some toman."""
        rials = queries.report_of(shift).cash(shift).minor // 100 - missing * 10
        shifts.close(shift, Count(_notes(rials), rials % NOTES[-1], reason), self.cashier)
        shift.closed_at = _at(days_ago, 20)

    def _slip(self, shift: Shift, days_ago: int, number: int, one: Bought) -> Slip:
        slip = Slip(
            key=_name(f"{shift.number}:{number}"),
            device=TABLET,
            number=number,
            shift=shift.number,
            sold_at=_at(days_ago, one.hour),
            lines=[Wanted(self.goods[place].sku, pieces) for place, pieces in one.goods],
            paid=[],
            discount=one.discount,
        )
        total = price(slip, self.cashier).total
        return Slip(**{**vars(slip), "paid": _paid(one.paid, total, number)})


def make_the_counter(world: World, pieces: Mapping[str, Product]) -> list[Shift]:
    """All of it; the shifts."""
    cashier, boss = world.people["cashier@kotam.example"], world.people["centre@kotam.example"]
    place = next(one for one in stock.locations_in(queries.HERE) if one.code == "SHOW")
    goods = _goods(pieces, place, boss)
    names = {"en": "Showroom till", "fa": "صندوق ویترین"}
    desk = Desk(shifts.add_till("P1", names, place, boss), cashier, boss, goods)
    made = [_past(desk, days_ago, bought) for days_ago, bought in PAST]
    made += _came_back(desk, place)
    return made + _is_out(desk, place)


def _goods(pieces: Mapping[str, Product], place: Location, by: User) -> list[Variant]:
    """Pieces of the centre's own, of many crafts, with prices of the counter."""
    shown = [piece for piece in pieces.values() if piece.state is ProductState.PUBLISHED]
    ready = sorted(
        (piece.variants[0] for piece in shown if not piece.made_to_order), key=lambda one: one.sku
    )
    goods = ready[:: max(len(ready) // GOODS, 1)][:GOODS]
    for variant in goods:
        item = inventory.stock_item(variant.id, place.id, Condition.DISPLAY, Owner.CENTRE)
        inventory.receive_into(item, PIECES, Cause(f"demo:counter:{variant.sku}", by))
        rials = convert(variant.price, CURRENCY).money
        rounded = Money(-(-rials.minor // ROUND) * ROUND, CURRENCY)
        pricing.set_price(variant, rounded, today() - timedelta(days=30), by)
    return goods


def _past(desk: Desk, days_ago: int, bought: Sequence[Bought]) -> Shift:
    """In one a piece came back and was exchanged, in the last the drawer held too little."""
    shift = desk.open(days_ago)
    sales = desk.sell(shift, days_ago, bought)
    if days_ago == PAST[0][0]:
        _drop(desk, shift, days_ago)
    if days_ago == PAST[1][0]:
        _took_back(desk, shift, sales)
    last = days_ago == PAST[-1][0]
    desk.close(shift, days_ago, 20_000 if last else 0, "بقیهٔ پول اشتباه داده شد" if last else "")
    return shift


def _drop(desk: Desk, shift: Shift, days_ago: int) -> None:
    half = queries.report_of(shift).cash(shift).minor // 2 // ROUND * ROUND
    money = Money(half, CURRENCY)
    made = shifts.drop(shift, money, "پیش از ناهار", _name(shift.number), desk.cashier)
    made.created_at = _at(days_ago, 14)


def _took_back(desk: Desk, shift: Shift, sales: Sequence[CounterSale]) -> None:
    """One for its money, one for another piece."""
    torn, small = sales[-1], sales[-2]
    back = Back(
        _name("torn"),
        {torn.lines[0].id: 1},
        Condition.INSPECT,
        "نخ آن در رفته است",
        Tender.CASH,
    )
    returning.take_back(desk.till, torn, back, desk.cashier)
    other = Slip(
        _name("other"), FORM, 0, shift.number, torn.sold_at, [Wanted(desk.goods[12].sku, 1)], []
    )
    swap = Back(
        _name("swap"),
        {small.lines[0].id: 1},
        Condition.SELLABLE,
        "رنگ دیگری خواست",
        Tender.CASH,
        other=other,
    )
    returning.take_back(desk.till, small, swap, desk.cashier)


def _came_back(desk: Desk, place: Location) -> list[Shift]:
    """A fair of three weeks ago: most came home, one piece was stolen."""
    there = _leave(
        desk, place, ((5, 3), (6, 2), (7, 2)), "بازارچهٔ مهر رشت", "Mehr fair of Rasht", 21
    )
    shift = there.desk.open(20, 500_000)
    there.desk.sell(shift, 20, (Bought(11, ((5, 1),)), Bought(15, ((6, 1), (7, 1)), "card")))
    there.desk.close(shift, 20)
    loan = there.held.transfer
    came = [Came(2), Came(1), Came(0, 0, "شب آخر از غرفه دزدیده شد")]
    lines = {line.id: one for line, one in zip(_in_order(there, (5, 6, 7)), came, strict=True)}
    exhibiting.come_back(there.desk.till, lines, desk.boss)
    loan.received_at = _at(18, 12)
    return [shift]


def _is_out(desk: Desk, place: Location) -> list[Shift]:
    """A fair that goes on: it sold something yesterday, and opens again today."""
    load = ((8, 2), (9, 2), (10, 3), (13, 3))
    there = _leave(desk, place, load, "نمایشگاه صنایع دستی قزوین", "Crafts fair of Qazvin", 2)
    shift = there.desk.open(1, 500_000)
    there.desk.sell(shift, 1, (Bought(12, ((10, 1),)), Bought(18, ((13, 1), (8, 1)), "card")))
    there.desk.close(shift, 1)
    return [shift]


@dataclass(frozen=True)
class Stand:
    """An exhibition and its desk."""

    held: Exhibition
    desk: Desk


def _leave(
    desk: Desk, place: Location, load: Sequence[tuple[int, int]], fa: str, en: str, days_ago: int
) -> Stand:
    wants = {}
    for number, pieces in load:
        lying = stock.items_of_variant(desk.goods[number].id)
        mine = (one for one in lying if (one.location_id, one.owner) == (place.id, Owner.CENTRE))
        wants[next(one.id for one in mine if one.on_hand >= pieces)] = pieces
    terms = LoanTerms("اتحادیهٔ صنایع دستی", fa, today() + timedelta(days=12 - days_ago), None, "")
    cause = Cause(f"demo:exhibition:{en}", desk.boss)
    held = exhibiting.take_along(place, wants, Plan({"fa": fa, "en": en}, terms), cause)
    held.created_at = held.transfer.created_at = _at(days_ago, 8)
    return Stand(held, Desk(held.till, desk.cashier, desk.boss, desk.goods))


def _in_order(there: Stand, goods: Sequence[int]) -> list[TransferLine]:
    lines = {line.stock_item.variant_id: line for line in there.held.transfer.lines}
    return [lines[there.desk.goods[number].id] for number in goods]


def _paid(how: str, total: Money, number: int) -> list[Paid]:
    reference = f"{118_200 + number * 37}"
    if how != "mixed":
        tender = Tender(how)
        return [Paid(tender, total, "" if tender is Tender.CASH else reference)]
    half = Money(total.minor // 2 // ROUND * ROUND, CURRENCY)
    return [Paid(Tender.CARD, half, reference), Paid(Tender.CASH, total - half)]


def _notes(rials: int) -> dict[int, int]:
    """The fewest notes that make it up."""
    counted = {}
    for note in NOTES:
        counted[note], rials = divmod(rials, note)
    return counted


def _name(of: str) -> str:
    return md5(of.encode(), usedforsecurity=False).hexdigest()


def _at(days_ago: int, hour: int) -> datetime:
    day = day_of(now()) - timedelta(days=days_ago)
    return datetime.combine(day, time(hour, 12), TEHRAN)
