"""The proof that the books agree with the business: every account is recomputed from orders,
receipts, refunds, credits and payouts, and must stand where the ledger says it stands."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from flask import current_app
from sqlalchemy import func, select

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import queries as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.ledger.models import Entry
from marketplace.orders import booking
from marketplace.orders.models import Allowance, Order, OrderLine, OrderState
from marketplace.payments.cards.models import CardForward
from marketplace.payments.models import (
    Dispute,
    DisputeState,
    Payment,
    Receipt,
    Refund,
    RefundState,
)
from marketplace.payouts import proving
from marketplace.payouts.models import BatchState, Credit, Payout, PayoutBatch

NOT_SOLD = {OrderState.PLACED, OrderState.HELD, OrderState.CANCELLED}
SOLD = [s for s in OrderState if s not in NOT_SOLD]
OF_THE_WORKSHOP = [EntryKind.ADVANCE, EntryKind.WAGES]
"""What `production check` proves; the payouts that these end in are proved here."""
OF_THE_COUNTER = [
    *(EntryKind.TILL_FLOAT, EntryKind.TILL_DROP, EntryKind.TILL_COUNT),
    *(EntryKind.COUNTER_SALE, EntryKind.COUNTER_RETURN, EntryKind.COUNTER_SETTLED),
]
"""What `till check` proves in the same way."""
OF_THE_SHELVES = [EntryKind.SHELF_SALE, EntryKind.SETTLEMENT]
"""What `consignment check` proves in the same way."""
Sums = Counter[tuple[str, str]]
"""Account and currency to minor units."""


def faults() -> list[str]:
    """Everything that does not agree, one sentence each; empty when all is well."""
    return [
        *_unbalanced(),
        *_orders_that_do_not_add_up(),
        *_payments_that_differ_from_receipts(),
        *_sales_that_differ_from_lines(),
        *proving.credits_that_exceed_lines(),
        *proving.pieces_paid_twice(),
        *_accounts_that_differ(),
    ]


def _unbalanced() -> Iterator[str]:
    for key, left in ledger.unbalanced():
        yield f"entry {key} does not balance: {_say(left)} too much"


def _orders_that_do_not_add_up() -> Iterator[str]:
    lines = func.sum(OrderLine.total_minor)
    rows = db.session.execute(
        select(Order, lines)
        .outerjoin(OrderLine, OrderLine.order_id == Order.id)
        .group_by(Order.id)
        .having(func.coalesce(lines, 0) != Order.goods_minor)
        .order_by(Order.id)
    ).all()
    for order, minor in rows:
        found = Money(int(minor or 0), order.currency)
        yield f"order {order.number}: its lines sum to {_say(found)}, not {_say(order.goods)}"


def _payments_that_differ_from_receipts() -> Iterator[str]:
    arrived = func.coalesce(func.sum(Receipt.__table__.c.amount_minor), 0)
    rows = db.session.execute(
        select(Payment, arrived)
        .outerjoin(Receipt, Receipt.payment_id == Payment.id)
        .group_by(Payment.id)
        .having(arrived != Payment.received_minor)
        .order_by(Payment.id)
    ).all()
    for payment, minor in rows:
        found = Money(int(minor), payment.amount.currency)
        yield (
            f"payment {payment.reference}: says {_say(payment.received)} arrived, "
            f"its receipts sum to {_say(found)}"
        )


def _sales_that_differ_from_lines() -> Iterator[str]:
    """Order by order, so that two wrong sales cannot hide each other."""
    booked: dict[str, Sums] = {}
    for turnover in ledger.turnovers([EntryKind.SALE, EntryKind.REVERSAL]):
        sums = booked.setdefault(turnover.reference, Counter())
        sums[turnover.account, turnover.amount.currency] += turnover.amount.minor
    expected = {number: _plain(sums) for number, sums in _sales().items()}
    for number in sorted(booked.keys() | expected.keys()):
        if _plain(booked.get(number, Counter())) != expected.get(number, {}):
            yield f"order {number}: its sale in the ledger differs from its lines"


def _sales() -> dict[str, Sums]:
    """What the sales of sold orders must have posted, by order number."""
    found: dict[str, Sums] = {}
    rows = db.session.execute(
        select(Order, OrderLine).join(OrderLine.order).where(Order.state.in_(SOLD))
    ).all()
    for order, line in rows:
        if order.number not in found:
            found[order.number] = Counter(
                {
                    (accounts.buyer(order.id), order.currency): order.total_minor,
                    (
                        accounts.shipping(order.cooperative_id),
                        order.currency,
                    ): -order.shipping_minor,
                }
            )
        sums = found[order.number]
        share = line.total_minor - line.commission_minor
        sums[accounts.artisan_pending(line.artisan_id), order.currency] -= share
        sums[accounts.commission(order.cooperative_id), order.currency] -= line.commission_minor
    return found


def _accounts_that_differ() -> Iterator[str]:
    """A sum over everything, account by account."""
    expected: Sums = Counter()
    for sums in _sales().values():
        expected.update(sums)
    for part in (
        _receipts(),
        _refunds(),
        _allowances(),
        _disputes(),
        _forwards(),
        _credits(),
        _payouts(),
        *(sums() for sums in _others()),
    ):
        expected.update(part)
    booked: Sums = Counter()
    for account, amounts in ledger.all_balances(
        without=[*OF_THE_WORKSHOP, *OF_THE_SHELVES, *OF_THE_COUNTER]
    ).items():
        for amount in amounts:
            booked[account, amount.currency] += amount.minor
    for account, currency in sorted(booked.keys() | expected.keys()):
        is_, should = booked[account, currency], expected[account, currency]
        if is_ != should:
            yield (
                f"account {account}: stands at {_say(Money(is_, currency))}, "
                f"should stand at {_say(Money(should, currency))}"
            )


def _receipts() -> Sums:
    """Bank up, buyer down; orders that share a payment have each their part."""
    sums: Sums = Counter()
    orders = _orders_by_payment()
    for receipt in db.session.scalars(select(Receipt).where(Receipt.payment_id.is_not(None))):
        for order, part in _parts(receipt.amount, orders.get(receipt.payment_id, [])):
            sums[booking.place_of(receipt.gateway, order), part.currency] += part.minor
            sums[accounts.buyer(order.id), part.currency] -= part.minor
    return sums


def _refunds() -> Sums:
    sums: Sums = Counter()
    orders = _orders_by_payment()
    for refund in db.session.scalars(select(Refund).where(Refund.state == RefundState.PAID)):
        for order, part in _parts(refund.amount, orders.get(refund.payment_id, [])):
            sums[accounts.buyer(order.id), part.currency] += part.minor
            sums[booking.place_of(refund.way, order), part.currency] -= part.minor
    return sums


def _allowances() -> Sums:
    """What cooperatives gave back of orders that are still sold."""
    sums: Sums = Counter()
    rows = db.session.execute(
        select(Order, func.sum(Allowance.amount_minor))
        .join(Allowance, Allowance.order_id == Order.id)
        .where(Order.state.in_(SOLD))
        .group_by(Order.id)
    ).all()
    for order, minor in rows:
        sums[accounts.allowance(order.cooperative_id), order.currency] += int(minor)
        sums[accounts.buyer(order.id), order.currency] -= int(minor)
    return sums


def _forwards() -> Sums:
    """What the card company has sent on to banks of cooperatives."""
    sums: Sums = Counter()
    for forward in db.session.scalars(select(CardForward)):
        sums[accounts.bank(forward.payee_id), forward.amount.currency] += forward.amount.minor
        sums[accounts.card(forward.payee_id), forward.amount.currency] -= forward.amount.minor
    return sums


def _disputes() -> Sums:
    """What banks of buyers hold or have taken is not with the card company."""
    sums: Sums = Counter()
    orders = _orders_by_payment()
    at = {DisputeState.OPEN: accounts.disputed, DisputeState.LOST: accounts.dispute_loss}
    for dispute in db.session.scalars(select(Dispute).where(Dispute.state.in_(at))):
        for order, part in _parts(dispute.amount, orders.get(dispute.payment_id, [])):
            sums[at[dispute.state](order.cooperative_id), part.currency] += part.minor
            sums[accounts.card(order.cooperative_id), part.currency] -= part.minor
    return sums


def _orders_by_payment() -> dict[int | None, list[Order]]:
    found: dict[int | None, list[Order]] = {}
    for order in db.session.scalars(select(Order).order_by(Order.id)):
        found.setdefault(order.payment_id, []).append(order)
    return found


def _parts(amount: Money, orders: Sequence[Order]) -> list[tuple[Order, Money]]:
    return list(zip(orders, booking.parts_of(amount, orders), strict=True))


def _credits() -> Sums:
    sums: Sums = Counter()
    for credit in db.session.scalars(select(Credit)):
        currency = credit.amount.currency
        whole = credit.amount + credit.house
        sums[accounts.artisan_pending(credit.artisan_id), currency] += whole.minor
        sums[accounts.artisan(credit.artisan_id), currency] -= credit.amount.minor
        sums[accounts.house(credit.cooperative_id), currency] -= credit.house_minor
    return sums


def _payouts() -> Sums:
    sums: Sums = Counter()
    rows = db.session.execute(
        select(Payout, PayoutBatch.cooperative_id)
        .join(Payout.batch)
        .where(PayoutBatch.state == BatchState.PAID)
    ).all()
    for payout, cooperative_id in rows:
        currency = payout.amount.currency
        sums[accounts.artisan(payout.artisan_id), currency] += payout.amount.minor
        sums[accounts.bank(cooperative_id), currency] -= payout.amount.minor
    return sums


def _others() -> Sequence[Callable[[], Sums]]:
    """What the domains above should have posted: `wiring.BOOKS` names them."""
    found: Sequence[Callable[[], Sums]] = current_app.extensions["books"]
    return found


def entry_count() -> int:
    return db.session.scalar(select(func.count(Entry.id))) or 0


def _plain(sums: Iterable[tuple[str, str]] | Sums) -> dict[tuple[str, str], int]:
    return {where: minor for where, minor in Counter(sums).items() if minor}


def _say(amount: Money) -> str:
    return f"{amount.decimal} {amount.currency}"
