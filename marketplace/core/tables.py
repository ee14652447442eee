"""Reading tables that people keep as CSV, and putting them into the database as they stand."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from marketplace.core.db import Model, db

Row = dict[str, str]


def rows_of(file: Path) -> Iterator[Row]:
    """The rows by column name; empty cells are empty strings."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield {name: (value or "").strip() for name, value in row.items()}


def parts(cell: str) -> list[str]:
    """The list inside one cell, which stands between semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def upsert(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows by their primary key: new ones are added, known ones brought to what is given."""
    table = model.__table__
    keys = [column.name for column in table.primary_key.columns]  # type: ignore[attr-defined]
    count = 0
    for row in rows:
        statement = insert(model).values(row)
        changes = {name: statement.excluded[name] for name in row if name not in keys}
        db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes))
        count += 1
    return count
