"""Lists taken in: tried first, all or nothing, the same file again changes nothing."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from marketplace.accounts.models import AuditEntry, User
from marketplace.accounts.permissions import CENTRE, Role
from marketplace.cooperatives.models import Artisan, Membership
from marketplace.core.db import db
from marketplace.desk.models import Intake
from marketplace.desk.views import intakes as views
from marketplace.inventory.models import Movement, StockItem
from marketplace.localisation import places
from marketplace.pardis.training.models import Enrolment, EnrolmentState
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_cooperative, make_staff
from tests.factories.inventory import make_location, make_stock
from tests.factories.training import make_group
from tests.support.jobs import run_jobs

HEADS = {
    "makers": ["Member number", "Name in Persian", "Name in English", "Place", "Mobile"],
    "stock": ["SKU", "Code of the place", "On hand", "Condition"],
    "enrolments": ["Group", "Name", "Telephone", "Woman or man", "Place"],
}
FA_PEOPLE = ["گروه", "نام و نام خانوادگي", "تلفن", "جنسیت", "شهر"]


def as_csv(*rows: list[Any]) -> bytes:
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def as_xlsx(*rows: list[Any]) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


class Taker:
    """Somebody who sends files of one kind."""

    def __init__(self, client_of: ClientOf, user: User, kind: str) -> None:
        db.session.commit()
        self.browser, self.path = client_of(user), f"/en/office/desk/intakes/{kind}"

    def send(self, content: bytes, name: str = "list.csv", **more: str) -> Any:
        data = {"file": (BytesIO(content), name), **more}
        return self.browser.post(self.path, data=data, content_type="multipart/form-data")

    def tried(self, content: bytes) -> str:
        answer = self.send(content)
        assert answer.status_code == 302, answer.text
        self.page = answer.location
        return str(self.browser.get(self.page).text)

    def take(self, content: bytes) -> int:
        self.tried(content)
        return int(self.browser.post(self.page).status_code)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def place() -> str:
    return places.name_of(places.places()[0], "fa")


@pytest.fixture
def makers(client_of: ClientOf) -> Taker:
    return Taker(client_of, make_staff(make_cooperative()), "makers")


def test_makers_are_added_once(makers: Taker, place: str) -> None:
    row = ["M-1", "زهرا كريمي", "Zahra Karimi", place, "۰۹۱۱ ۱۲۳ ۴۵۶۷"]
    content = as_csv(HEADS["makers"], row)
    before = count(Artisan)
    assert "Nothing is changed yet" in makers.tried(content)
    assert count(Artisan) == before
    assert makers.take(content) == 302
    assert "This file would change nothing" in makers.tried(content)
    assert makers.take(content) == 302
    hers = db.session.scalars(select(Membership).where(Membership.member_number == "M-1")).one()
    assert (hers.artisan.names["fa"], hers.artisan.phone) == ("زهرا کریمی", "+989111234567")
    assert count(Artisan) == before + 1


def test_what_a_list_leaves_empty_stays_as_it_is(makers: Taker, place: str) -> None:
    row = ["M-1", "زهرا", "Zahra", place]
    makers.take(as_csv(HEADS["makers"], [*row, "09111234567"]))
    makers.take(as_csv(HEADS["makers"], ["M-1", "زهرا کریمی", "Zahra Karimi", place, ""]))
    hers = db.session.scalars(select(Membership).where(Membership.member_number == "M-1")).one()
    assert (hers.artisan.names["en"], hers.artisan.phone) == ("Zahra Karimi", "+989111234567")


def test_a_membership_begins_on_a_day_of_either_calendar(makers: Taker, place: str) -> None:
    heads = [*HEADS["makers"], "عضو از"]
    makers.take(as_csv(heads, ["M-1", "زهرا", "Zahra", place, "", "۱۴۰۳/۰۱/۰۱"]))
    begun = select(Membership.starts_on).where(Membership.member_number == "M-1")
    assert str(db.session.scalar(begun)) == "2024-03-20"


def test_every_fault_is_named_by_row_and_column_and_nothing_is_changed(
    makers: Taker, place: str
) -> None:
    good = ["M-1", "زهرا", "Zahra", place, ""]
    content = as_csv(
        HEADS["makers"],
        good,
        ["", "نام", "Name", "Atlantis", "12"],
        ["M-1", "نام", "Name", place, ""],
        ["M-3", "x" * 200, "Name", "Atlantis", ""],
    )
    before, page = count(Artisan), makers.tried(content)
    assert "6 faults" in page
    for words in (
        "still empty",
        "eleven digits",
        "row 2 already",
        "longer than",
        "no place of this",
    ):
        assert words in page
    assert makers.browser.post(makers.page).status_code == 409
    assert count(Artisan) == before


def test_a_house_is_ones_own(client_of: ClientOf, place: str) -> None:
    user = make_staff(make_cooperative())
    user.grants += make_staff(make_cooperative()).grants
    foreign = make_cooperative()
    taker = Taker(client_of, user, "makers")
    content = as_csv(HEADS["makers"], ["M-1", "زهرا", "Zahra", place, ""])
    assert taker.send(content, house=str(foreign.id)).status_code == 422
    assert taker.send(content, house=str(user.grants[1].scope_id)).status_code == 302


def test_an_intake_is_its_senders_alone(client_of: ClientOf, makers: Taker, place: str) -> None:
    makers.tried(as_csv(HEADS["makers"], ["M-1", "زهرا", "Zahra", place, ""]))
    assert client_of(make_staff(make_cooperative())).get(makers.page).status_code == 404


@pytest.fixture
def item() -> StockItem:
    return make_stock(make_product().variants[0])


def stock_of(client_of: ClientOf, item: StockItem) -> Taker:
    return Taker(client_of, make_staff(item.location.cooperative), "stock")


def test_stock_is_brought_to_what_the_list_says(client_of: ClientOf, item: StockItem) -> None:
    taker, sku, place = stock_of(client_of, item), item.variant.sku, item.location.code
    rows = [HEADS["stock"], [sku, place, 7, ""], [sku.lower(), place, "۲", "on show"]]
    assert taker.take(as_xlsx(*rows)) == 302
    db.session.expire_all()
    moved = count(Movement)
    assert item.on_hand == 7
    assert taker.take(as_xlsx(*rows)) == 302
    assert count(Movement) == moved
    assert taker.take(as_csv(HEADS["stock"], [sku, place, "4", ""])) == 302
    db.session.refresh(item)
    assert item.on_hand == 4
    kept = select(AuditEntry.after).where(AuditEntry.action == "list.taken_in")
    assert [e["change"] for e in db.session.scalars(kept.order_by(AuditEntry.id))] == [1, 0, 1]


def test_a_list_books_again_what_has_changed_since(client_of: ClientOf, item: StockItem) -> None:
    taker = stock_of(client_of, item)
    five, nine = (
        as_csv(HEADS["stock"], [item.variant.sku, item.location.code, n, ""]) for n in (5, 9)
    )
    for content in (five, nine, five):
        taker.take(content)
    db.session.refresh(item)
    assert item.on_hand == 5


def test_stock_of_other_houses_is_out_of_reach(client_of: ClientOf, item: StockItem) -> None:
    other = make_stock(make_product().variants[0])
    taker = stock_of(client_of, item)
    page = taker.tried(
        as_csv(
            HEADS["stock"],
            [item.variant.sku, other.location.code + "X", 5, ""],
            [other.variant.sku, item.location.code, 5, ""],
        )
    )
    assert "2 faults" in page


def test_the_centre_keeps_its_own_pieces(client_of: ClientOf, item: StockItem) -> None:
    centre = make_cooperative(id=CENTRE, code="PRD")
    shelf = make_location(centre, code="SHELF")
    taker = Taker(client_of, make_user(Role.STOREKEEPER), "stock")
    assert taker.take(as_csv(HEADS["stock"], [item.variant.sku, shelf.code, 3, ""])) == 302
    there = select(StockItem).where(StockItem.location_id == shelf.id)
    assert db.session.scalars(there).one().owner == "centre"


def test_people_get_seats_and_the_rest_waits(client_of: ClientOf, place: str) -> None:
    group = make_group(capacity=2)
    taker = Taker(client_of, make_user(Role.PARDIS_STAFF), "enrolments")
    people = [[group.number, f"نفر {n}", f"0911123456{n}", "زن", place] for n in ("۱", "۲", "۳")]
    content = as_csv(FA_PEOPLE, *people)
    assert taker.take(content) == 302
    assert taker.take(content) == 302
    states = select(Enrolment.state).order_by(Enrolment.id)
    seat, waits = EnrolmentState.ENROLLED, EnrolmentState.WAITLISTED
    assert list(db.session.scalars(states)) == [seat, seat, waits]


def test_who_has_withdrawn_is_not_taken_in_again(client_of: ClientOf, place: str) -> None:
    group = make_group()
    taker = Taker(client_of, make_user(Role.PARDIS_STAFF), "enrolments")
    content = as_csv(HEADS["enrolments"], [group.number, "Zahra", "09111234561", "woman", place])
    taker.take(content)
    db.session.scalars(select(Enrolment)).one().state = EnrolmentState.WITHDRAWN
    db.session.commit()
    assert "has withdrawn" in taker.tried(content)


def test_a_long_list_is_taken_in_by_a_job(client_of: ClientOf, item, monkeypatch) -> None:
    monkeypatch.setattr(views, "AT_ONCE", 1)
    taker = stock_of(client_of, item)
    taker.take(as_csv(HEADS["stock"], [item.variant.sku, item.location.code, 8, ""]))
    assert "is being taken in" in taker.browser.get(taker.page).text
    run_jobs()
    db.session.refresh(item)
    assert item.on_hand == 8
    assert "This list is taken in" in taker.browser.get(taker.page).text


def test_nobody_takes_in_what_she_may_not_change(client_of: ClientOf) -> None:
    for user in (make_user(), make_user(Role.TRAINER), make_user(Role.AUDITOR)):
        for kind in ("makers", "stock", "enrolments", "nothing"):
            answer = client_of(user).get(f"/en/office/desk/intakes/{kind}")
            assert answer.status_code == 404


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_a_template_can_be_sent_back(
    client_of: ClientOf, item: StockItem, lang: str, file: str
) -> None:
    taker = stock_of(client_of, item)
    path = f"/{lang}/office/desk/intakes/stock/template.{file}"
    page = taker.tried(taker.browser.get(path).data)
    assert "no place with this code" in page
    assert "1 fault" in page
    assert count(Intake) == 1
