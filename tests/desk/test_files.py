"""Tables as files."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.mail import FakeMailer
from marketplace.core.money import Money
from marketplace.desk import jobs, services, sheets
from marketplace.desk.models import FileKind, TableFile
from marketplace.inventory.models import StockItem
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_staff
from tests.factories.inventory import make_stock
from tests.support.jobs import run_jobs

TAKE = "/{}/office/desk/stock/file"
EVIL = ("=1+1", "+cmd", "-2", "@sum", "\tx", "\rx", "plain", "a=b")


@pytest.fixture
def item() -> StockItem:
    found = make_stock(make_product().variants[0])
    found.variant.product.titles = {"en": "=HYPERLINK()", "fa": "@شال"}
    make_stock(make_product().variants[0], 9)
    db.session.commit()
    return found


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def test_a_short_table_comes_at_once_with_the_rows_of_her_house(
    client_of: ClientOf, item: StockItem
) -> None:
    browser = client_of(make_staff(item.location.cooperative))
    answer = browser.post(TAKE.format("en"), data={"kind": "csv", "query": "col=sku&col=on_hand"})
    sku = item.variant.sku
    assert rows_of(answer.data) == [["Piece", "SKU", "On hand"], ["'=HYPERLINK()", sku, "3"]]
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.after["rows"]) == ("table.taken_out", 1)


def test_a_workbook_is_read_from_right_to_left_and_works_nothing_out(
    client_of: ClientOf, item: StockItem
) -> None:
    browser = client_of(make_staff(item.location.cooperative))
    answer = browser.post(TAKE.format("fa"), data={"kind": "xlsx", "query": "col=on_hand"})
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet.sheet_view.rightToLeft
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][1] == ["@شال", 3]
    assert sheet["A2"].data_type in {"s", "inlineStr"}


@pytest.mark.parametrize("kind", FileKind)
def test_no_cell_is_a_formula(tmp_path: Path, app, kind: FileKind) -> None:
    file = tmp_path / "t.xlsx"
    with app.test_request_context("/en/"):
        sheets.write(file, kind, EVIL, [EVIL, [Money(-1250, "EUR"), Decimal("-3"), None, -4]])
    if kind is FileKind.XLSX:
        cells = [c for row in load_workbook(file).active.iter_rows() for c in row]
        assert "f" not in {cell.data_type for cell in cells}
    else:
        first, second = rows_of(file.read_bytes())[1:]
        assert [c[0] for c in first] == [*"''''''", "p", "a"]
        assert second[:2] == ["-12.50", "-3"]


def test_a_long_table_is_written_by_a_job_and_told_of(
    client_of: ClientOf, item: StockItem, mailer: FakeMailer, monkeypatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    user = make_staff(item.location.cooperative)
    browser = client_of(user)
    browser.post(TAKE.format("fa"), data={"kind": "csv", "query": "col=sku"})
    assert "در حال نوشتن" in browser.get("/fa/office/desk/files").text
    run_jobs()
    file = db.session.scalars(select(TableFile)).one()
    content = browser.get(f"/fa/office/desk/files/{file.id}").data
    assert rows_of(content)[1][1] == item.variant.sku
    assert [letter.to for letter in mailer.sent] == [user.email]


def test_a_file_is_its_owners_alone_and_only_while_she_may_read_the_table(
    client_of: ClientOf, item: StockItem, monkeypatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    user = make_staff(item.location.cooperative)
    client_of(user).post(TAKE.format("en"), data={"kind": "csv", "query": ""})
    run_jobs()
    path = f"/en/office/desk/files/{db.session.scalars(select(TableFile.id)).one()}"
    assert client_of(make_user(Role.AUDITOR)).get(path).status_code == 404
    user.grants.clear()
    db.session.commit()
    assert client_of(user).get(path).status_code == 404


def test_who_lost_the_permission_meanwhile_gets_nothing(
    client_of: ClientOf, item: StockItem, mailer: FakeMailer, monkeypatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    user = make_staff(item.location.cooperative)
    client_of(user).post(TAKE.format("en"), data={"kind": "csv", "query": ""})
    user.grants.clear()
    db.session.commit()
    run_jobs()
    file = db.session.scalars(select(TableFile)).one()
    assert (file.storage_key, bool(file.failed_at)) == (None, True)
    assert "could not be written" in mailer.sent[0].subject


def test_files_lie_for_three_days(client_of: ClientOf, item: StockItem, monkeypatch) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    browser = client_of(make_staff(item.location.cooperative))
    browser.post(TAKE.format("en"), data={"kind": "xlsx", "query": ""})
    run_jobs()
    file = db.session.scalars(select(TableFile)).one()
    key, file.created_at = str(file.storage_key), now() - timedelta(days=4)
    db.session.commit()
    jobs.sweep_files()
    assert not services.storage().has(key)
    assert db.session.scalars(select(TableFile)).all() == []


def test_nobody_has_many_files_written_at_once(
    client_of: ClientOf, item: StockItem, monkeypatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 0)
    browser = client_of(make_staff(item.location.cooperative))
    data = {"kind": "csv", "query": ""}
    codes = [browser.post(TAKE.format("en"), data=data).status_code for _ in range(6)]
    assert codes == [302] * 5 + [409]
