"""Made-up fees, kits and answers: most have paid, two have scholarships, some still owe; a kit was
handed out; and graduates said what became of them."""

from datetime import timedelta
from itertools import cycle

from marketplace.accounts.models import User
from marketplace.cooperatives.services.banking import AccountDetails
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.demo.world import World
from marketplace.pardis.kits import services as kits
from marketplace.pardis.outcomes import services as outcomes
from marketplace.pardis.outcomes.models import Work
from marketplace.pardis.outcomes.services import Said
from marketplace.pardis.training import queries
from marketplace.pardis.training.models import Course, Enrolment, Group, GroupState
from marketplace.pardis.training.queries import fees as found
from marketplace.pardis.training.services import fees, pricing
from marketplace.pardis.training.services.pricing import Price
from marketplace.payments import services as payments
from marketplace.payments.services import Arrival

PRICES = {"RSH1": 25_000_000, "CHD2": 40_000_000, "DYE1": 12_000_000}
"""In rial; the bamboo course is free."""
ACCOUNT = AccountDetails(
    currency="IRR",
    holder="مرکز صنایع‌دستی پردیس",
    bank="بانک نمونه",
    iban="IR820540102680020817909002",
    bic="EXMPIRTH",
)
KIT = (
    ({"en": "Hook", "fa": "قلاب"}, 2, True),
    ({"en": "Frame", "fa": "کارگاه چوبی"}, 1, True),
    ({"en": "Silk thread, skeins", "fa": "نخ ابریشم، کلاف"}, 12, False),
)
ANSWERS = (
    Said(licence=True, cooperative=True, orders=True, work=Work.OWN, note=""),
    Said(licence=False, cooperative=True, orders=False, work=Work.HOME, note=""),
    Said(licence=False, cooperative=False, orders=False, work=Work.NONE, note=""),
)


def set_prices(world: World) -> None:
    """Before anybody signs up."""
    by = world.people["centre@kotam.example"]
    pricing.set_account(ACCOUNT, by)
    since = now().date() - timedelta(days=300)
    for code, rials in PRICES.items():
        pricing.set_price(Price(code, "", Money.of(rials, "IRR"), since), by)


def make_fees(world: World, groups: list[Group]) -> None:
    """In groups that have begun everybody has paid or has a scholarship; of the others every other."""
    manager = world.people["centre@kotam.example"]
    for group in groups:
        begun = group.state is not GroupState.OPEN
        for number, enrolment in enumerate(queries.enrolments(group.id)):
            fee = found.fee_of(enrolment.id)
            if fee is None:
                continue
            if begun and number == 1:
                fees.grant(fee, "head-of-household", "نامهٔ ۱۲۳", manager)
            elif begun or number % 2 == 0:
                arrival = Arrival(f"DEMO-{enrolment.id}", fee.due, sender=enrolment.trainee.name)
                payments.settle(fee.payment_id or 0, arrival)


def make_kits(world: World, course: Course, group: Group) -> None:
    by = world.people["storekeeper@kotam.example"]
    for names, quantity, lent in KIT:
        kits.add_line(course, names, quantity, lent=lent, by=by)
    db.session.flush()
    for enrolment in list(queries.enrolments(group.id))[:6]:
        kits.hand_out(enrolment, enrolment.trainee.name, by)


def make_answers(graduates: Group, by: User) -> None:
    """Three months after the end; the last two have not answered yet."""
    people: list[Enrolment] = list(queries.enrolments(graduates.id))
    for number, (enrolment, said) in enumerate(zip(people, cycle(ANSWERS), strict=False)):
        asked = outcomes.ask(enrolment.id, 3)
        if asked and number < len(people) - 2:
            outcomes.answer(asked, said, by)
