"""One cooperative with one of everything in it, so that every address of the site can be asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from werkzeug.routing import Rule

from marketplace.accounts import links, tokens
from marketplace.accounts.models import EmailChange, User
from marketplace.accounts.permissions import COOPERATIVE_ROLES, Role
from marketplace.accounts.services import address
from marketplace.catalogue.models import ProductState, RevisionState
from marketplace.cooperatives.models import Artisan, Cooperative, Invitation
from marketplace.cooperatives.queries.invitations import hash_of
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.media import uploads
from marketplace.orders import queries as orders
from marketplace.orders.models import Order, OrderState, Parcel
from marketplace.payouts.services import batches
from tests.factories import consignment, fulfilment, inventory, production, training
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product, make_revision
from tests.factories.cooperatives import make_artisan, make_cooperative, make_maker, make_staff
from tests.factories.media import make_picture
from tests.factories.orders import make_basket, make_delivery_service
from tests.factories.payouts import make_batch, make_credits
from tests.factories.till import make_counter


class Things(dict[str, Any]):
    """What was made, and `later` what is made when somebody asks for it."""

    later: dict[str, Callable[[], Any]]

    def __missing__(self, name: str) -> Any:
        self[name] = self.later[name]()
        return self[name]


@dataclass(frozen=True)
class Estate:
    """What belongs to one cooperative and to the people of it."""

    cooperative: Cooperative
    maker: tuple[User, Artisan]
    buyer: User
    order: Order
    parcel: Parcel
    things: Mapping[str, Any]

    def user(self, role: Role | None) -> User | None:
        """Somebody of this estate in the role; nobody is the visitor."""
        if role is None:
            return None
        if role is Role.ARTISAN:
            return self.maker[0]
        if role is Role.BUYER:
            return self.buyer
        scope = self.cooperative.id if role in COOPERATIVE_ROLES else None
        return make_user(role, scope_id=scope)


def make_estate(**given: Any) -> Estate:
    """`given` says more of the cooperative."""
    cooperative = make_cooperative(**given)
    maker = make_maker(cooperative)
    maker[1].sheba = SHEBA
    buyer = make_user()
    order = _order(cooperative, maker[1], OrderState.CONFIRMED, user=buyer)
    parcel = fulfilment.pack(order)
    paid = fulfilment.make_paid_order(
        fulfilment.make_line(artisan=maker[1]), cooperative=cooperative
    )
    things = Things(
        **_pieces(maker, cooperative, buyer),
        to_pack=_order(cooperative, maker[1], OrderState.CONFIRMED),
        unpaid=_order(cooperative, maker[1], OrderState.PLACED, user=buyer),
        batch=make_batch(cooperative, credits_=make_credits(paid)),
        invitation=_invitation(cooperative),
        group=training.make_group(sessions=1, capacity=3),
        newcomer=make_user(email_confirmed_at=None),
    )
    things.later = {
        "workshop": lambda: production.make_workshop(things["product"].variants[0], maker[1])
    }
    things.later["counter"] = make_counter
    training.make_price(things["group"])
    things["course_kit"] = training.make_kit_line(things["group"])
    things["enrolment"] = training.make_enrolment(things["group"], buyer)
    things["certificate"] = training.make_certificate(buyer)
    things |= _consigned(maker[1])
    things["follow_up"] = training.make_follow_up(things["enrolment"])
    db.session.flush()
    return Estate(cooperative, maker, buyer, order, parcel, things)


def _order(cooperative: Cooperative, artisan: Artisan, state: OrderState, **given: Any) -> Order:
    line = fulfilment.make_line(2, artisan=artisan, flags=["eudr"])
    return fulfilment.make_paid_order(line, cooperative=cooperative, state=state, **given)


def _pieces(maker: tuple[User, Artisan], cooperative: Cooperative, buyer: User) -> dict[str, Any]:
    """A piece in the shop and in the buyer's bag; drafts, one of them of a member without an
    account; and a piece that a reviewer has."""
    of_hers = {"artisan": maker[1], "cooperative": cooperative}
    product = make_product(**of_hers)
    draft = make_product(**of_hers, state=ProductState.DRAFT, pictures=0)
    absent = make_artisan(cooperative=cooperative)
    hers = make_product(
        artisan=absent, cooperative=cooperative, state=ProductState.DRAFT, pictures=0
    )
    stock_item = inventory.make_stock(product.variants[0])
    store = inventory.make_location(cooperative, code="Z9")
    stored = inventory.make_stock(hers.variants[0], 9, store)
    return {
        "delivery": make_delivery_service(cooperative),
        "product": product,
        "revision": make_revision(product=draft),
        "for_member": make_revision(product=hers),
        "submitted": make_revision(product=make_product(**of_hers), state=RevisionState.IN_REVIEW),
        "picture": make_picture(owner_id=maker[0].id),
        "upload": uploads.begin(maker[0], "shawl.jpg", 9),
        "stock_item": stock_item,
        **inventory.make_store(stored, stock_item.location),
        "basket": make_basket(product.variants[0], user=buyer),
    }


def _consigned(artisan: Artisan) -> dict[str, Any]:
    """What a maker leaves at the centre: a note that waits for her word, and one of which a piece
    was sold and settled."""
    note = consignment.make_note(artisan)
    consignment.sell(note)
    settlement = consignment.settle(note)
    batches.prepare(note.cooperative, "EUR", [artisan.id], make_user())
    return {
        "draft_note": consignment.make_draft(artisan),
        "offered_note": consignment.make_offered(artisan),
        "note": note,
        "piece": consignment.first_piece(note),
        "settlement": settlement,
    }


def _invitation(cooperative: Cooperative) -> Invitation:
    invitation = Invitation(
        token_hash=hash_of(_token(cooperative)),
        cooperative_id=cooperative.id,
        name="Golnar",
        expires_at=now() + timedelta(days=7),
        invited_by_id=make_staff(cooperative).id,
    )
    db.session.add(invitation)
    return invitation


def _token(cooperative: Cooperative) -> str:
    return f"token-of-{cooperative.id}"


def _of_change(estate: Estate, purpose: str, confirmed_at: datetime | None) -> str:
    """The link that somebody gets who changes her e-mail address."""
    user = make_user()
    change = EmailChange(user_id=user.id, old=user.email, new=f"new-{user.email}")
    change.confirmed_at = confirmed_at
    db.session.add(change)
    db.session.flush()
    return tokens.sign(purpose, {"change": change.id})


def _test_payment(estate: Estate) -> str:
    """The token that leads to the page of a test payment."""
    payment = estate.things["unpaid"].payment
    amount = {"minor": payment.amount.minor, "in": payment.amount.currency}
    content = {"reference": payment.reference, "back": "/en/", **amount}
    return tokens.sign("test-payment", content)


SHEBA = "IR820540102680020817909002"
Sample = Callable[[Estate], Any]
ANYWHERE: Mapping[str, Sample] = {
    "version": lambda _: "0",
    "path": lambda _: "css/kotam.css",
    "lang": lambda _: "en",
    "step": lambda _: "piece",
    "verb": lambda _: "pause",
    "user_id": lambda e: e.buyer.id,
    "grant_id": lambda _: 0,
    "mail_id": lambda _: 0,
    "passkey_id": lambda _: 0,
    "copy_id": lambda _: 0,
    "place": lambda _: "0",
    "sheet": lambda _: "stock",
    "view_id": lambda _: 0,
    "intake_id": lambda _: 0,
    "file": lambda _: "csv",
    "file_id": lambda _: 0,
    "act": lambda _: "receive",
    "proof_id": lambda _: 0,
    "currency": lambda _: "EUR",
    "code": lambda _: "wood_origin",
    "refund_id": lambda _: 0,
    "name": lambda _: "about",
    "group_number": lambda e: e.things["group"].number,
    "craft_id": lambda e: e.things["product"].craft_id,
}
"""Parts of an address that belong to nobody."""

OWNED: Mapping[str, Sample] = {
    "product_id": lambda e: e.things["product"].id,
    "revision_id": lambda e: e.things["revision"].id,
    "picture_id": lambda e: e.things["picture"].id,
    "service_id": lambda e: e.things["delivery"].id,
    "upload_id": lambda e: e.things["upload"].id,
    "stock_item_id": lambda e: e.things["stock_item"].id,
    "cooperative_id": lambda e: e.cooperative.id,
    "transfer_id": lambda e: e.things["transfer"].id,
    "stocktake_id": lambda e: e.things["stocktake"].id,
    "write_off_id": lambda e: e.things["write_off"].id,
    "count_line_id": lambda e: e.things["stocktake"].lines[0].id,
    "location_id": lambda e: e.things["stock_item"].location_id,
    "lesson_id": lambda e: e.things["group"].lessons[0].id,
    "artisan_id": lambda e: e.maker[1].id,
    "invitation_id": lambda e: e.things["invitation"].id,
    "payout_id": lambda e: e.things["batch"].payouts[0].id,
    "certificate_number": lambda e: e.things["certificate"].number,
    "payee_id": lambda e: e.cooperative.id,
    "reference": lambda e: e.order.payment.reference if e.order.payment else "",
}
"""Parts of an address that name something of the estate."""

SPECIAL: Mapping[tuple[str, str], Sample] = {
    ("for_members", "revision_id"): lambda e: e.things["for_member"].id,
    ("for_members", "product_id"): lambda e: e.things["for_member"].product_id,
    ("office_orders", "number"): lambda e: e.order.number,
    ("office_orders.cancellation", "number"): lambda e: e.things["to_pack"].number,
    ("office_checks", "number"): lambda e: e.order.number,
    ("office_refunds", "number"): lambda e: e.order.number,
    ("office_papers", "number"): lambda e: e.parcel.number,
    ("office_parcels", "number"): lambda e: e.parcel.number,
    ("office_parcels.new", "number"): lambda e: e.things["to_pack"].number,
    ("orders", "number"): lambda e: e.order.number,
    ("orders", "token"): lambda e: orders.token_of(e.order),
    ("orders.cancel", "token"): lambda e: orders.token_of(e.things["unpaid"]),
    ("orders.thanks", "token"): lambda e: tokens.sign(
        orders.GROUP_PURPOSE, e.order.group.checkout_key
    ),
    ("payouts", "number"): lambda e: e.things["batch"].number,
    ("papers", "number"): lambda e: e.order.number,
    ("papers.parcel_folder", "number"): lambda e: e.parcel.number,
    ("review", "revision_id"): lambda e: e.things["submitted"].id,
    ("test_payment", "token"): _test_payment,
    ("consignment", "number"): lambda e: e.things["note"].number,
    ("consignment", "line_id"): lambda e: e.things["draft_note"].lines[0].id,
    ("consignment", "piece_id"): lambda e: e.things["piece"].id,
    ("consignment", "step"): lambda _: "offer",
    ("consignment", "act"): lambda _: "come",
    ("consignment.drop_line", "number"): lambda e: e.things["draft_note"].number,
    ("consignment.go_on", "number"): lambda e: e.things["draft_note"].number,
    ("settlements", "number"): lambda e: e.things["settlement"].number,
    ("stock_moves", "act"): lambda _: "send",
    ("stock_moves", "verb"): lambda _: "agree",
    ("stocktakes", "step"): lambda _: "give_up",
    ("consigned", "number"): lambda e: e.things["offered_note"].number,
    ("consigned", "piece_id"): lambda e: e.things["piece"].id,
    ("consigned.statement", "number"): lambda e: e.things["settlement"].number,
    ("consigned", "answer"): lambda _: "accept",
    ("courses", "code"): lambda e: e.things["group"].course.code,
    ("learning", "code"): lambda e: e.things["group"].course.code,
    ("learning", "act"): lambda _: "accept",
    ("learning", "enrolment_id"): lambda e: e.things["enrolment"].id,
    ("follow_up", "token"): lambda e: tokens.sign("follow-up", e.things["follow_up"].id),
    ("outcomes", "follow_up_id"): lambda e: e.things["follow_up"].id,
    ("kits", "number"): lambda e: e.things["group"].number,
    ("kits", "code"): lambda e: e.things["group"].course.code,
    ("kits", "enrolment_id"): lambda e: e.things["enrolment"].id,
    ("kits", "line_id"): lambda e: e.things["course_kit"].id,
    ("moving", "enrolment_id"): lambda e: e.things["enrolment"].id,
    ("fees", "enrolment_id"): lambda e: e.things["enrolment"].id,
    ("office_fees", "enrolment_id"): lambda e: e.things["enrolment"].id,
    ("training", "number"): lambda e: e.things["group"].number,
    ("training", "step"): lambda _: "begin",
    ("training", "act"): lambda _: "leave",
    ("training", "enrolment_id"): lambda e: e.things["enrolment"].id,
    ("assessments", "number"): lambda e: e.things["certificate"].enrolment.group.number,
    ("assessments", "enrolment_id"): lambda e: e.things["certificate"].enrolment_id,
    ("certifying", "number"): lambda e: e.things["certificate"].enrolment.group.number,
    ("certificates", "code"): lambda e: e.things["certificate"].code,
    ("certificates", "act"): lambda _: "show",
    ("badges", "code"): lambda e: e.things["certificate"].code,
    ("badges", "rule_id"): lambda e: e.things["certificate"].result.rule_id,
    ("badges", "number"): lambda _: 0,
    ("batches", "number"): lambda e: e.things["workshop"].batch.number,
    ("bills", "sku"): lambda e: e.things["product"].variants[0].sku,
    ("materials", "code"): lambda e: e.things["workshop"].material.code,
    ("wages", "number"): lambda e: e.things["workshop"].run.number,
    ("wages", "slip_id"): lambda e: e.things["workshop"].run.slips[0].id,
    ("till", "code"): lambda e: e.things["counter"].closed.code,
    ("till", "number"): lambda e: e.things["counter"].shift.number,
    ("counter", "code"): lambda e: e.things["counter"].till.code,
    ("counter_office", "code"): lambda e: e.things["counter"].till.code,
    ("counter_office", "line_id"): lambda e: e.things["counter"].failed.id,
    ("exhibitions", "code"): lambda e: e.things["counter"].exhibition.till.code,
    ("receipts", "number"): lambda e: e.things["counter"].sale.number,
    ("work", "offer_id"): lambda e: e.things["workshop"].asked.id,
    ("work", "slip_id"): lambda e: e.things["workshop"].run.slips[0].id,
    ("workshop", "act"): lambda _: "accept",
    ("workshop", "number"): lambda e: e.things["workshop"].order.number,
    ("workshop", "offer_id"): lambda e: e.things["workshop"].asked.id,
    ("workshop", "step"): lambda _: "begin",
    ("workshop.answer", "number"): lambda e: e.things["workshop"].asked.work_order.number,
    ("workshop.cancel", "number"): lambda e: e.things["workshop"].planned.number,
    ("workshop.decline", "number"): lambda e: e.things["workshop"].asked.work_order.number,
    ("workshop.offer", "number"): lambda e: e.things["workshop"].planned.number,
    ("storefront.product", "slug"): lambda e: e.things["product"].slug,
    ("storefront.maker", "slug"): lambda e: e.maker[1].slug,
    ("storefront.cooperative", "slug"): lambda e: e.cooperative.slug,
    ("accounts.sent", "kind"): lambda _: "new",
    ("accounts.confirm", "token"): lambda e: tokens.sign(
        links.CONFIRM, links.payload_of(e.things["newcomer"])
    ),
    ("accounts.confirm_new_address", "token"): lambda e: _of_change(e, address.CONFIRM, None),
    ("accounts.undo_address", "token"): lambda e: _of_change(e, address.UNDO, now()),
    ("accounts.reset", "token"): lambda e: tokens.sign(links.RESET, links.payload_of(e.buyer)),
    ("invitations", "token"): lambda e: _token(e.cooperative),
}
"""The same name may mean another thing elsewhere: by blueprint, or by endpoint."""


def values_for(rule: Rule, estate: Estate) -> dict[str, Any]:
    """What to fill into an address; KeyError where a part is unknown here."""
    return {
        name: (_special(rule, name) or OWNED.get(name) or ANYWHERE[name])(estate)
        for name in rule.arguments
    }


def names_something(rule: Rule) -> bool:
    """Whether the address names a thing that belongs to somebody, and not only what is to be done."""
    names = set(rule.arguments) - {"act", "step", "verb"}
    return any(name in OWNED or _special(rule, name) for name in names)


def _special(rule: Rule, name: str) -> Sample | None:
    blueprint = rule.endpoint.split(".")[0]
    return SPECIAL.get((rule.endpoint, name)) or SPECIAL.get((blueprint, name))
