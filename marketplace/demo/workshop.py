"""A made-up workshop: materials in the store, bills, orders in each state, a graded batch, one run of
wages that waits to be paid and one that waits for approval."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from marketplace.accounts.models import User
from marketplace.catalogue.models import Product, Variant
from marketplace.catalogue.services.makers import choose_crafts, crafts_of
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.demo.world import World
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.production import queries
from marketplace.pardis.production.calendar import today_in_tehran
from marketplace.pardis.production.models import (
    CURRENCY,
    Batch,
    Grade,
    Happening,
    Material,
    Offer,
    Purpose,
    Unit,
    WorkOrder,
)
from marketplace.pardis.production.services import (
    advancing,
    bills,
    grading,
    planning,
    sharing,
    store,
    wages,
)
from marketplace.pardis.production.services.bills import Part, Step
from marketplace.pardis.production.services.grading import WITH_LIMITS, Grades, Sheet
from marketplace.pardis.production.services.planning import Plan
from marketplace.pardis.training.models import GroupState

MATERIALS = (
    ("COTTON-20", "Cotton yarn 20/2", "نخ پنبه ۲۰/۲", Unit.GRAM, 42_000, 10_000, 2_800_000),
    ("WARP-C", "Cotton warp", "چلهٔ پنبه‌ای", Unit.GRAM, 18_000, 6_000, 2_400_000),
    ("SILK-Y", "Yellow silk thread", "ابریشم زرد", Unit.GRAM, 2_600, 1_000, 39_000_000),
    ("MAHUT-R", "Red broadcloth", "ماهوت قرمز", Unit.CENTIMETRE, 6_400, 2_000, 8_500_000),
    ("LINING", "Cotton lining", "آستر پنبه‌ای", Unit.CENTIMETRE, 9_000, 2_000, 1_200_000),
    ("CLAY-J", "Refractory clay of Jirdeh", "خاک نسوز جیرده", Unit.GRAM, 160_000, 40_000, 90_000),
    (
        "GLAZE-G",
        "Green glaze, lead-free",
        "لعاب سبز بی‌سرب",
        Unit.MILLILITRE,
        3_500,
        4_000,
        4_100_000,
    ),
)
"""Code, names, unit, what is there, when to buy, and the price of a kilogram, metre or litre in rial."""

BILLS: dict[str, tuple[tuple[tuple[str, int, int], ...], tuple[tuple[str, str, int], ...]]] = {
    "GLN-CHS-002": (
        (("COTTON-20", 310, 400), ("WARP-C", 120, 300), ("SILK-Y", 12, 500)),
        (("Warping", "چله‌کشی", 45), ("Weaving", "بافت", 420), ("Fringes", "ریشه‌تابی", 40)),
    ),
    "GLN-RSD-008": (
        (("MAHUT-R", 45, 800), ("LINING", 45, 500), ("SILK-Y", 18, 600)),
        (("Drawing", "نقش‌اندازی", 30), ("Chain stitch", "قلاب‌زنی", 300), ("Sewing", "دوخت", 50)),
    ),
    "GLN-SFL-001": (
        (("CLAY-J", 2_100, 1_200), ("GLAZE-G", 60, 1_000)),
        (("Coiling", "فتیله‌سازی", 70), ("Glazing", "لعاب‌کاری", 25), ("Firing", "پخت", 30)),
    ),
}
RATES = {
    "GLN-CHS-002": (806, 560, 300, 0),
    "GLN-RSD-008": (620, 430, 220, 0),
    "GLN-SFL-001": (140, 95, 45, 0),
}
"""Thousands of toman for the grades A, B, C and rejected pieces."""

THOUSAND_TOMAN = 10_000
"""In rial."""


@dataclass
class Bench:
    """Who acts, and what is known by its code or SKU."""

    lead: User
    manager: User
    variants: dict[str, Variant]
    materials: dict[str, Material]
    acts: int = 0

    def cause(self, note: str = "") -> Cause:
        self.acts += 1
        return Cause(f"demo:workshop:{self.acts}", self.lead, note)


def make_workshop(world: World, pieces: dict[str, Product]) -> list[WorkOrder]:
    """The orders that were made."""
    bench = Bench(
        world.people["workshop@kotam.example"],
        world.people["centre@kotam.example"],
        {sku: pieces[sku].variants[0] for sku in BILLS},
        {},
    )
    _fill_the_store(bench)
    for sku, variant in bench.variants.items():
        _write(bench, sku, variant)
    _teach(list(pieces.values()), bench)
    return [*_shawls(bench), *_embroidery(bench), *_pots(bench)]


def _fill_the_store(bench: Bench) -> None:
    for code, name_en, name_fa, unit, amount, reorder_at, price in MATERIALS:
        names = {"en": name_en, "fa": name_fa}
        material = store.enter(code, names, unit, reorder_at, bench.lead)
        cause = bench.cause("خرید از بازار رشت")
        store.receive(material, amount, cause, Money.of(price, CURRENCY))
        bench.materials[code] = material


def _write(bench: Bench, sku: str, variant: Variant) -> None:
    lines, steps = BILLS[sku]
    parts = [Part(bench.materials[code].id, amount, scrap) for code, amount, scrap in lines]
    told = [Step({"en": en, "fa": fa}, minutes) for en, fa, minutes in steps]
    since = today_in_tehran() - timedelta(days=120)
    bills.write(variant, parts, told, since, bench.lead)
    for grade, toman in zip(Grade, RATES[sku], strict=True):
        rate = Money.of(toman * THOUSAND_TOMAN, CURRENCY)
        wages.set_rate(variant.product, grade, since, rate, bench.lead)


def _teach(pieces: Iterable[Product], bench: Bench) -> None:
    """Whoever has a piece of a craft in the shop works in it."""
    for variant in bench.variants.values():
        craft, seller = variant.product.craft_id, variant.product.cooperative_id
        makers = {
            piece.artisan_id: piece.artisan
            for piece in pieces
            if piece.craft_id == craft and piece.cooperative_id == seller
        }
        for _id, maker in sorted(makers.items()):
            choose_crafts(maker, {*crafts_of(maker), str(craft)}, seller, by=bench.lead)


def _shawls(bench: Bench) -> Iterable[WorkOrder]:
    """One order of a team, in progress, with a graded batch and one to grade; one that is planned."""
    order = _plan(bench, "GLN-CHS-002", 24, 70, "زمینه روناسی، ریشهٔ ۱۵ سانتی تابیده جفتی")
    share = _taken(bench, order, 14)
    _taken(bench, order, 10)
    _kit(bench, order, Happening.ISSUED, 60)
    planning.begin(order, bench.lead)
    _age(order, 16)
    _graded(bench, share, Grades(a=7, b=1, c=1, back=1))
    _kit(bench, order, Happening.USED, 57)
    planning.hand_in(order, share, 3, bench.lead)
    planning.note(order, "هوا شرجی بود؛ دار دو روز خوابید.", bench.lead)
    yield order
    craft = bench.variants["GLN-CHS-002"].product.craft_id
    groups = [
        one
        for one in queries.training_groups()
        if one.course.craft_id == craft and one.state is GroupState.RUNNING
    ]
    wish = Plan(
        Purpose.TRAINING,
        8,
        today_in_tehran() + timedelta(days=95),
        group=groups[0] if groups else None,
    )
    yield planning.plan(bench.variants["GLN-CHS-002"], wish, bench.lead)


def _embroidery(bench: Bench) -> Iterable[WorkOrder]:
    """One that is over and paid, one that is late, one that a maker is asked for, one given up."""
    yield _over_and_paid(bench)
    late = _plan(bench, "GLN-RSD-008", 12, 40)
    _taken(bench, late)
    _kit(bench, late, Happening.ISSUED, 100)
    planning.begin(late, bench.lead)
    late.due_on = today_in_tehran() - timedelta(days=2)
    yield late
    asked = _plan(bench, "GLN-RSD-008", 6, 60, "نقش بازوبندی، نخ فیروزه‌ای")
    _offer(bench, asked)
    yield asked
    given_up = _plan(bench, "GLN-RSD-008", 2, 40)
    planning.cancel(queries.locked_order(given_up.number), "خریدار منصرف شد.", bench.lead)
    yield given_up


def _over_and_paid(bench: Bench) -> WorkOrder:
    """With an advance that was paid back, and a run of wages in the books."""
    done = _plan(bench, "GLN-RSD-008", 10, 20)
    share = _taken(bench, done)
    _kit(bench, done, Happening.ISSUED, 100)
    planning.begin(done, bench.lead)
    advance = Money.of(2_000 * THOUSAND_TOMAN, CURRENCY)
    advancing.pay(share, advance, bench.cause("برای خرید نخ رنگی"))
    _graded(bench, share, Grades(a=7, b=2, c=1))
    _kit(bench, done, Happening.USED, 96)
    _kit(bench, done, Happening.WASTED, 100, "کلاف گره‌خورده و رنگ‌پریده")
    planning.close(queries.locked_order(done.number), bench.lead)
    _age(done, 19)
    run = wages.prepare(done.variant.product.cooperative, today_in_tehran(), bench.lead)
    wages.approve(run, bench.manager)
    return done


def _pots(bench: Bench) -> Iterable[WorkOrder]:
    """One that was taken and not begun; one that is graded, whose wages wait for approval."""
    taken = _plan(bench, "GLN-SFL-001", 12, 50)
    _taken(bench, taken)
    yield taken
    graded = _plan(bench, "GLN-SFL-001", 6, 45)
    share = _taken(bench, graded)
    _kit(bench, graded, Happening.ISSUED, 100)
    planning.begin(graded, bench.lead)
    _graded(bench, share, Grades(a=4, b=1, reject=1))
    _kit(bench, graded, Happening.USED, 90)
    _age(graded, 11)
    wages.prepare(graded.variant.product.cooperative, today_in_tehran(), bench.lead)
    yield graded


def _plan(bench: Bench, sku: str, quantity: int, days: int, note: str = "") -> WorkOrder:
    """For stock."""
    due_on = today_in_tehran() + timedelta(days=days)
    wish = Plan(Purpose.STOCK, quantity, due_on, note=note)
    return planning.plan(bench.variants[sku], wish, bench.lead)


def _offer(bench: Bench, order: WorkOrder, pieces: int | None = None) -> Offer:
    """To whoever's turn it is; all of it, unless so many pieces are named."""
    count = pieces or order.quantity
    turn = queries.turns(order, count)[0]
    return sharing.offer(order, turn.artisan.id, count, bench.lead)


def _taken(bench: Bench, order: WorkOrder, pieces: int | None = None) -> Offer:
    share = _offer(bench, order, pieces)
    sharing.accept(share, bench.lead)
    return share


def _kit(bench: Bench, order: WorkOrder, happening: Happening, percent: int, why: str = "") -> None:
    """So much of what the kit needs is issued; of what is with the maker, so much is used or lost."""
    locked = queries.locked_order(order.number)
    for line in locked.kit:
        whole = line.needed if happening is Happening.ISSUED else line.held
        if quantity := whole * percent // 100:
            store.book_kit(locked, line.material, happening, quantity, bench.cause(why))
            db.session.flush()


def _graded(bench: Bench, share: Offer, grades: Grades) -> Batch:
    """Each criterion of the craft stands at its limit."""
    batch = planning.hand_in(share.work_order, share, grades.whole, bench.lead)
    criteria = queries.criteria_of(share.work_order.variant.product.craft_id)
    values = [
        (one, grade, one.limit(grade))
        for one in criteria
        for grade in WITH_LIMITS
        if grades.of(grade)
    ]
    grading.grade(batch, Sheet(grades, values, note="دسته‌بندی سر میز"), criteria, bench.lead)
    return batch


def _age(order: WorkOrder, days: int) -> None:
    """It was taken and begun so many days ago."""
    order.accepted_at = now() - timedelta(days=days)
    order.started_at = now() - timedelta(days=days - 1)
    db.session.flush()
