"""In which ways a fee can be paid, in which currency, and why not in others."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.accounts.permissions import CENTRE
from marketplace.compliance.cards import why_no_cards
from marketplace.config import settings
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.localisation.languages import local_text
from marketplace.localisation.rates import Converted, NoRate, convert
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.models import Fee
from marketplace.pardis.training.queries import fees as found
from marketplace.payments import services as payments
from marketplace.payments.gateways import gateways
from marketplace.payments.models import Payment
from marketplace.payments.references import creditor_reference

BY_BANK, BY_CARD = "transfer", "card"
HERE = "IR"
SELLER = {"en": "Pardis handicraft centre", "fa": "مرکز صنایع‌دستی پردیس"}


@dataclass(frozen=True)
class Ways:
    """What a fee comes to in each way of paying it, and why others are not offered, by name."""

    amounts: dict[str, Converted]
    refusals: dict[str, str]


def ways(fee: Fee) -> Ways:
    """A card company charges the currency of orders only, which by a dated rate any price comes to.
    A seat is sent nowhere, so no rule of a destination holds for it."""
    amounts, refusals = {}, {}
    for name in gateways():
        try:
            amounts[name] = _by_card(fee) if name == BY_CARD else _as_it_is(fee.due)
        except _NotSo as why:
            refusals[name] = str(why)
    return Ways(amounts, refusals)


class _NotSo(Exception):
    """Why she cannot pay in this way, in words for her."""


def _by_card(fee: Fee) -> Converted:
    if why := why_no_cards():
        raise _NotSo(local_text(why))
    currency = settings().order_currency
    try:
        found = convert(fee.due, currency, today_in_tehran())
    except NoRate as unknown:
        raise _NotSo(
            _(
                "Cards are charged in %(currency)s, and no rate for it is on record.",
                currency=currency,
            )
        ) from unknown
    if not found.money:
        raise _NotSo(_("This is too little for a card."))
    return found


def _as_it_is(due: Money) -> Converted:
    return convert(due, due.currency)


@dataclass(frozen=True)
class DatedRate:
    """What one unit of the order currency was worth in that of the price, and since when."""

    rate: Decimal
    as_of: date


def rate_of(payment: Payment) -> DatedRate | None:
    """By which a payment in another currency than its fee was worked out."""
    kept = payment.details.get("rate")
    if kept is None:
        return None
    return DatedRate(1 / Decimal(kept["rate"]), date.fromisoformat(kept["as_of"]))


def expect(fee: Fee, way: str, amount: Converted | None = None) -> Payment:
    """What is awaited for a fee now. Each time under a reference of its own; of an amount in another
    currency the payment keeps the rate and its day."""
    amount = amount or _as_it_is(fee.due)
    fee.asked += 1
    part = f"M{fee.part}" if fee.part else ""
    fee.payment_id = payments.expect(
        gateway=way,
        reference=creditor_reference(f"PRD{fee.enrolment_id}{part}N{fee.asked}"),
        amount=amount.money,
        payee_id=CENTRE,
        due_at=min(fee.due_at, now() + gateways()[way].hold) if way == BY_CARD else fee.due_at,
        details=_details(fee, amount),
    )
    db.session.flush()
    db.session.refresh(fee, ["payment"])
    return db.session.get_one(Payment, fee.payment_id)


def _details(fee: Fee, amount: Converted) -> dict[str, object]:
    trainee = fee.enrolment.trainee
    details: dict[str, object] = {
        "enrolment": fee.enrolment_id,
        "fee": fee.id,
        "group": fee.enrolment.group.number,
        "seller": SELLER,
        "buyer": trainee.name,
        "email": trainee.user.email if trainee.user else "",
        "country": HERE,
    }
    if amount.money.currency != fee.currency:
        details["rate"] = {"rate": str(amount.rate), "as_of": amount.as_of.isoformat()}
    account = found.account_for(amount.money.currency)
    return details | ({"account": account.as_json()} if account else {})
