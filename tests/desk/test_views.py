"""Tables of the office: columns, saved views, and acts on many rows."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import url_for
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from marketplace.accounts.models import AuditEntry, Session
from marketplace.accounts.permissions import CENTRE_ROLES, GRANTS, Role
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.desk.models import SavedView
from marketplace.desk.tables import Table
from marketplace.inventory.models import StockItem
from marketplace.notifications.models import MailState
from marketplace.wiring import OFFICE_TABLES
from tests.admin.test_mails import make_mail
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_cooperative, make_staff
from tests.factories.inventory import make_location, make_stock
from tests.support.estate import make_estate
from tests.support.growth import grow
from tests.support.queries import count_queries

SAVE = "/en/office/desk/stock/views"
MINE = {"query": "condition=sellable&col=sku&col=free", "name": "What goes", "share": ""}


def heads(page: str) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)


@pytest.fixture
def store() -> StockItem:
    item = make_stock(make_product().variants[0])
    db.session.commit()
    return item


def staff_of(item: StockItem, *roles: Role):
    return make_staff(item.location.cooperative, *(roles or (Role.MANAGER,)))


def test_only_chosen_columns_are_shown(client_of: ClientOf, store: StockItem) -> None:
    browser = client_of(staff_of(store, Role.SALES))
    assert heads(browser.get("/en/office/stock/").text) == [
        *("Piece", "Place", "Condition", "On hand", "Held", "Free")
    ]
    assert heads(browser.get("/en/office/stock/?col=free&col=house&col=nonsense").text) == [
        *("Piece", "Free", "Cooperative")
    ]


def test_a_view_keeps_filters_and_columns_under_a_name(
    client_of: ClientOf, store: StockItem
) -> None:
    browser = client_of(staff_of(store))
    answer = browser.post(SAVE, data=MINE)
    assert answer.status_code == 302
    page = browser.get(answer.location).text
    assert heads(page) == ["Piece", "Free"]
    assert 'value="sellable" selected' in page
    assert "What goes" in page


def test_the_table_opens_with_the_view_she_wishes(client_of: ClientOf, store: StockItem) -> None:
    browser = client_of(staff_of(store))
    browser.post(SAVE, data={**MINE, "is_default": "y"})
    opened = browser.get("/en/office/stock/")
    assert opened.status_code == 302
    assert "condition=sellable" in opened.location
    assert browser.get("/en/office/stock/?saved=0").status_code == 200


def test_a_name_that_was_used_is_replaced(client_of: ClientOf, store: StockItem) -> None:
    browser = client_of(staff_of(store))
    for query in ("low=1", "q=shawl"):
        browser.post(SAVE, data={**MINE, "query": query})
    assert [view.filters for view in db.session.scalars(select(SavedView))] == [{"q": "shawl"}]


def test_a_shared_view_is_everybodys_of_that_role_in_that_house(
    client_of: ClientOf, store: StockItem
) -> None:
    manager = staff_of(store)
    share = f"shipping:{store.location.cooperative_id}"
    client_of(manager).post(SAVE, data={**MINE, "share": share, "is_default": "y"})
    hers = client_of(staff_of(store, Role.SHIPPING)).get("/en/office/stock/")
    other = client_of(staff_of(store, Role.SALES)).get("/en/office/stock/")
    strange = client_of(make_staff(make_cooperative(), Role.SHIPPING)).get("/en/office/stock/")
    assert [hers.status_code, other.status_code, strange.status_code] == [302, 200, 200]
    assert "What goes" not in other.text + strange.text


def test_nobody_shares_with_a_role_she_does_not_hold(client_of: ClientOf, store: StockItem) -> None:
    browser = client_of(staff_of(store, Role.SHIPPING))
    assert browser.post(SAVE, data={**MINE, "share": "auditor"}).status_code == 422
    assert db.session.scalar(select(func.count(SavedView.id))) == 0


def test_only_its_owner_deletes_a_view(client_of: ClientOf, store: StockItem) -> None:
    manager = staff_of(store)
    client_of(manager).post(SAVE, data=MINE)
    path = f"{SAVE}/{db.session.scalars(select(SavedView.id)).one()}/delete"
    assert client_of(staff_of(store)).post(path).status_code == 404
    assert client_of(manager).post(path).status_code == 302
    acts = (
        select(AuditEntry.action)
        .where(AuditEntry.action.startswith("view"))
        .order_by(AuditEntry.id)
    )
    assert list(db.session.scalars(acts)) == ["view.saved", "view.deleted"]


def test_a_table_that_is_not_hers_does_not_exist(client_of: ClientOf) -> None:
    for user in (make_user(), make_user(Role.TRAINER)):
        for path in ("stock/views", "nothing/views"):
            assert client_of(user).get(f"/en/office/desk/{path}").status_code == 404


def test_an_act_on_many_rows_tells_which_were_refused(
    client_of: ClientOf, store: StockItem
) -> None:
    foreign = make_stock(make_product().variants[0], 4)
    there = make_location(store.location.cooperative, code="NEW")
    db.session.commit()
    data = {"act": "carry", "choice-carry": str(there.id), "row": [store.id, foreign.id, "x"]}
    page = client_of(staff_of(store)).post("/en/office/desk/stock/acts", data=data)
    assert page.status_code == 200
    assert "Done: 1." in page.text
    db.session.expire_all()
    assert (store.on_hand, foreign.on_hand) == (0, 4)


def test_an_act_needs_its_own_permission(client_of: ClientOf, store: StockItem) -> None:
    data = {"act": "carry", "choice-carry": str(store.location_id), "row": [store.id]}
    browser = client_of(staff_of(store, Role.SALES))
    assert browser.post("/en/office/desk/stock/acts", data=data).status_code == 404


def test_labels_of_chosen_items_are_one_sheet(client_of: ClientOf, store: StockItem) -> None:
    browser = client_of(staff_of(store))
    asked = browser.post("/en/office/desk/stock/acts", data={"act": "labels", "row": [store.id]})
    assert browser.get(asked.location).mimetype == "application/pdf"


def test_a_guarded_act_asks_once_more_who_it_is(client_of: ClientOf) -> None:
    mail = make_mail(state=MailState.FAILED, attempts=8)
    browser = client_of(make_user(Role.ADMINISTRATOR))
    data = {"act": "send", "row": [mail.id]}
    db.session.execute(update(Session).values(confirmed_at=now() - timedelta(days=1)))
    assert browser.post("/en/office/desk/mails/acts", data=data).status_code == 401
    db.session.execute(update(Session).values(confirmed_at=now()))
    assert browser.post("/en/office/desk/mails/acts", data=data).status_code == 302
    db.session.refresh(mail)
    assert mail.state is MailState.WAITING


def test_views_cost_one_query(client_of: ClientOf, store: StockItem) -> None:
    browser = client_of(staff_of(store))
    asked = []
    for number in range(1, 12):
        browser.post(SAVE, data={**MINE, "name": f"View {number}"})
        with count_queries() as sent:
            browser.get("/en/office/stock/?saved=0")
        asked.append(len(sent))
    assert asked[0] == asked[-1]


@pytest.mark.parametrize("table", OFFICE_TABLES, ids=lambda table: table.name)
def test_every_table_shows_each_of_its_columns_and_writes_them(
    app, client_of: ClientOf, table: Table
) -> None:
    estate = make_estate()
    grow(estate, 1)
    roles = [role for role in Role if table.permission in GRANTS[role]]
    user = estate.user(max(roles, key=lambda role: (role not in CENTRE_ROLES, len(GRANTS[role]))))
    browser, query = client_of(user), "&".join(f"col={c.key}" for c in table.columns)
    with app.test_request_context("/fa/"):
        address = url_for(table.endpoint, lang="fa", view="list")
    page = browser.get(f"{address}&{query}")
    assert page.status_code == 200
    file = browser.post(f"/fa/office/desk/{table.name}/file", data={"kind": "xlsx", "query": query})
    rows = list(load_workbook(BytesIO(file.data)).active.iter_rows(values_only=True))
    assert len(rows[0]) == len(table.columns)
    assert len(rows) > 1
