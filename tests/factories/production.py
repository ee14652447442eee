"""Materials, bills, work orders and whoever makes them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import insert

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import Variant, artisan_crafts
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory.services.movements import Cause
from marketplace.pardis.production import queries
from marketplace.pardis.production.models import (
    CURRENCY,
    Batch,
    Bill,
    Bound,
    Criterion,
    Grade,
    Happening,
    Material,
    Offer,
    Purpose,
    Unit,
    WagesRun,
    WorkOrder,
)
from marketplace.pardis.production.services import bills, grading, planning, sharing, store, wages
from marketplace.pardis.production.services.bills import Part, Step
from marketplace.pardis.production.services.grading import Grades, Sheet
from marketplace.pardis.production.services.planning import Plan
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_artisan

_numbers = count(1)
THOUSAND_TOMAN = 10_000
"""In rial."""


def make_lead() -> User:
    return make_user(Role.WORKSHOP_LEAD)


def make_material(on_hand: int = 0, **given: Any) -> Material:
    """In grams, unless another unit is named; with so much of it in the store, at a price."""
    number = next(_numbers)
    names = {"en": f"Wool {number}", "fa": f"پشم {number}"}
    defaults = {"code": f"M{number}", "names": names, "unit": Unit.GRAM}
    material = Material(**defaults | given)
    db.session.add(material)
    db.session.flush()
    if on_hand:
        store.receive(material, on_hand, cause(), rial(3_000_000))
    return material


def cause(by: User | None = None) -> Cause:
    return Cause(f"test:{next(_numbers)}", by, "")


def rial(amount: int) -> Money:
    return Money.of(amount, CURRENCY)


def make_bill(
    variant: Variant | None = None, *parts: Part, minutes: int = 60, **given: Any
) -> Bill:
    """Of 500 grams of one material a piece with 4 % scrap, unless parts are named."""
    variant = variant or make_product().variants[0]
    parts = parts or (Part(make_material(100_000).id, 500, 400),)
    step = Step({"en": "Weaving", "fa": "بافت"}, minutes)
    starts_on: date = given.get("starts_on", today() - timedelta(days=1))
    return bills.write(variant, parts, [step], starts_on, None)


def make_weaver(variant: Variant, **given: Any) -> Artisan:
    """A member of the piece's cooperative who works in its craft."""
    product = variant.product
    artisan = make_artisan(cooperative=product.cooperative, **given)
    learn(artisan, variant)
    return artisan


def learn(artisan: Artisan, variant: Variant) -> None:
    """She works in the craft of the piece."""
    row = {"artisan_id": artisan.id, "craft_id": variant.product.craft_id}
    db.session.execute(insert(artisan_crafts).values(row))


def make_order(quantity: int = 24, bill: Bill | None = None, **given: Any) -> WorkOrder:
    """Planned for stock, due in a season."""
    bill = bill or make_bill()
    due_on = given.pop("due_on", today() + timedelta(days=90))
    wish = Plan(given.pop("purpose", Purpose.STOCK), quantity, due_on, **given)
    return planning.plan(bill.variant, wish, make_lead())


def make_share(
    order: WorkOrder, pieces: int | None = None, artisan: Artisan | None = None
) -> Offer:
    """Offered to a maker, and taken by her."""
    artisan = artisan or make_weaver(order.variant)
    lead = make_lead()
    made = sharing.offer(
        order, artisan.id, pieces or order.quantity, lead, chosen="She knows the pattern."
    )
    sharing.accept(made, lead)
    return made


def make_running(quantity: int = 24, **given: Any) -> Offer:
    """The one share of an order in progress, whose kit was issued whole."""
    order = make_order(quantity, **given)
    share = make_share(order)
    for line in order.kit:
        issue(order, line.material, line.needed)
    planning.begin(order, make_lead())
    return share


def issue(order: WorkOrder, material: Material, quantity: int) -> None:
    book(order, material, Happening.ISSUED, quantity)


def book(
    order: WorkOrder, material: Material, happening: Happening, quantity: int, why: str = ""
) -> None:
    locked = queries.locked_order(order.number)
    told = Cause(f"test:{next(_numbers)}", None, why)
    store.book_kit(locked, material, happening, quantity, told)


def use_up(order: WorkOrder) -> None:
    """What is with the makers was used."""
    for line in queries.locked_order(order.number).kit:
        if line.held:
            book(order, line.material, Happening.USED, line.held, "It took more than planned.")


def make_batch(share: Offer, pieces: int | None = None) -> Batch:
    order = queries.locked_order(share.work_order.number)
    return planning.hand_in(order, share, pieces or share.in_hand, make_lead())


def make_graded(share: Offer, grades: Grades) -> Batch:
    batch = make_batch(share, grades.whole)
    grading.grade(batch, Sheet(grades), [], make_lead())
    return batch


def make_rates(variant: Variant, *toman: int, starts_on: date | None = None) -> None:
    """Thousands of toman for the grades A, B, C and rejected pieces."""
    for grade, amount in zip(Grade, toman, strict=True):
        rate = rial(amount * THOUSAND_TOMAN)
        wages.set_rate(
            variant.product, grade, starts_on or today() - timedelta(days=30), rate, make_lead()
        )


def cooperative_of(order: WorkOrder) -> Cooperative:
    return order.variant.product.cooperative


def make_criterion(craft_id: str, **given: Any) -> Criterion:
    """At least 14 threads a centimetre for grade A, 12 for grade B."""
    number = next(_numbers)
    texts = {"en": "Threads", "fa": "نخ"}
    defaults = {
        "id": f"{craft_id}.threads-{number}",
        "craft_id": craft_id,
        "position": number,
        "names": texts,
        "units": texts,
        "methods": texts,
        "bound": Bound.LEAST,
        "limit_a": Decimal(14),
        "limit_b": Decimal(12),
        "source": "test",
        "as_of": date(2026, 11, 25),
    }
    criterion = Criterion(**defaults | given)
    db.session.add(criterion)
    db.session.flush()
    return criterion


@dataclass(frozen=True)
class Workshop:
    """What a cooperative has in the workshop: an order in progress with a batch to grade, one that
    is planned, one that a maker is asked for, and an approved run with her slip."""

    running: Offer
    planned: WorkOrder
    asked: Offer
    batch: Batch
    run: WagesRun
    criterion: Criterion

    @property
    def order(self) -> WorkOrder:
        return self.running.work_order

    @property
    def material(self) -> Material:
        return self.order.kit[0].material


def make_workshop(variant: Variant, maker: Artisan) -> Workshop:
    """The piece is made by the maker; somebody else could make it too."""
    learn(maker, variant)
    bill = make_bill(variant)
    make_rates(variant, 90, 70, 40, 0)
    running, paid = (_running_of(maker, bill) for _ in range(2))
    make_graded(paid, Grades(a=1))
    cooperative = variant.product.cooperative
    run = wages.prepare(cooperative, today(), make_lead())
    wages.approve(run, make_user(Role.PARDIS_MANAGER))
    asked, planned = make_order(2, bill), make_order(3, bill)
    lead = make_lead()
    offer = sharing.offer(asked, maker.id, 2, lead)
    make_weaver(variant)
    return Workshop(
        running=running,
        planned=planned,
        asked=offer,
        batch=make_batch(running, 2),
        run=run,
        criterion=make_criterion(str(variant.product.craft_id)),
    )


def _running_of(maker: Artisan, bill: Bill) -> Offer:
    order = make_order(6, bill)
    share = make_share(order, artisan=maker)
    issue(order, order.kit[0].material, order.kit[0].needed)
    planning.begin(order, make_lead())
    return share
