"""Tills, shifts and sales at the counter of the centre."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import Variant
from marketplace.core.clock import now, today
from marketplace.core.money import Money
from marketplace.inventory import queries as inventory
from marketplace.inventory import services as stock
from marketplace.inventory.models import Location, Owner, PlaceKind, StockItem
from marketplace.inventory.services import LoanTerms
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.till import queries
from marketplace.pardis.till.day import today_in_tehran
from marketplace.pardis.till.models import (
    CURRENCY,
    TOMAN,
    CounterSale,
    Exhibition,
    SaleLine,
    Shift,
    Tender,
    Till,
)
from marketplace.pardis.till.services import exhibiting, pricing, selling, shifts
from marketplace.pardis.till.services.exhibiting import Plan
from marketplace.pardis.till.services.shifts import Count
from marketplace.pardis.till.services.slips import Paid, Slip, Wanted, price
from tests.factories import consignment
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_centre
from tests.factories.inventory import make_location

_numbers = count(1)
DEVICE = "d" * 32


def toman(amount: int) -> Money:
    return Money(amount * TOMAN, CURRENCY)


def make_cashier() -> User:
    return make_user(Role.CASHIER)


def make_till(**given: Any) -> Till:
    """With a showroom of its own."""
    number = next(_numbers)
    room = given.pop("location", None) or make_showroom()
    names = {"en": f"Till {number}", "fa": f"صندوق {number}"}
    return shifts.add_till(f"T{number}", names, room, make_user(Role.PARDIS_MANAGER))


def make_showroom() -> Location:
    return make_location(make_centre(), kind=PlaceKind.SHOWROOM)


def make_shift(till: Till | None = None, float_: int = 500_000, by: User | None = None) -> Shift:
    return shifts.open_shift(till or make_till(), toman(float_), by or make_cashier())


def make_good(
    till: Till, pieces: int = 3, cost: int = 900_000, owner: Owner = Owner.CENTRE
) -> Variant:
    """So many of a piece on the till's shelves, at so many toman."""
    variant = make_product(pictures=0).variants[0]
    pricing.set_price(variant, toman(cost), today_in_tehran(), make_user(Role.PARDIS_MANAGER))
    if pieces:
        shelve(till, variant, pieces, owner)
    return variant


def shelve(till: Till, variant: Variant, pieces: int, owner: Owner = Owner.CENTRE) -> StockItem:
    """Pieces of makers come against a note, which any price of these tests satisfies."""
    if owner is Owner.ARTISAN:
        terms = {"currency": CURRENCY, "price": toman(1_000), "place": till.location}
        consignment.make_note(variant=variant, pieces=pieces, **terms)
    item = stock.stock_item(variant.id, till.location_id, owner=owner)
    if owner is Owner.ARTISAN:
        return item
    stock.receive_into(item, pieces, Cause(f"test:shelf:{next(_numbers)}"))
    return item


def make_slip(shift: Shift, *lines: tuple[Variant, int], **given: Any) -> Slip:
    """Paid in cash, unless something else is said."""
    number = next(_numbers)
    slip = Slip(
        key=f"{number:032x}",
        device=given.pop("device", DEVICE),
        number=given.pop("number", 0) or queries.last_number(shift.id, DEVICE) + 1,
        shift=shift.number,
        sold_at=now(),
        lines=[Wanted(variant.sku, pieces) for variant, pieces in lines],
        paid=given.pop("paid", []),
        **given,
    )
    return slip if slip.paid else replace(slip, paid=cash_for(slip))


def cash_for(slip: Slip, by: User | None = None) -> Sequence[Paid]:
    return [Paid(Tender.CASH, price(slip, by or make_cashier()).total)]


def make_sale(shift: Shift, *lines: tuple[Variant, int], **given: Any) -> CounterSale:
    """Of one piece that lay there, unless others are named."""
    lines = lines or ((make_good(shift.till), 1),)
    by = given.pop("by", None) or make_cashier()
    return selling.take(shift.till, make_slip(shift, *lines, **given), by)


def count_of(money: Money, **given: Any) -> Count:
    """A drawer that holds so much, in coins."""
    return Count({}, money.minor // 100, **given)


@dataclass(frozen=True)
class Counter:
    """A till with an open shift and something to sell, a sale with two lines of which the stock could
    not give one, a till that nobody has opened, and an exhibition that is out."""

    closed: Till
    shift: Shift
    sale: CounterSale
    good: Variant
    exhibition: Exhibition

    @property
    def till(self) -> Till:
        return self.shift.till

    @property
    def failed(self) -> SaleLine:
        return self.sale.lines[1]


def make_exhibition(home: Till | None = None, *goods: tuple[Variant, int]) -> Exhibition:
    """Out with the pieces of the till's place that are named, else with four of one."""
    home = home or make_till()
    goods = goods or ((make_good(home, 6), 4),)
    wants = {}
    for variant, pieces in goods:
        items = inventory.items_of_variant(variant.id)
        wants[next(one.id for one in items if one.on_hand >= pieces)] = pieces
    terms = LoanTerms("Chamber of guilds", "Hall 3", today() + timedelta(days=9))
    plan = Plan({"en": "Spring fair", "fa": "نمایشگاه بهار"}, terms)
    cause = Cause(f"test:fair:{next(_numbers)}", make_user(Role.PARDIS_MANAGER))
    return exhibiting.take_along(home.location, wants, plan, cause)


def make_counter() -> Counter:
    closed, shift = make_till(), make_shift()
    good, missing = make_good(shift.till, 9), make_good(shift.till, 0)
    sale = make_sale(shift, (good, 2), (missing, 1), discount="member")
    return Counter(closed, shift, sale, good, make_exhibition(closed))
