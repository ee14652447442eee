"""Posting: the only way money moves between accounts."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger.models import Entry, Posting


def post(
    key: str, kind: str, reference: str, memo: str, postings: Sequence[tuple[str, Money]]
) -> bool:
    """Write one entry, whole, unless its cause `key` was booked before. Whether it was written.

    Amounts for the same account are added up; what comes to nothing is left out. What leaves
    accounts arrives in others, per currency, or it is a ValueError.
    """
    sums = _summed(postings)
    _refuse_imbalance(key, sums)
    if not sums:
        return False
    entry_id = db.session.scalar(
        insert(Entry)
        .values(key=key, kind=kind, reference=reference, memo=memo[:300])
        .on_conflict_do_nothing(index_elements=[Entry.key])
        .returning(Entry.id)
    )
    if entry_id is None:
        return False
    db.session.add_all(
        Posting(entry_id=entry_id, account=account, amount=Money(minor, currency))
        for (account, currency), minor in sums.items()
    )
    db.session.flush()
    return True


def _summed(postings: Sequence[tuple[str, Money]]) -> dict[tuple[str, str], int]:
    sums: Counter[tuple[str, str]] = Counter()
    for account, amount in postings:
        sums[account, amount.currency] += amount.minor
    return {where: minor for where, minor in sums.items() if minor}


def _refuse_imbalance(key: str, sums: dict[tuple[str, str], int]) -> None:
    currencies: Counter[str] = Counter()
    for (_account, currency), minor in sums.items():
        currencies[currency] += minor
    if any(currencies.values()):
        raise ValueError(f"{key}: the postings do not balance: {dict(currencies)}")
