"""Balances are sums of postings, never stored figures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger.models import Entry, Posting

_posting = Posting.__table__.c
_minor = func.sum(_posting.amount_minor)


@dataclass(frozen=True)
class Turnover:
    """What all entries of some kind did to an account under one reference."""

    reference: str
    account: str
    amount: Money


def balance(account: str, currency: str) -> Money:
    """What stands on an account."""
    return balances([account], currency)[account]


def balances(accounts: Collection[str], currency: str) -> dict[str, Money]:
    """What stands on each of several accounts, zero where nothing was ever posted."""
    rows = db.session.execute(
        select(Posting.account, _minor)
        .where(Posting.account.in_(accounts), _posting.amount_currency == currency)
        .group_by(Posting.account)
    ).all()
    found = {account: Money(int(minor), currency) for account, minor in rows}
    return {account: found.get(account, Money.zero(currency)) for account in accounts}


def all_balances(without: Collection[str] = ()) -> dict[str, list[Money]]:
    """Every account that does not stand at zero, with an amount for each currency; entries of the
    kinds named are left out."""
    rows = db.session.execute(
        select(Posting.account, _posting.amount_currency, _minor)
        .join(Posting.entry)
        .where(Entry.kind.not_in(without))
        .group_by(Posting.account, _posting.amount_currency)
        .having(_minor != 0)
        .order_by(Posting.account, _posting.amount_currency)
    ).all()
    found: dict[str, list[Money]] = {}
    for account, currency, minor in rows:
        found.setdefault(account, []).append(Money(int(minor), currency))
    return found


def turnovers(kinds: Collection[str]) -> list[Turnover]:
    """What entries of these kinds did, by reference and account; what cancels out is left out."""
    rows = db.session.execute(
        select(Entry.reference, Posting.account, _posting.amount_currency, _minor)
        .join(Posting, Posting.entry_id == Entry.id)
        .where(Entry.kind.in_(kinds))
        .group_by(Entry.reference, Posting.account, _posting.amount_currency)
        .having(_minor != 0)
    ).all()
    return [
        Turnover(reference, account, Money(int(minor), currency))
        for reference, account, currency, minor in rows
    ]


def unbalanced() -> list[tuple[str, Money]]:
    """Entries whose postings do not come to nothing, with what is left over. None, if all is well."""
    rows = db.session.execute(
        select(Entry.key, _posting.amount_currency, _minor)
        .join(Posting, Posting.entry_id == Entry.id)
        .group_by(Entry.key, _posting.amount_currency)
        .having(_minor != 0)
    ).all()
    return [(key, Money(int(minor), currency)) for key, currency, minor in rows]


def entry_of(key: str) -> Entry | None:
    """The entry of a cause, if it has been booked."""
    return db.session.scalar(select(Entry).where(Entry.key == key))


def entries_about(reference: str, kind: str) -> Sequence[Entry]:
    """All entries of this kind under a reference."""
    return db.session.scalars(
        select(Entry).where(Entry.reference == reference, Entry.kind == kind).order_by(Entry.id)
    ).all()


def turnover_of(begins: str, ends: str) -> dict[str, int]:
    """What the entries of which the cause begins and ends so have done to accounts, in minor units."""
    rows = db.session.execute(
        select(Posting.account, _minor)
        .join(Posting.entry)
        .where(
            Entry.key.startswith(begins, autoescape=True), Entry.key.endswith(ends, autoescape=True)
        )
        .group_by(Posting.account)
    ).all()
    return {account: int(minor) for account, minor in rows}


def turnover_under(references: Collection[str]) -> dict[str, dict[str, int]]:
    """What all entries under each reference have done to accounts, in minor units; what cancels out
    is left out."""
    rows = db.session.execute(
        select(Entry.reference, Posting.account, _minor)
        .join(Posting.entry)
        .where(Entry.reference.in_(references))
        .group_by(Entry.reference, Posting.account)
        .having(_minor != 0)
    ).all()
    found: dict[str, dict[str, int]] = {reference: {} for reference in references}
    for reference, account, minor in rows:
        found[reference][account] = int(minor)
    return found


def entry_about(reference: str, kind: str) -> Entry | None:
    """The first entry of this kind under a reference."""
    return db.session.scalar(
        select(Entry)
        .where(Entry.reference == reference, Entry.kind == kind)
        .order_by(Entry.id)
        .limit(1)
    )
