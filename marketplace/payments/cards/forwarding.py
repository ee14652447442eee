"""Money on its way from the card company to the cooperatives, for whom it was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import Scope, User
from marketplace.core.db import Texts, db
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import queries as books
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.payments.cards.models import CardForward
from marketplace.payments.models import BY_ITSELF, Payment


@dataclass(frozen=True)
class Held:
    """What the company keeps for a cooperative, and what banks of buyers hold back of it."""

    payee_id: int
    names: Texts
    kept: Money
    disputed: Money
    forwards: Sequence[CardForward]


def held_in(scope: Scope) -> list[Held]:
    """One for each cooperative of a scope that was ever paid by card, and each currency."""
    payments = db.session.scalars(
        select(Payment)
        .where(Payment.gateway == BY_ITSELF, scope.clause(Payment.payee_id))
        .order_by(Payment.id.desc())
        .limit(1000)
    )
    newest: dict[tuple[int, str], Payment] = {}
    for payment in payments:
        newest.setdefault((payment.payee_id, payment.amount.currency), payment)
    return [_held(payment) for payment in newest.values()]


def forward(
    scope: Scope, payee_id: int, amount: Money, external_id: str, on: date, by: User
) -> None:
    """A treasurer sees on her statement what the company has sent on. The same number twice is a
    Conflict, more than the company keeps is Invalid."""
    held = [
        h for h in held_in(scope) if (h.payee_id, h.kept.currency) == (payee_id, amount.currency)
    ]
    if not held:
        raise NotFound
    if amount > held[0].kept:
        raise Invalid(_("The payment company does not keep so much for you."), field="amount")
    forward_id = db.session.scalar(
        insert(CardForward)
        .values(
            payee_id=payee_id,
            external_id=external_id,
            amount_minor=amount.minor,
            amount_currency=amount.currency,
            value_date=on,
            recorded_by_id=by.id,
        )
        .on_conflict_do_nothing(index_elements=[CardForward.payee_id, CardForward.external_id])
        .returning(CardForward.id)
    )
    if forward_id is None:
        raise Conflict(_("This transfer has been recorded already. Nothing was recorded twice."))
    _book(db.session.get_one(CardForward, forward_id), by)


def _book(forwarded: CardForward, by: User) -> None:
    ledger.post(
        f"forward:{forwarded.id}",
        EntryKind.FORWARD,
        forwarded.external_id,
        "Sent on by the card company",
        [
            (accounts.bank(forwarded.payee_id), forwarded.amount),
            (accounts.card(forwarded.payee_id), -forwarded.amount),
        ],
    )
    after = {"amount": str(forwarded.amount.decimal), "transfer": forwarded.external_id}
    audit.record(by, "card.forwarded", forwarded, after=after, scope_id=forwarded.payee_id)


def _held(payment: Payment) -> Held:
    payee_id, currency = payment.payee_id, payment.amount.currency
    kept, disputed = accounts.card(payee_id), accounts.disputed(payee_id)
    stands = books.balances([kept, disputed], currency)
    forwards = db.session.scalars(
        select(CardForward)
        .where(CardForward.payee_id == payee_id)
        .order_by(CardForward.id.desc())
        .limit(50)
    ).all()
    names = dict(payment.details.get("seller") or {})
    return Held(payee_id, names, stands[kept], stands[disputed], forwards)
