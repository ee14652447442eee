"""All data of the business as files."""

import csv
import json
from pathlib import Path

import pytest
from flask import Flask

from marketplace.core.db import db
from marketplace.upkeep import export
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.factories.fulfilment import make_line, make_paid_order

SHEBA = "IR820540102680020817909002"
DOORS = ("password", "token", "secret", "hash", "key_id", "totp", "recovery")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An order written out; the test's own transaction has begun long before."""
    monkeypatch.setattr(export, "text", lambda _: db.text("select 1"))
    make_user(email="clara@example.org")
    make_paid_order(make_line())
    db.session.flush()
    return tmp_path / "out"


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines))


def test_each_table_is_a_file(written: Path) -> None:
    counts = export.write(written, "csv")
    assert {file.stem for file in written.iterdir()} == {*counts, "columns"}
    assert len(rows_of(written / "orders.csv")) == counts["orders"] == 1


def test_every_column_that_is_written_is_explained(written: Path) -> None:
    export.write(written, "csv")
    told = {(row["table"], row["column"]) for row in rows_of(written / "columns.csv")}
    for file in set(written.glob("*.csv")) - {written / "columns.csv"}:
        header = file.read_text().splitlines()[0].split(",")
        assert {(file.stem, name) for name in header} <= told


def test_json_says_the_same(written: Path) -> None:
    export.write(written, "json")
    users = json.loads((written / "users.json").read_text())
    assert "clara@example.org" in {user["email"] for user in users}


def test_nothing_that_opens_doors_leaves() -> None:
    shown = [(t.name, c.name) for t in export.tables() for c in export.columns_of(t, opened=True)]
    assert [column for _, column in shown if any(word in column for word in DOORS)] == []


def test_what_is_sealed_leaves_only_when_asked(written: Path) -> None:
    _, artisan = make_maker(make_cooperative())
    artisan.sheba = SHEBA
    db.session.flush()
    export.write(written, "csv")
    assert SHEBA not in (written / "artisans.csv").read_text()
    export.write(written, "csv", opened=True)
    assert SHEBA in (written / "artisans.csv").read_text()


def test_only_their_owner_may_read_the_files(written: Path) -> None:
    export.write(written, "csv")
    assert {file.stat().st_mode & 0o077 for file in written.iterdir()} == {0}


def test_it_can_be_typed(app: Flask, written: Path) -> None:
    db.session.commit()
    done = app.test_cli_runner().invoke(args=["export", "all", str(written), "--form", "json"])
    assert (done.exit_code, "orders" in done.output) == (0, True)
