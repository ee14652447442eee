"""Sealing anew, with the newest key, what older keys have sealed; while others read and write."""

from collections.abc import Iterator

from sqlalchemy import Column, Table, Text, and_, func, or_, select, type_coerce, update
from sqlalchemy.sql import ColumnElement

from marketplace.core.db import Model, db
from marketplace.core.seal import Marks, Sealed, SealedJson, ring


def sealed_tables() -> Iterator[tuple[Table, list[Column[object]]]]:
    """Each table that holds sealed columns, with these."""
    for table in Model.metadata.sorted_tables:
        columns = [c for c in table.columns if isinstance(c.type, Sealed | SealedJson)]
        if columns:
            yield table, columns


def left(table: Table) -> int:
    """How many rows hold something that an older key has sealed."""
    count = select(func.count()).select_from(table).where(_stale(table))
    return db.session.scalar(count) or 0


def renew_some(table: Table, most: int, *, wait: bool) -> int:
    """Seal up to so many rows anew; how many it were.

    The rows stay locked until the transaction ends, so nobody's change is lost. Rows that somebody
    else holds are left for later, unless it is to `wait` for them. What is done shows in the rows
    themselves: killed at any moment and begun again, it goes on.
    """
    keys = list(table.primary_key.columns)
    columns = [c for c in table.columns if isinstance(c.type, Sealed | SealedJson)]
    rows = db.session.execute(
        select(*keys, *columns)
        .where(_stale(table))
        .order_by(*keys)
        .limit(most)
        .with_for_update(skip_locked=not wait)
    ).all()
    for row in rows:
        opened = {c.name: row._mapping[c] for c in columns}
        marks = {
            c.name: c.info["words"](opened) for c in table.columns if isinstance(c.type, Marks)
        }
        db.session.execute(
            update(table)
            .where(and_(*(key == row._mapping[key] for key in keys)))
            .values(opened | marks)
        )
    return len(rows)


def _stale(table: Table) -> ColumnElement[bool]:
    columns = [c for c in table.columns if isinstance(c.type, Sealed | SealedJson)]
    return or_(*(type_coerce(c, Text).not_like(f"{ring().prefix}%") for c in columns))
