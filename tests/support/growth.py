"""More rows of everything that an estate has, as a good year brings them."""

from datetime import timedelta

from marketplace.accounts import audit
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import ProductState, RevisionState
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.notifications.models import Mail
from marketplace.orders.basket import services as baskets
from marketplace.orders.models import OrderMessage, OrderState
from marketplace.pardis.credentials import services
from marketplace.pardis.production.services import capacity, planning, store
from marketplace.pardis.production.services.grading import Grades
from marketplace.pardis.till.services import shifts
from marketplace.payments.models import Refund
from marketplace.search import services as search
from tests.factories import consignment, fulfilment, inventory, production, training
from tests.factories.accounts import make_user
from tests.factories.catalogue import (
    make_product,
    make_revision,
    make_variant,
)
from tests.factories.cooperatives import (
    make_artisan,
    make_bank_account,
    make_cooperative,
    make_staff,
)
from tests.factories.fulfilment import make_line, make_paid_order
from tests.factories.payouts import make_batch, make_credits
from tests.factories.till import (
    count_of,
    make_cashier,
    make_exhibition,
    make_good,
    make_sale,
    make_shift,
    shelve,
)
from tests.support.estate import Estate

STATES = [state for state in OrderState if state is not OrderState.CANCELLED]


def grow(estate: Estate, times: int) -> None:
    """So many more rows in every list of its people."""
    for _ in range(times):
        _people(estate)
        _pieces(estate)
        _orders(estate)
        _money(estate)
        _training(estate)
        _work(estate)
        _counter(estate)
        _store(estate)
    db.session.commit()
    db.session.expire_all()


def _people(estate: Estate) -> None:
    cooperative = estate.cooperative
    make_artisan(cooperative=cooperative)
    somebody = make_staff(cooperative, Role.SALES, Role.SHIPPING)
    audit.record(somebody, "user.invited", somebody, scope_id=cooperative.id)
    key = f"mail {somebody.id}"
    db.session.add(
        Mail(key=key, to=somebody.email, locale="en", template="confirm", context={}, about="")
    )
    make_cooperative()


def _pieces(estate: Estate) -> None:
    of_hers = {"artisan": estate.maker[1], "cooperative": estate.cooperative}
    product = make_product(**of_hers, variants=2, pictures=2)
    for variant in product.variants:
        inventory.make_stock(variant)
    search.index(product.id)
    baskets.add(estate.things["basket"].id, product.variants[0].id, 1)
    for state in (RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.CHANGES_REQUESTED):
        piece = make_product(**of_hers, state=ProductState.DRAFT, pictures=0)
        make_revision(product=piece, state=state)
    make_variant(estate.things["product"])
    inventory.make_location(estate.cooperative)


def _store(estate: Estate) -> None:
    """Notes of a maker, and things on their way."""
    note = consignment.make_note(estate.maker[1], pieces=1)
    consignment.sell(note)
    consignment.make_offered(estate.maker[1])
    place = estate.things["stock_item"].location
    product = make_product(
        artisan=estate.maker[1],
        cooperative=estate.cooperative,
        state=ProductState.DRAFT,
        pictures=0,
    )
    stored = inventory.make_stock(
        product.variants[0], 5, inventory.make_location(estate.cooperative)
    )
    inventory.make_store(stored, place)


def _orders(estate: Estate) -> None:
    cooperative, artisan = estate.cooperative, estate.maker[1]
    for state in (OrderState.PLACED, OrderState.PAID, OrderState.CONFIRMED):
        lines = make_line(2, artisan=artisan), make_line()
        make_paid_order(*lines, cooperative=cooperative, state=state, user=estate.buyer)
    sent = make_paid_order(make_line(artisan=artisan), cooperative=cooperative, user=estate.buyer)
    fulfilment.ship(sent)
    for order in (estate.order, estate.things["to_pack"], estate.things["unpaid"]):
        words = {"from_buyer": True, "author": "Clara", "text": "Where is it?"}
        db.session.add(OrderMessage(order_id=order.id, **words))
        fulfilment.lengthen(order, make_line(artisan=artisan))
    fulfilment.pack(estate.order)


def _money(estate: Estate) -> None:
    cooperative, artisan = estate.cooperative, estate.maker[1]
    for _ in range(2):
        order = make_paid_order(make_line(artisan=artisan), make_line(), cooperative=cooperative)
        earned = make_credits(order)
    make_batch(cooperative, credits_=earned)
    assert order.payment
    refund = {
        "payment_id": order.payment.id,
        "amount": order.total,
        "reason": "Lost",
        "way": "transfer",
    }
    db.session.add(Refund(key=f"refund {order.id}", **refund))
    make_bank_account(cooperative)


def _training(estate: Estate) -> None:
    """A class of which some are assessed, some have a result, some a certificate, and other classes."""
    group = estate.things["certificate"].enrolment.group
    training.make_classmate(group)
    published = training.make_classmate(group)
    training.publish(published)
    certified = training.make_classmate(group)
    training.publish(certified)
    services.issue(certified, "", make_user())
    training.make_certificate(estate.buyer)
    training.make_graduate(published=False)


def _work(estate: Estate) -> None:
    """More orders in each state, of more pieces, makers and materials."""
    of_hers = {"artisan": estate.maker[1], "cooperative": estate.cooperative}
    shop = production.make_workshop(make_product(**of_hers).variants[0], estate.maker[1])
    known = estate.things["workshop"]
    production.use_up(shop.order)
    planning.note(known.order, "The loom rested.", production.make_lead())
    production.make_graded(known.running, Grades(c=1, back=1))
    store.receive(known.material, 10, production.cause())
    capacity.set_week(
        estate.maker[1],
        today() + timedelta(days=len(known.running.batches)),
        [60] * 7,
        shop.run.made_by,
    )
    capacity.add_absence(estate.maker[1], today(), today(), "", shop.run.made_by)
    production.make_bill(known.order.variant)


def _counter(estate: Estate) -> None:
    """More sales of a shift, one of them in conflict and flagged; another shift that has ended."""
    counter = estate.things["counter"]
    lines = (counter.good, 1), (make_good(counter.till, 0), 1)
    make_sale(counter.shift, *lines, discount="friend", discount_bp=100, paid=[])
    shelve(counter.till, counter.good, 2)
    make_exhibition(counter.closed)
    ended = make_shift()
    shifts.close(ended, count_of(ended.float_money), make_cashier())
