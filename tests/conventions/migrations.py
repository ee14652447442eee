"""Migrations go up and down, over empty tables and over filled ones. Run by `make check`."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import Column, inspect, select, text

from marketplace import commands
from marketplace.app import create_app
from marketplace.core import rotating
from marketplace.core.db import db, transaction
from marketplace.core.seal import Sealed, SealedJson
from marketplace.demo import services as demo
from marketplace.inventory import queries as stock
from marketplace.payouts import reconciliation
from marketplace.search import services as search
from tests.support.databases import clone, settings_for

MADE_ANEW = {"search_documents"}
"""Made from the rest: a migration may empty it, for `flask search rebuild` fills it again."""

PROVED_BY_FEES = ("account trainee:", "account courses")
"""Books are kept, and the fees that prove them are gone where a step down takes their tables away."""

MOVED = {"payments.details"}
"""Parts of it go to sealed columns of their own in 0110 and 0181, and come back on the way down."""

LANDED = "0140"
"""From here on older code runs on newer tables while a version is being replaced."""

HASH = """md5(json_agg("{column}" order by {key})::text)"""

Contents = dict[str, str | None]
"""For each column of each table a hash of what is in its rows."""


@pytest.fixture(autouse=True)
def moved(
    server: str, template: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A database of its own, which a test may take to pieces."""
    url = clone(server, template, f"moved_{request.function.__name__}")
    app = create_app(settings_for(url, tmp_path))
    commands.init_app(app)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def test_there_and_back() -> None:
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade()
    assert "orders" in inspect(db.engine).get_table_names()


def test_models_and_migrations_agree() -> None:
    check()  # ends the process with what differs


def test_what_people_keep_goes_there_and_back() -> None:
    with transaction():
        demo.load()
    index, secrets, (head, *down) = contents(MADE_ANEW), opened(), revisions()
    moved = {name: contents({name.partition(".")[0]})[name] for name in MOVED}
    assert losses([partial(downgrade, revision=to) for to in down]) == []
    lasting = contents()
    assert losses([partial(upgrade, revision=to) for to in (*down[-2::-1], head)]) == []
    assert {name: told for name, told in opened().items() if name in lasting} == {
        name: told for name, told in secrets.items() if name in lasting
    }
    assert moved.items() <= contents({name.partition(".")[0] for name in MOVED}).items()
    faults = reconciliation.faults()
    assert [fault for fault in faults if not fault.startswith(PROVED_BY_FEES)] == []
    assert [table.name for table, _ in rotating.sealed_tables() if rotating.left(table)] == []
    assert [*stock.drift(), *stock.promised_beyond_stock(), *stock.sales_that_disagree()] == []
    with transaction():
        search.rebuild()
    assert contents(MADE_ANEW) == index


def test_older_code_can_write_rows_of_newer_tables() -> None:
    downgrade(revision=LANDED)
    before = demanded()
    upgrade()
    later = {table: names - before.get(table, names) for table, names in demanded().items()}
    assert {table: names for table, names in later.items() if names} == {}


def demanded() -> dict[str, set[str]]:
    """For each table the columns that whoever adds a row must fill."""
    schema = inspect(db.engine)
    return {
        table: {
            column["name"]
            for column in schema.get_columns(table)
            if not column["nullable"] and column["default"] is None and "identity" not in column
        }
        for table in schema.get_table_names()
    }


def revisions() -> list[str]:
    """All migrations, the newest first."""
    folder = current_app.extensions["migrate"].migrate.get_config()
    return [one.revision for one in ScriptDirectory.from_config(folder).walk_revisions()]


def losses(steps: Sequence[Callable[[], None]]) -> list[str]:
    """The columns that are there before and after a step, and hold something else."""
    found, before = [], contents()
    for step in steps:
        step()
        after = contents()
        both = {*before} & {*after} - MOVED - {f"{one.table.name}.{one.name}" for one in sealed()}
        found += [f"{step}: {name}" for name in both if before[name] != after[name]]
        before = after
    return found


def sealed() -> list[Column[Any]]:
    """Columns that never hold the same twice: each sealing has a number of its own."""
    columns = [column for table in db.metadata.sorted_tables for column in table.columns]
    return [column for column in columns if isinstance(column.type, Sealed | SealedJson)]


def opened() -> dict[str, list[str]]:
    """What the sealed columns say, in the order of their rows."""
    found = {}
    for column in sealed():
        values = db.session.scalars(select(column).order_by(*column.table.primary_key))
        found[str(column)] = [json.dumps(value, sort_keys=True) for value in values]
    db.session.rollback()
    return found


def contents(tables: set[str] | None = None) -> Contents:
    found: Contents = {}
    with db.engine.connect() as connection:
        schema = inspect(connection)
        for table in tables or {*schema.get_table_names()} - MADE_ANEW - {"alembic_version"}:
            key = ", ".join(schema.get_pk_constraint(table)["constrained_columns"])
            names = [column["name"] for column in schema.get_columns(table)]
            hashes = ", ".join(HASH.format(column=name, key=key) for name in names)
            row = connection.execute(text(f"select {hashes} from {table}")).one()  # noqa: S608
            found |= {f"{table}.{name}": hash_ for name, hash_ in zip(names, row, strict=True)}
    return found
