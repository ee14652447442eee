"""What a maker gets before she has earned it: money, or material on credit."""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.money import Money
from marketplace.inventory.services.movements import Cause
from marketplace.localisation.formats import format_money
from marketplace.pardis.production import books, queries
from marketplace.pardis.production.calendar import today_in_tehran
from marketplace.pardis.production.models import (
    CURRENCY,
    Advance,
    AdvanceKind,
    Grade,
    Material,
    Offer,
    OfferState,
)
from marketplace.pardis.production.services import store
from marketplace.pardis.production.words import UNITS
from marketplace.payouts.services.crediting import owe

TITLES = {"en": "Advance on wages", "fa": "پیش‌پرداخت دستمزد"}


@dataclass(frozen=True)
class Credit:
    """So many whole units of a material."""

    material: Material
    quantity: int


def pay(offer: Offer, amount: Money, cause: Cause) -> Advance:
    """Money on a share of an order, which is locked by whoever calls. It is paid out like other
    earnings. The same cause twice gives it once."""
    if known := queries.advance_under(cause.key):
        return known
    _refuse_too_much(offer, amount)
    advance = _advance(offer, AdvanceKind.CASH, amount, cause)
    order = offer.work_order
    key = f"advance:{advance.id}"
    owe(
        offer.artisan_id,
        order.cooperative_id,
        amount,
        key,
        order.number,
        titles=TITLES,
        quantity=0,
    )
    return advance


def lend(offer: Offer, credit: Credit, cause: Cause) -> Advance:
    """Material on credit, at the price it last came in for, to the rial."""
    if known := queries.advance_under(cause.key):
        return known
    price = queries.last_prices().get(credit.material.id)
    if price is None:
        raise Invalid(_("Nobody knows what this material costs: it came in without a price."))
    amount = worth(price, credit)
    _refuse_too_much(offer, amount)
    store.lend(offer.work_order, credit.material, credit.quantity, cause)
    return _advance(offer, AdvanceKind.MATERIAL, amount, cause, credit)


def worth(price: Money, credit: Credit) -> Money:
    """What so much of it costs at a price for each kilogram, litre, metre or item."""
    amount = price.decimal * credit.quantity / UNITS[credit.material.unit][1]
    return Money.of(amount.quantize(Decimal(1)), CURRENCY)


def _advance(
    offer: Offer, kind: AdvanceKind, amount: Money, cause: Cause, credit: Credit | None = None
) -> Advance:
    advance = Advance(
        key=cause.key,
        kind=kind,
        offer=offer,
        amount=amount,
        material=credit.material if credit else None,
        quantity=credit.quantity if credit else None,
        note=cause.note,
        by_id=cause.by.id if cause.by else None,
    )
    db.session.add(advance)
    db.session.flush()
    books.book_advance(advance)
    order = offer.work_order
    after = {"artisan": offer.artisan_id, "kind": kind.value, "amount": str(amount)}
    audit.record(cause.by, "advance.given", order, after=after, scope_id=order.cooperative_id)
    return advance


def _refuse_too_much(offer: Offer, amount: Money) -> None:
    """No more is advanced on a share than its pieces can earn."""
    if offer.state is not OfferState.ACCEPTED or offer.work_order.is_over:
        raise Conflict(_("An advance is given on work that was taken and is not over."))
    if amount.minor <= 0:
        raise Invalid(_("Say how much, more than nothing."), "amount")
    product_id = offer.work_order.variant.product_id
    best = queries.rates_on(product_id, today_in_tehran()).get(Grade.A)
    if best is None:
        raise Invalid(_("This piece has no rate for grade A yet. Set it first."), "amount")
    before = queries.advances_of_order(offer.work_order_id)
    own = [one for one in before if one.offer_id == offer.id]
    back = queries.repaid([one.id for one in own]).values()
    owed = Money.total((one.amount for one in own), CURRENCY) - Money.total(back, CURRENCY)
    left = best * (offer.pieces - _paid(offer)) - owed
    if amount > left:
        raise Invalid(
            _("At most %(sum)s can still be advanced on this share.", sum=format_money(left)),
            "amount",
        )


def _paid(offer: Offer) -> int:
    """Pieces whose wages lie in a run already."""
    return sum(batch.graded - batch.back for batch in offer.batches if batch.slip_id)
