"""Whatever moved, and whatever people do: the figures of any day are those of the movements."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.accounts.models import Scope
from marketplace.core.calendars import TEHRAN
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import DomainError
from marketplace.core.money import Money
from marketplace.inventory import queries, services
from marketplace.inventory.models import (
    Condition,
    CountReason,
    Location,
    Movement,
    MovementKind,
    Owner,
    StockItem,
    UnitValue,
)
from marketplace.inventory.queries.values import Worth, end_of_day
from marketplace.inventory.services import Came
from marketplace.inventory.services.movements import Cause
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product, make_variant
from tests.factories.inventory import make_location, make_stock

_keys = count(1)
DAYS = 6
MOVED = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, DAYS), st.integers(-5, 9)), max_size=30
)
VALUED = st.lists(st.tuples(st.integers(0, 1), st.integers(0, DAYS), st.integers(0, 10**9)))
SPARING = settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def day_before(days: int) -> date:
    return now().astimezone(TEHRAN).date() - timedelta(days=days)


def at_home(item: StockItem) -> Scope:
    """Where its own cooperative is: other examples leave their stock behind."""
    return Scope(everywhere=False, ids=frozenset([item.location.cooperative_id]))


def six_items() -> list[StockItem]:
    """Of two variants with three owners, at two places."""
    product = make_product()
    variants = product.variants[0], make_variant(product)
    places = make_location(product.cooperative), make_location(product.cooperative)
    items = [
        StockItem(variant=variants[n // 3], location=places[n % 2], owner=[*Owner][n % 3])
        for n in range(6)
    ]
    db.session.add_all(items)
    db.session.flush()
    return items


def move(item: StockItem, days: int, pieces: int) -> None:
    """So many pieces at noon of so many days ago."""
    item.on_hand += pieces
    kind = MovementKind.FOUND if pieces > 0 else MovementKind.LOST
    at = end_of_day(day_before(days)) - timedelta(hours=12)
    row = Movement(stock_item=item, kind=kind, quantity=pieces, key=f"any:{next(_keys)}")
    row.created_at = at
    db.session.add(row)


def lay(moved: Sequence[tuple[int, int, int]], item: int, days: int) -> int:
    return sum(pieces for which, ago, pieces in moved if which == item and ago >= days)


@SPARING
@given(moved=MOVED, valued=VALUED)
def test_the_value_of_any_day_is_that_of_the_movements_until_then(
    moved: list[tuple[int, int, int]], valued: list[tuple[int, int, int]]
) -> None:
    items = six_items()
    done = []
    for which, days, pieces in sorted(moved, key=lambda one: -one[1]):
        if pieces and items[which].on_hand + pieces >= 0:
            move(items[which], days, pieces)
            done.append((which, days, pieces))
    worth = {(which, days): minor for which, days, minor in valued}
    for (which, days), minor in worth.items():
        of = items[which * 3].variant_id
        value = Money(minor, "IRR")
        db.session.add(UnitValue(variant_id=of, starts_on=day_before(days), value=value))
    db.session.flush()
    for days in range(DAYS + 1):
        told = queries.value_on(at_home(items[0]), day_before(days))
        assert sums(told) == expected(items, done, worth, days)


def sums(told: list[Worth]) -> dict[str, Counter[object]]:
    """Pieces and value in all, by owner and by place."""
    found: dict[str, Counter[object]] = defaultdict(Counter)
    for row in told:
        for part in ("all", row.owner, row.location.id):
            found["pieces"][part] += row.pieces
            found["value"][part] += row.value.minor
    return {name: +parts for name, parts in found.items() if +parts}


def expected(
    items: list[StockItem],
    moved: Sequence[tuple[int, int, int]],
    worth: dict[tuple[int, int], int],
    days: int,
) -> dict[str, Counter[object]]:
    """The same, reckoned one by one."""
    found: dict[str, Counter[object]] = defaultdict(Counter)
    for n, item in enumerate(items):
        known = sorted((ago, v) for (which, ago), v in worth.items() if which == n // 3)
        of_day = next((value for ago, value in known if ago >= days), None)
        pieces = lay(moved, n, days)
        for part in ("all", item.owner, item.location_id) if of_day is not None else ():
            found["pieces"][part] += pieces
            found["value"][part] += pieces * (of_day or 0)
    return {name: +parts for name, parts in found.items() if +parts}


class Store:
    """A shelf that people do things to, and a shelf beside it."""

    def __init__(self) -> None:
        self.item = make_stock(make_product().variants[0], 9)
        self.other = make_location(self.item.location.cooperative)
        self.by = make_user()

    @property
    def place(self) -> Location:
        return self.item.location

    def cause(self) -> Cause:
        return Cause(f"any:{next(_keys)}", self.by)

    def receive(self, pieces: int) -> None:
        services.receive_into(self.item, pieces, self.cause())

    def sell(self, pieces: int) -> None:
        services.sell_from(self.item.location_id, self.item.variant_id, pieces, self.cause())

    def order(self, pieces: int) -> None:
        key = self.cause().key
        services.reserve(key, {self.item.variant_id: pieces}, now() + timedelta(days=1))
        services.take(key, self.by)

    def walk(self, pieces: int) -> None:
        services.move_to(self.item, self.other.id, pieces, self.cause())

    def lose(self, pieces: int) -> None:
        services.adjust(self.item, MovementKind.LOST, pieces, self.cause())

    def show(self, pieces: int) -> None:
        services.change_condition(self.item, Condition.DISPLAY, pieces, self.cause())

    def drive(self, pieces: int) -> None:
        transfer = services.send(self.other, {self.item.id: pieces}, self.cause())
        came = {transfer.lines[0].id: Came(pieces - pieces // 2, 0, "one fell")}
        services.receive_transfer(transfer, came, self.by)

    def throw_away(self, pieces: int) -> None:
        services.write_off(services.ask_write_off(self.item, pieces, self.cause()), make_user())

    def count(self, pieces: int) -> None:
        stocktake = services.start_count(self.place, self.by)
        for line in stocktake.lines:
            services.count(stocktake, line, pieces, line.version, self.by)
        self.sell(1)
        services.to_review(stocktake, self.by)
        for line in stocktake.lines:
            if line.difference:
                services.explain(stocktake, line, CountReason.UNKNOWN, "")
        services.post_count(stocktake, self.by)


ACTS = ["receive", "sell", "order", "walk", "lose", "show", "drive", "throw_away", "count"]


@SPARING
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 6)), max_size=12))
def test_whatever_people_do_pieces_are_the_sum_of_their_movements(
    acts: list[tuple[str, int]],
) -> None:
    store = Store()
    services.note_prices([store.item.variant_id])
    for act, pieces in acts:
        try:
            with db.session.begin_nested():
                getattr(store, act)(pieces)
        except DomainError:
            db.session.expire_all()
    assert queries.drift() == queries.moments_that_disagree() == []
    assert queries.promised_beyond_stock() == queries.sales_that_disagree() == []
    mine = StockItem.variant_id == store.item.variant_id
    lying = db.session.scalar(db.select(db.func.sum(StockItem.on_hand)).where(mine))
    told = queries.value_on(at_home(store.item), day_before(0))
    assert sum(row.pieces for row in told) == lying
    each = store.item.variant.price
    assert sum(row.value.minor for row in told) == (lying or 0) * each.minor
