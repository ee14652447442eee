"""The data of the business as CSV or JSON, a file for each table, with a file that explains them.

What opens doors (password hashes, tokens, keys) never leaves. What the database holds sealed
leaves only when that is asked for. Tables that can be made anew, or matter to the program alone,
stay at home.
"""

import csv
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Column, LargeBinary, Table, select, text

from marketplace.core import seal
from marketplace.core.db import Model, db

LEFT_OUT = {
    "sessions": "opens doors",
    "authenticator_apps": "opens doors",
    "recovery_codes": "opens doors",
    "passkeys": "opens doors",
    "issuer_keys": "signs certificates; the public halves are published",
    "passkey_challenges": "opens doors",
    "data_copies": "leads to a person's own copy of her data",
    "sign_in_failures": "kept for an hour's use",
    "worker_slots": "matters to the program alone",
}
SECRET = re.compile(
    r"password|secret|token|_hash$|^hash$|credential|public_key|recovery|totp|webauthn"
)
SEARCH = re.compile(r"^search_")
ABOUT = ("table", "column", "kind", "may be empty", "refers to", "about the table")

Writer = Callable[[IO[str], Sequence[str], Iterable[Sequence[Any]]], int]


def write(folder: Path, form: str, *, opened: bool = False) -> dict[str, int]:
    """Write all tables; how many rows of each. The files are readable by their owner alone."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    db.session.execute(text("set transaction isolation level repeatable read, read only"))
    written = {}
    for table in tables():
        columns = columns_of(table, opened=opened)
        with _private(folder / f"{table.name}.{form}") as file:
            written[table.name] = FORMS[form](
                file, [c.name for c in columns], _rows(table, columns)
            )
    with _private(folder / "columns.csv") as file:
        _as_csv(file, ABOUT, explained(opened=opened))
    return written


def tables() -> list[Table]:
    """Those that tell of the business, each after those it refers to."""
    every = db.metadata.sorted_tables
    return [t for t in every if t.name not in LEFT_OUT and not SEARCH.match(t.name)]


def columns_of(table: Table, *, opened: bool = False) -> list[Column[Any]]:
    """Those that may leave."""
    shown = [
        column
        for column in table.columns
        if not SECRET.search(column.name) and not isinstance(column.type, LargeBinary)
    ]
    return [column for column in shown if opened or not _sealed(column)]


def explained(*, opened: bool = False) -> list[Sequence[str]]:
    """A row for each column that is written, by the names of ABOUT."""
    meanings = {
        mapper.local_table: " ".join((mapper.class_.__doc__ or "").split())
        for mapper in Model.registry.mappers
    }
    return [
        (
            table.name,
            column.name,
            str(column.type).lower(),
            "yes" if column.nullable else "no",
            ", ".join(key.target_fullname for key in column.foreign_keys),
            meanings.get(table, ""),
        )
        for table in tables()
        for column in columns_of(table, opened=opened)
    ]


def _sealed(column: Column[Any]) -> bool:
    return type(column.type).__module__ == seal.__name__


def _rows(table: Table, columns: Sequence[Column[Any]]) -> Iterable[Sequence[Any]]:
    statement = select(*columns).order_by(*table.primary_key.columns)
    return db.session.execute(statement, execution_options={"yield_per": 500})


def _as_csv(file: IO[str], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    writer, count = csv.writer(file), 0
    writer.writerow(names)
    for row in rows:
        writer.writerow([_plain(value) for value in row])
        count += 1
    return count


def _as_json(file: IO[str], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """One array, an object on each line."""
    count = 0
    file.write("[")
    for row in rows:
        file.write(",\n" if count else "\n")
        file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str))
        count += 1
    file.write("\n]\n")
    return count


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _private(file: Path) -> IO[str]:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "w", encoding="utf-8", newline="")


FORMS: dict[str, Writer] = {"csv": _as_csv, "json": _as_json}
