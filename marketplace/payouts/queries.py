"""Who has earned what, what of it is payable, and which batches there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Scope, User
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.cooperatives.queries import cooperatives_in
from marketplace.core.clock import now, today
from marketplace.core.db import Texts, db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.orders.models import OrderCounter, OrderLine, Parcel, ParcelState
from marketplace.payouts import owed
from marketplace.payouts.models import Credit, Payout, PayoutBatch, PayoutRule

_credit = Credit.__table__.c
COUNTER = "payout"
OWN_PIECES = Credit.quantity - Credit.house_pieces


@dataclass(frozen=True)
class Payable:
    """What can be paid to one maker by one cooperative, in one currency."""

    artisan: Artisan
    cooperative_id: int
    amount: Money
    sold: Money
    pieces: int
    titles: Sequence[Texts]
    oldest: date
    has_account: bool


def days_until_payable(on: date) -> int:
    """The dated rule of that day; a week where none was ever set."""
    days = db.session.scalar(
        select(PayoutRule.days)
        .where(PayoutRule.starts_on <= on)
        .order_by(PayoutRule.starts_on.desc())
        .limit(1)
    )
    return 7 if days is None else days


def credits_of_parcel(parcel_id: int) -> list[Credit]:
    return list(db.session.scalars(select(Credit).where(Credit.parcel_id == parcel_id)))


def overdue_parcels(after_days: int) -> Sequence[str]:
    """Numbers of parcels that have been under way so long that they are taken as delivered."""
    return db.session.scalars(
        select(Parcel.number)
        .where(
            Parcel.state == ParcelState.SHIPPED,
            Parcel.shipped_at < now() - timedelta(days=after_days),
        )
        .order_by(Parcel.id)
    ).all()


def locked_payable_credits(
    cooperative_id: int, currency: str, artisan_ids: Collection[int]
) -> list[Credit]:
    """What is payable to these makers and lies in no batch, held until the transaction ends."""
    return list(
        db.session.scalars(
            select(Credit)
            .where(
                Credit.cooperative_id == cooperative_id,
                _credit.amount_currency == currency,
                Credit.artisan_id.in_(artisan_ids),
                *is_payable(),
            )
            .options(joinedload(Credit.artisan))
            .order_by(Credit.id)
            .with_for_update(of=Credit)
            .execution_options(populate_existing=True)
        )
    )


def payable(scope: Scope) -> list[Payable]:
    """What can be paid today, by maker; those without an account number last."""
    rows = [*_sold(scope), *owed.rows(scope)]
    found: dict[tuple[int, int, str], Payable] = {}
    for row in map(_payable, rows):
        key = (row.artisan.id, row.cooperative_id, row.amount.currency)
        found[key] = _together(found[key], row) if key in found else row
    return sorted(found.values(), key=lambda row: (not row.has_account, row.oldest, row.artisan.id))


def _sold(scope: Scope) -> Sequence[Any]:
    return db.session.execute(
        select(
            Artisan,
            Credit.cooperative_id,
            _credit.amount_currency.label("currency"),
            func.sum(_credit.amount_minor).label("minor"),
            func.sum(OrderLine.unit_price_minor * OWN_PIECES).label("sold"),
            func.sum(OWN_PIECES).label("pieces"),
            func.jsonb_agg(OrderLine.titles.distinct()).label("titles"),
            func.min(Credit.payable_on).label("oldest"),
        )
        .join(Credit, Credit.artisan_id == Artisan.id)
        .join(OrderLine, OrderLine.id == Credit.order_line_id)
        .options(selectinload(Artisan.place))
        .where(scope.clause(Credit.cooperative_id), *is_payable())
        .group_by(Artisan.id, Credit.cooperative_id, _credit.amount_currency)
        .order_by(Artisan.id, Credit.cooperative_id, _credit.amount_currency)
    ).all()


def _together(one: Payable, other: Payable) -> Payable:
    return replace(
        one,
        amount=one.amount + other.amount,
        sold=one.sold + other.sold,
        pieces=one.pieces + other.pieces,
        titles=[*one.titles, *other.titles],
        oldest=min(one.oldest, other.oldest),
    )


def _payable(row: Any) -> Payable:
    return Payable(
        row.Artisan,
        row.cooperative_id,
        Money(int(row.minor), row.currency),
        Money(int(row.sold), row.currency),
        int(row.pieces),
        row.titles,
        row.oldest,
        bool(row.Artisan.sheba),
    )


@dataclass(frozen=True)
class PayableGroup:
    """What one cooperative can pay in one currency: a batch to be made."""

    cooperative: Cooperative
    currency: str
    rows: Sequence[Payable]

    @property
    def total(self) -> Money:
        return Money.total((row.amount for row in self.rows if row.has_account), self.currency)

    @property
    def sold(self) -> Money:
        return Money.total((row.sold for row in self.rows), self.currency)

    @property
    def pieces(self) -> int:
        return sum(row.pieces for row in self.rows)

    @property
    def without_account(self) -> int:
        return sum(not row.has_account for row in self.rows)


def payable_groups(scope: Scope) -> list[PayableGroup]:
    """`payable`, by cooperative and currency."""
    by_id = {cooperative.id: cooperative for cooperative in cooperatives_in(scope)}
    found: dict[tuple[int, str], list[Payable]] = {}
    for row in payable(scope):
        found.setdefault((row.cooperative_id, row.amount.currency), []).append(row)
    return [
        PayableGroup(by_id[cooperative_id], currency, rows)
        for (cooperative_id, currency), rows in sorted(found.items(), key=lambda item: item[0])
    ]


def people_of(batch: PayoutBatch) -> dict[int, str]:
    """Names of those who made, approved and paid a batch."""
    ids = {batch.made_by_id, batch.approved_by_id, batch.paid_by_id} - {None}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all()
    return {row[0]: row[1] for row in rows}


def coming(scope: Scope) -> dict[str, Money]:
    """What is earned and not yet payable, by currency."""
    rows = db.session.execute(
        select(_credit.amount_currency, func.sum(_credit.amount_minor))
        .where(
            scope.clause(Credit.cooperative_id),
            Credit.payout_id.is_(None),
            Credit.payable_on > today(),
        )
        .group_by(_credit.amount_currency)
    ).all()
    return {currency: Money(int(minor), currency) for currency, minor in rows}


def batches(scope: Scope, limit: int = 50) -> Sequence[PayoutBatch]:
    """The latest batches, with their payouts."""
    return db.session.scalars(
        select(PayoutBatch)
        .where(scope.clause(PayoutBatch.cooperative_id))
        .options(selectinload(PayoutBatch.payouts), joinedload(PayoutBatch.cooperative))
        .order_by(PayoutBatch.id.desc())
        .limit(limit)
    ).all()


def batch(number: str, scope: Scope) -> PayoutBatch:
    """One batch with all that lies in it."""
    found = db.session.scalar(
        _batch(number, scope).options(
            joinedload(PayoutBatch.cooperative),
            selectinload(PayoutBatch.payouts).joinedload(Payout.artisan),
            selectinload(PayoutBatch.payouts)
            .selectinload(Payout.credits)
            .joinedload(Credit.order_line)
            .joinedload(OrderLine.order),
            selectinload(PayoutBatch.payouts).selectinload(Payout.earnings),
        )
    )
    if found is None:
        raise NotFound
    return found


def locked_batch(number: str, scope: Scope) -> PayoutBatch:
    """The batch, held until the transaction ends."""
    found = db.session.scalar(
        _batch(number, scope).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def next_number(cooperative_id: int, year: int, kind: str = COUNTER) -> int:
    """The next number of its kind in a cooperative's year; its row stays locked until the
    transaction ends."""
    number: int = db.session.scalar(
        insert(OrderCounter)
        .values(cooperative_id=cooperative_id, year=year, kind=kind, last=1)
        .on_conflict_do_update(
            index_elements=[OrderCounter.cooperative_id, OrderCounter.year, OrderCounter.kind],
            set_={"last": OrderCounter.last + 1},
        )
        .returning(OrderCounter.last)
    )  # type: ignore[assignment]
    return number


def _batch(number: str, scope: Scope) -> Select[PayoutBatch]:
    return select(PayoutBatch).where(
        PayoutBatch.number == number, scope.clause(PayoutBatch.cooperative_id)
    )


def is_payable() -> tuple[ColumnElement[bool], ...]:
    """What holds for a credit that can be paid today and lies in no batch."""
    return (
        Credit.payout_id.is_(None),
        Credit.payable_on <= today(),
        _credit.amount_minor > 0,
    )
