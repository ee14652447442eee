"""Every address that takes a form: who sends it, from which page, and with what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from marketplace.accounts import links, tokens
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import RevisionState, Variant
from marketplace.cooperatives.services import invitations
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory import services as inventory
from marketplace.orders import holding
from marketplace.orders import queries as orders
from marketplace.orders.holding import Finding
from marketplace.orders.models import Order, OrderState
from marketplace.pardis.kits import services as kits
from marketplace.pardis.production.services.grading import Grades
from marketplace.pardis.training import loading
from marketplace.pardis.training.models import GroupState
from marketplace.payments import services as payments
from marketplace.payouts.services import batches
from marketplace.search.services import index
from tests.factories import consignment, fulfilment, training
from tests.factories import orders as placing
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_craft, make_product, make_revision
from tests.factories.compliance import put_under_review
from tests.factories.cooperatives import legal_id, make_artisan, make_staff
from tests.factories.payouts import make_credits
from tests.factories.production import make_graded
from tests.factories.till import make_showroom
from tests.factories.training import make_group, make_room
from tests.support.estate import Estate

Values = dict[str, Any]
Prepare = Callable[[Estate], Values]


def nothing(_: Estate) -> Values:
    return {}


@dataclass(frozen=True)
class Door:
    """`role` sends the form, which stands on `page` (its own address unless another is named);
    `fills` is typed into it, and `status` is the answer where all is well. `prepare` brings the
    estate to where that is possible and gives what the address needs beyond the estate's own."""

    role: Role | None
    page: str = ""
    fills: Mapping[str, str | list[str]] = field(default_factory=dict)
    status: int = 302
    prepare: Prepare = nothing
    query: str = ""
    before: Callable[[FlaskClient, Values], None] = lambda *_: None


C, K = Role.PARDIS_STAFF, Role.STOREKEEPER
W = Role.WORKSHOP_LEAD
PM, Q = Role.PARDIS_MANAGER, Role.CASHIER
M, A, T, S = Role.MANAGER, Role.ADMINISTRATOR, Role.TREASURER, Role.SHIPPING
PASSWORD = "red cloth blue thread"


def _accepted_note(e: Estate) -> Values:
    """A note of which pieces may come."""
    return {"number": consignment.make_accepted(e.maker[1]).number}


def _loan(e: Estate) -> Values:
    return {"transfer_id": e.things["loan"].id}


def _to_count(e: Estate) -> Values:
    return {"fills": {f"c{e.things['stocktake'].lines[0].id}-counted": "3"}}


def _reviewed(e: Estate) -> Values:
    """A count in which the first line differs."""
    stocktake, by = e.things["stocktake"], make_user()
    for line in stocktake.lines:
        inventory.count(stocktake, line, 1, line.version, by)
    inventory.to_review(stocktake, by)
    return {}


def _draft_note(e: Estate) -> Values:
    return {"number": e.things["draft_note"].number}


def _one_more_line(e: Estate) -> Values:
    sku = e.things["product"].variants[0].sku
    number = e.things["draft_note"].number
    return {"number": number, "act": "line", "fills": {"line-sku": sku}}


def _token(purpose: str) -> Prepare:
    """The link that somebody was sent, before she has done what it is for."""

    def make(_: Estate) -> Values:
        user = make_user(email_confirmed_at=None)
        return {"token": tokens.sign(purpose, links.payload_of(user))}

    return make


def _invited(e: Estate) -> Values:
    made = invitations.invite(e.cooperative, "Golnar", None, by=make_staff(e.cooperative))
    return {"token": made.token}


def _someone(_: Estate) -> Values:
    return {"user_id": make_user().id}


def _in_review(e: Estate) -> Values:
    draft = make_product(artisan=e.maker[1], cooperative=e.cooperative, pictures=0)
    return {"revision_id": make_revision(product=draft, state=RevisionState.IN_REVIEW).id}


def _step(name: str) -> Prepare:
    return lambda _: {"step": name}


def _of_member(e: Estate) -> Values:
    """A draft of a member who has no account."""
    e.maker[1].user = None
    db.session.flush()
    return {}


def _of_another_member(e: Estate) -> Values:
    """Two members have no account, so whose piece it is must be said."""
    return _of_member(e) | {"fills": {"maker": str(e.maker[1].id)}}


def _held(e: Estate) -> Values:
    """An order to a country under review."""
    return {"number": _under_review(e).number}


def _proposed(e: Estate) -> Values:
    """The same, found harmless by a first person."""
    order = _under_review(e)
    holding.propose(order, Finding("UN", "None"), make_staff(e.cooperative, Role.SALES))
    return {"number": order.number}


def _under_review(e: Estate) -> Order:
    put_under_review("DE")
    return placing.make_order(placing.make_piece(e.cooperative))


def _order(**given: Any) -> Prepare:
    def make(e: Estate) -> Values:
        return {"token": orders.token_of(placing.make_order(**given))}

    return make


def _paid(e: Estate) -> Values:
    order = fulfilment.make_paid_order(cooperative=e.cooperative, state=OrderState.PAID)
    return {"number": order.number}


def _shipped(e: Estate) -> Values:
    parcel = fulfilment.ship(fulfilment.make_paid_order(cooperative=e.cooperative))
    return {"number": parcel.number, "order": parcel.order.number}


def _packed(e: Estate) -> Values:
    return {"number": e.parcel.number, "order": e.order.number}


def _without_papers(e: Estate) -> Values:
    wooden = fulfilment.make_line(2, flags=["eudr"])
    order = fulfilment.make_paid_order(wooden, cooperative=e.cooperative)
    return {"number": fulfilment.pack(order, with_papers=False).number}


def _unpacked(e: Estate) -> Values:
    order = fulfilment.make_paid_order(cooperative=e.cooperative)
    return {"number": order.number}


def _approved(e: Estate) -> Values:
    batch = e.things["batch"]
    batches.approve(batch, make_user(Role.MANAGER, scope_id=e.cooperative.id))
    return {"number": batch.number}


def _earned(e: Estate) -> Values:
    make_credits(fulfilment.make_paid_order(cooperative=e.cooperative))
    return {}


def _owed(e: Estate) -> Values:
    """An order that is paid, of which a part must go back."""
    payment = e.order.payment
    assert payment
    payment.details = {"orders": [e.order.number], "buyer": "Clara Weiß"}
    owed = payments.refund(payment, Money(5_00, "EUR"), key="k", reason="why", by=None)
    assert owed
    return {"refund_id": owed.id}


def _awaited(e: Estate) -> Values:
    order = fulfilment.make_paid_order(cooperative=e.cooperative, state=OrderState.PLACED)
    assert order.payment
    return {"reference": order.payment.reference}


def _uninvited(e: Estate) -> Values:
    return {"artisan_id": make_artisan(cooperative=e.cooperative).id}


def _known_sku(e: Estate) -> Values:
    return {"fills": {"sku": e.things["product"].variants[0].sku}}


def _sold(_: Estate) -> Values:
    variant = placing.make_piece()
    seller = variant.product.cooperative_id
    return {"slug": variant.product.slug, "variant": variant.id, "seller": seller}


def _to_save(estate: Estate) -> Values:
    values = _sold(estate)
    piece = db.session.get_one(Variant, values["variant"]).product_id
    index(piece)
    return values | {"fills": {"piece": piece}}


def _bag(client: FlaskClient, values: Values) -> None:
    data = {"variant": values["variant"], "quantity": 1}
    assert client.post("/en/bag/add", data=data).status_code == 303


def _craft(_: Estate) -> Values:
    return {"fills": {"craft_id": make_craft(offered=True).id}}


def _term(e: Estate) -> Values:
    """What a group can be planned with."""
    group = e.things["group"]
    fills = {
        "course": group.course.code,
        "term": str(group.term_id),
        "room_id": str(make_room().id),
        "weekdays": "5",
        "starts_on": group.starts_on.isoformat(),
        "starts_at": "15:00",
        "minutes": "180",
        "capacity": "14",
        "minimum": "8",
    }
    return {"fills": fills}


def _with_workshop(e: Estate) -> Values:
    assert e.things["workshop"]
    return {}


def _second_trainer(_: Estate) -> Values:
    return {"fills": {"user_id": str(make_user(Role.TRAINER).id)}}


def _assessed(_: Estate) -> Values:
    """Somebody's marks are given, and not published."""
    one = training.make_graduate(published=False)
    return {"number": one.group.number}


def _to_assess(_: Estate) -> Values:
    group = training.make_group(sessions=1, state=GroupState.RUNNING)
    return {"enrolment_id": training.make_enrolment(group).id}


def _passed(_: Estate) -> Values:
    return {"number": training.make_graduate().group.number}


def _to_plan(e: Estate) -> Values:
    return {"fills": {"sku": e.things["workshop"].order.variant.sku}}


def _planned(e: Estate) -> Values:
    return {"number": e.things["workshop"].planned.number}


def _to_grade(e: Estate) -> Values:
    """A sheet with one criterion, for two pieces of grade A."""
    name = f"{e.things['workshop'].criterion.id}-a"
    return {"fills": {"a": "2", name: "15"}}


def _to_pay(e: Estate) -> Values:
    """Pieces that were graded and lie in no run."""
    make_graded(e.things["workshop"].running, Grades(a=1))
    return {}


def _to_sell(e: Estate) -> Values:
    return {"fills": {"goods": f"{e.things['counter'].good.sku} 2"}}


def _back_to(e: Estate) -> Values:
    """One of the two pieces of a slip."""
    line = e.things["counter"].sale.lines[0]
    return {"fills": {f"line_{line.id}": "1", "other": e.things["counter"].good.sku}}


def _to_load(e: Estate) -> Values:
    """One of what lies at a till."""
    return {"place": e.things["counter"].closed.location_id}


def _came_back(e: Estate) -> Values:
    """All that was taken."""
    loan = e.things["counter"].exhibition.transfer
    return {"fills": {"lines-0-pieces": str(loan.lines[0].quantity)}}


def _to_price(e: Estate) -> Values:
    return {"fills": {"sku": e.things["counter"].good.sku}}


def _shown_there(e: Estate) -> Values:
    make_showroom()
    return {}


def _ruled(_: Estate) -> Values:
    """The dated rules of scholarships are loaded."""
    loading.load(Path("data"))
    return {}


def _handed_out(e: Estate) -> Values:
    kits.hand_out(e.things["enrolment"], "Maryam", make_user())
    return {}


def _beside(e: Estate) -> Values:
    """Another group of the course."""
    return {"fills": {"group": make_group(course=e.things["group"].course).number}}


SAID = {"licence": "yes", "cooperative": "no", "orders": "yes", "work": "home"}
PERSON = {"name": "Maryam", "phone": "0911 123 4567"}
RATES = {
    "starts_on": "2040-01-01",
    "name_en": "By air",
    "name_fa": "هوایی",
    "carrier": "Post",
    "tracking_url": "https://post.example/{number}",
    "days_min": "4",
    "days_max": "9",
    "cubic_cm": "5000",
    "source": "Tariff of 1 November",
    "steps-0-up_to": "2",
    "steps-0-zone_europe": "21.50",
    "steps-1-up_to": "20",
    "steps-1-zone_europe": "50",
}
ADDRESS = {
    "country": "DE",
    "email": "clara@example.org",
    "name": "Clara Weiß",
    "street_address": "Marktstraße 18",
    "postal_code": "20357",
    "city": "Hamburg",
    "phone": "040 5550142",
}


def _addressed(client: FlaskClient, values: Values) -> None:
    _bag(client, values)
    assert client.post("/en/checkout/address", data=ADDRESS).status_code == 303


def _delivered(client: FlaskClient, values: Values) -> None:
    _addressed(client, values)
    data = {f"delivery_{values['seller']}": "post"}
    assert client.post("/en/checkout/delivery", data=data).status_code == 303


PRESSED = frozenset(
    f"{blueprint}.{act}"
    for blueprint, acts in {
        "accounts": (
            *("address_undone", "confirmed", "new_address_confirmed", "second_step", "sign_out"),
            *("sign_out_elsewhere", "sign_out_everywhere", "end_session", "ask_for_copy", "erase"),
            *("fetch_copy", "start_app", "confirm_app", "remove_app", "recovery_codes"),
            *("rename_passkey", "remove_passkey"),
        ),
        "admin": ("close_user", "forget_second_step", "open_user", "revoke", "send_mail"),
        "card_money": ("forward",),
        "certificates": ("show",),
        "codes": ("confirm",),
        "delivery": ("take_back",),
        "desk": ("act", "delete", "take_in", "take_out"),
        "for_members": ("act", "change", "discard", "send", "withdraw"),
        "studio": ("act", "change", "discard", "send", "withdraw"),
        "invitations": ("accept",),
        "cooperative": ("show_accounts",),
        "members": ("show_numbers", "withdraw"),
        "office_orders": ("confirm", "show_buyer"),
        "office_papers": ("take_back",),
        "office_parcels": ("deliver", "unpack"),
        "kits": ("close",),
        "learning": ("answer",),
        "orders": ("pay",),
        "payouts": ("approve", "drop", "to_bank"),
        "test_payment": ("pay",),
        "till": ("approve",),
        "training": ("answer", "go_on"),
        "wages": ("approve", "drop"),
        "work": ("accept",),
        "workshop": ("answer", "go_on"),
        "transfers": ("refund_by_hand",),
    }.items()
    for act in acts
)
"""Forms that are one button, and those that need what only their own tests make (a sign-in half done,
money at a card company): here they meet hostile values alone."""

BY_SCRIPT = frozenset(
    {"accounts.add_passkey", "accounts.new_passkey", "accounts.passkey_options"}
    | {"accounts.sign_in_by_passkey", "card_messages.take", "counter.take"}
    | {"phones.take", "uploads.begin"}
)
"""What scripts and machines send, which is no form: tests of their packages ask these."""

DOORS: dict[str, Door] = {
    "accounts.address": Door(Role.BUYER, fills={"email": "another@example.org"}),
    "gates.decide_cards": Door(
        A, "gates.cards", {"opened": "yes", "reason": "Counsel has agreed to it."}, status=303
    ),
    "office_refunds.give_back": Door(
        T, fills={"reason": "One came broken.", "shipping": "y"}, status=303, prepare=_paid
    ),
    "accounts.sign_up": Door(
        None, fills={"name": "Clara", "email": "c@example.org", "password": PASSWORD}
    ),
    "accounts.sign_in": Door(None, fills={"email": "c@example.org", "password": "x"}, status=422),
    "accounts.forgot": Door(None, fills={"email": "c@example.org"}),
    "accounts.reset": Door(None, fills={"password": PASSWORD}, prepare=_token(links.RESET)),
    "accounts.password": Door(Role.BUYER, fills={"present": "x", "password": PASSWORD}, status=422),
    "accounts.preferences": Door(Role.BUYER),
    "admin.grant": Door(A, "admin.user", {"role": "auditor"}, prepare=_someone),
    "admin_cooperatives.edit": Door(A, fills={"postal_code": "4133333333"}),
    "admin_cooperatives.manager": Door(
        A, "admin_cooperatives.edit", {"manager-email": "m@example.org"}, status=422
    ),
    "admin_cooperatives.new": Door(
        A,
        fills={
            "code": "ZZZX",
            "national_id": legal_id(900_000),
            "registration_number": "99881",
            "name_fa": "تعاونی",
            "name_en": "Cooperative",
            "street_fa": "سعدی ۱",
            "street": "Saadi 1",
            "city": "Rasht",
            "postal_code": "4133333333",
            "email": "z@example.org",
            "phone": "+981333334455",
        },
    ),
    "admin_cooperatives.suspend": Door(A, fills={"reason": "Papers are missing."}),
    "basket.add": Door(None, "storefront.product", status=303, prepare=_sold),
    "basket.save": Door(None, "storefront.browse", status=303, prepare=_to_save),
    "basket.gift": Door(
        None,
        "basket.show",
        {"is_gift": "y", "words": "For Leila"},
        status=303,
        prepare=_sold,
        before=_bag,
    ),
    "basket.update": Door(None, "basket.show", status=303, prepare=_sold, before=_bag),
    "checkout.address": Door(
        None, fills=ADDRESS, status=303, prepare=_sold, before=_bag, query="?country=DE"
    ),
    "checkout.delivery": Door(None, status=303, prepare=_sold, before=_addressed),
    "checkout.place": Door(
        None,
        "checkout.review",
        {"gateway": "transfer"},
        status=303,
        prepare=_sold,
        before=_delivered,
    ),
    "delivery.change": Door(M, fills=RATES),
    "delivery.end": Door(M, fills={"ends_on": "2040-01-01"}),
    "delivery.new": Door(M, fills=RATES | {"code": "air"}),
    "codes.propose": Door(S, "codes.index", {"hs_code": "621410"}, prepare=_in_review),
    "assessments.correct": Door(
        C, fills={"practical": "90.5", "theory": "60", "reason": "Counted wrongly."}
    ),
    "assessments.name_assessor": Door(C, "assessments.group", prepare=_second_trainer),
    "assessments.person": Door(C, fills={"practical": "80", "theory": "70"}, prepare=_to_assess),
    "assessments.publish": Door(C, "assessments.group", {"lines-0-take": "y"}, prepare=_assessed),
    "certifying.issue": Door(
        C, "certifying.group", {"lines-0-latin_name": "Maryam"}, prepare=_passed
    ),
    "certifying.revoke": Door(C, "certifying.certificate", {"note": "The name was misspelt."}),
    "cooperative.accounts": Door(
        M,
        fills={
            "currency": "EUR",
            "holder": "Sefidrud",
            "iban": "DE02120300000000202051",
            "bank": "Example Bank",
            "bic": "BYLADEM1001",
        },
    ),
    "cooperative.close_account": Door(M, "cooperative.accounts"),
    "cooperative.revoke": Door(M, "cooperative.staff"),
    "cooperative.settings": Door(M, fills={"postal_code": "4133333333"}),
    "cooperative.staff": Door(M, fills={"email": "s@example.org"}, status=422),
    "cooperative.terms": Door(
        M,
        fills={
            "starts_on": "2030-01-01",
            "rate": "17",
            "cooperative": "9",
            "fees": "4",
            "training": "4",
            "reason": "Agreed by the assembly.",
        },
    ),
    "courses.edit": Door(C),
    "courses.new": Door(
        C,
        fills={
            "code": "NEW1",
            "name_fa": "دوره",
            "name_en": "Course",
            "hours": "60",
            "summary_fa": "چیزها",
            "summary_en": "Things",
        },
        prepare=_craft,
    ),
    "fees.pay": Door(Role.BUYER, "fees.mine", {"way": "transfer"}, status=303),
    "fees.prove": Door(Role.BUYER, "fees.mine", status=422),
    "office_fees.set_account": Door(
        PM,
        "office_fees.prices",
        {
            "account-currency": "EUR",
            "account-holder": "Pardis",
            "account-iban": "DE02120300000000202051",
            "account-bank": "Example Bank",
            "account-bic": "BYLADEM1001",
        },
    ),
    "office_fees.set_price": Door(PM, "office_fees.prices", {"amount": "2000000"}),
    "office_fees.scholarship": Door(
        PM, fills={"code": "student", "reason": "Student card 12"}, prepare=_ruled
    ),
    "kits.course": Door(PM, fills={"name_fa": "قلاب", "name_en": "Hook", "quantity": "2"}),
    "kits.hand_out": Door(PM, "kits.person"),
    "kits.take_back": Door(PM, "kits.person", prepare=_handed_out),
    "moving.transfer": Door(PM, prepare=_beside),
    "follow_up.show": Door(None, fills=SAID, status=303),
    "outcomes.write_down": Door(PM, fills=SAID),
    "learning.join": Door(Role.BUYER, "learning.ask", PERSON),
    "rooms.add": Door(
        C, "rooms.index", {"code": "W9", "name_fa": "کارگاه", "name_en": "Shop", "places": "12"}
    ),
    "sheets.save": Door(C, "sheets.show", {"lines-0-mark": "present"}),
    "training.add_session": Door(
        C, "training.group", {"day": "2040-04-08", "at": "09:00", "topic": "Borders"}
    ),
    "training.call_off": Door(C, "training.group", {"reason": "The loom broke."}),
    "training.enrol": Door(C, fills=PERSON),
    "training.move": Door(C),
    "training.new": Door(C, prepare=_term),
    "batches.grade": Door(W, "batches.show", prepare=_to_grade),
    "bills.bill": Door(W, prepare=_with_workshop),
    "bills.find": Door(W, "bills.bills", prepare=_known_sku),
    "capacity.absence": Door(
        W, "capacity.maker", {"first_day": "2030-01-01", "last_day": "2030-01-09"}
    ),
    "capacity.week": Door(W, "capacity.maker"),
    "materials.enter": Door(
        W, "materials.index", {"code": "WOOL-9", "name_fa": "پشم", "name_en": "Wool"}
    ),
    "materials.move": Door(
        W, "materials.material", {"amount": "2.5", "price": "3000000", "note": "Delivered"}
    ),
    "till.new": Door(
        PM, fills={"code": "FAIR", "name_fa": "نمایشگاه", "name_en": "Fair"}, prepare=_shown_there
    ),
    "till.open_": Door(Q, "till.index", {"float": "500000"}),
    "till.drop": Door(Q, "till.shift", {"amount": "1000", "note": "To the safe"}),
    "till.close": Door(Q, fills={"coins": "1000", "reason": "Change"}),
    "counter.sale": Door(Q, prepare=_to_sell),
    "exhibitions.new": Door(
        PM,
        fills={
            "lines-0-quantity": "1",
            "name_fa": "نمایشگاه",
            "name_en": "Fair",
            "borrower": "Guilds",
            "ends_on": "1500/01/01",
        },
        prepare=_to_load,
    ),
    "exhibitions.back": Door(Q, prepare=_came_back),
    "receipts.back": Door(Q, fills={"reason": "Too big"}, prepare=_back_to),
    "counter_office.settle": Door(PM, fills={"kind": "note", "note": "The shop cancels it"}),
    "counter_office.prices": Door(PM, fills={"price": "900000"}, prepare=_to_price),
    "wages.prepare": Door(W, "wages.index", prepare=_to_pay),
    "wages.rates": Door(W, fills={"rate": "900000"}, prepare=_with_workshop),
    "work.decline": Door(Role.ARTISAN, fills={"reason": "My loom is taken."}),
    "workshop.advance": Door(W, "workshop.order", {"advance-amount": "900000"}),
    "workshop.cancel": Door(W, "workshop.order", {"reason": "It broke."}, prepare=_planned),
    "workshop.decline": Door(W, fills={"reason": "My loom is taken."}),
    "workshop.hand_in": Door(W, "workshop.order", {"batch-pieces": "1"}),
    "workshop.kit": Door(W, "workshop.order", {"kit-happening": "used", "kit-amount": "0.1"}),
    "workshop.new": Door(
        W, fills={"quantity": "3", "due_on": "2030-01-01", "purpose": "stock"}, prepare=_to_plan
    ),
    "workshop.note": Door(W, "workshop.order", {"text": "The loom rested."}),
    "workshop.offer": Door(
        W, "workshop.order", {"offer-chosen": "She knows it."}, prepare=_planned
    ),
    "for_members.new": Door(M, prepare=_of_another_member),
    "for_members.photos": Door(M, prepare=_of_member),
    "for_members.step": Door(M, prepare=_of_member),
    "maker_crafts.edit": Door(M),
    "members.edit": Door(M),
    "members.end": Door(M, fills={"reason": "She moved away."}),
    "members.invite": Door(M, fills={"name": "Golnar"}, prepare=_uninvited),
    "members.new": Door(M, fills={"name_fa": "گلنار", "name_en": "Golnar", "works_since": "1998"}),
    "office_checks.propose": Door(
        M,
        "office_checks.show",
        {"lists": "UN, EU", "reason": "On none."},
        status=303,
        prepare=_held,
    ),
    "office_checks.refuse": Door(
        M, "office_checks.show", {"refuse-reason": "On a list."}, status=303, prepare=_held
    ),
    "office_checks.release": Door(
        M, "office_checks.show", {"release-reason": "I agree."}, status=303, prepare=_proposed
    ),
    "office_orders.answer": Door(M, "office_orders.order", {"text": "It leaves tomorrow."}),
    "office_orders.cancel": Door(
        M, "office_orders.cancellation", {"reason": "It broke."}, prepare=_paid
    ),
    "office_parcels.pack": Door(
        M,
        "office_parcels.new",
        {"gross": "2.5", "length": "40", "width": "30", "height": "20"},
        status=303,
        prepare=_unpacked,
    ),
    "office_parcels.ship": Door(M, "office_parcels.handover", prepare=_packed),
    "office_papers.put": Door(
        M, "office_papers.paper", {"reference": "CN 47"}, status=303, prepare=_without_papers
    ),
    "orders.ask": Door(None, "orders.show", {"text": "When?"}, status=303, prepare=_order()),
    "orders.cancel": Door(None, fills={"reason": "Twice"}, status=303, prepare=_order()),
    "orders.prove": Door(None, "orders.show", status=422, prepare=_order()),
    "payouts.paid": Door(T, "payouts.batch", {"bank_reference": "B-1"}, prepare=_approved),
    "payouts.prepare": Door(T, "payouts.index", prepare=_earned),
    "preferences.currency": Door(None, "storefront.home"),
    "review.decide": Door(
        Role.REVIEWER,
        "review.revision",
        {"verdict": "changes", "reasons": "photos_unclear", "note": "Lighter, please."},
        prepare=_in_review,
    ),
    "review.texts": Door(M, prepare=_in_review),
    "consigned.answer": Door(Role.ARTISAN, "consigned.note"),
    "consignment.change": Door(
        K,
        "consignment.note",
        {"come-quantity": "1", "come-condition": "sellable"},
        prepare=_accepted_note,
    ),
    "consignment.change sell": Door(
        K,
        "consignment.note",
        {"sell-quantity": "1", "sell-price": "100", "sell-cost": "2"},
        prepare=lambda _: {"act": "sell"},
    ),
    "consignment.change back": Door(
        K, "consignment.note", {"back-quantity": "1"}, prepare=lambda _: {"act": "back"}
    ),
    "consignment.change line": Door(
        K, "consignment.note", {"line-quantity": "1", "line-price": "9"}, prepare=_one_more_line
    ),
    "consignment.drop_line": Door(K, "consignment.note", prepare=_draft_note),
    "consignment.go_on": Door(K, "consignment.note", prepare=_draft_note),
    "consignment.new": Door(
        K,
        fills={
            "ends_on": "1500/01/01",
            "commission": "25",
            "unsold_after_days": "90",
            "cheaper": "10",
        },
    ),
    "desk.intake": Door(M, status=422),
    "desk.save": Door(M, fills={"name": "What I look at"}),
    "settlements.make": Door(Role.PARDIS_MANAGER, "settlements.index"),
    "stock_figures.least": Door(M, fills={"least": "2"}),
    "stock_moves.ask_write_off": Door(M, fills={"quantity": "1", "note": "Eaten by moths"}),
    "stock_moves.decide": Door(M, "stock_moves.write_offs"),
    "stock_moves.new": Door(M, fills={"lines-0-quantity": "1"}),
    "stock_moves.new lend": Door(
        M,
        fills={
            "lines-0-quantity": "1",
            "borrower": "Fair",
            "venue": "Hall 7",
            "ends_on": "1500/01/01",
            "insured": "900",
        },
        prepare=lambda _: {"act": "lend"},
    ),
    "stock_moves.picture": Door(M, "stock_moves.transfer", prepare=_loan),
    "stock_moves.receive": Door(M, "stock_moves.transfer", {"lines-0-pieces": "1"}),
    "stocktakes.again": Door(M, "stocktakes.review", prepare=_reviewed),
    "stocktakes.begin": Door(M, "stocktakes.index"),
    "stocktakes.count": Door(M, "stocktakes.sheet", prepare=_to_count),
    "stocktakes.explain": Door(M, "stocktakes.review", prepare=_reviewed),
    "stocktakes.found": Door(M, "stocktakes.sheet", prepare=_known_sku),
    "stocktakes.go_on": Door(M, "stocktakes.review"),
    "stock.change": Door(
        M, "stock.item", {"receive-quantity": "2", "receive-note": "From the loom"}
    ),
    "stock.change adjust": Door(
        M,
        "stock.item",
        {"adjust-quantity": "2", "adjust-note": "Counted anew"},
        prepare=lambda _: {"act": "adjust"},
    ),
    "stock.places": Door(M, fills={"code": "SHOP", "name_en": "The shop"}),
    "stock.place": Door(M),
    "stock.receive": Door(
        M, "stock.items", {"quantity": "2", "note": "From the loom"}, prepare=_known_sku
    ),
    "studio.new": Door(Role.ARTISAN),
    "studio.photos": Door(Role.ARTISAN),
    "studio.step": Door(Role.ARTISAN),
    "studio.step size": Door(Role.ARTISAN, prepare=_step("size")),
    "studio.step price": Door(Role.ARTISAN, prepare=_step("price")),
    "studio.step origin": Door(Role.ARTISAN, prepare=_step("origin")),
    "transfers.record": Door(
        T,
        "transfers.payment",
        fills={"amount": "12.50", "external_id": "B-1", "sender": "Clara"},
        status=303,
        prepare=_awaited,
    ),
    "transfers.refund_paid": Door(
        T, "transfers.refunds", {"external_id": "OUT-1"}, status=303, prepare=_owed
    ),
}
"""By the name of the view; a word behind it tells apart what one view does in several ways."""
