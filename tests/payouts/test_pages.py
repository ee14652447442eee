import csv
from io import BytesIO, StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.notifications.models import Mail
from marketplace.payouts.models import BatchState, PayoutBatch
from marketplace.payouts.services import batches
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_artisan, make_cooperative, make_maker, make_staff
from tests.factories.fulfilment import SHEBA, make_line, make_paid_order, make_treasurer
from tests.factories.payouts import make_batch, make_credits
from tests.support.queries import count_queries

PAYOUTS = "/en/office/payouts"


@pytest.fixture(autouse=True)
def _sidebar(app: Flask) -> None:
    app.jinja_env.globals.setdefault("navigation", list)


def desk(client_of: ClientOf, batch: PayoutBatch, *roles: Role) -> FlaskClient:
    """A browser of a second person of the cooperative."""
    browser = client_of(make_staff(batch.cooperative, *(roles or (Role.TREASURER,))))
    db.session.commit()
    return browser


def paid(batch: PayoutBatch) -> PayoutBatch:
    batches.approve(batch, make_treasurer(batch.cooperative))
    batches.mark_paid(batch, "BANK-1", make_treasurer(batch.cooperative))
    return batch


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_desk_shows_what_is_payable_and_whose_account_is_missing(
    client_of: ClientOf, lang: str
) -> None:
    cooperative = make_cooperative()
    poor = make_artisan(cooperative=cooperative, sheba=None)
    order = make_paid_order(make_line(), make_line(artisan=poor), cooperative=cooperative)
    make_credits(order)
    page = client_of(make_treasurer(cooperative)).get(f"/{lang}/office/payouts").text
    assert page.count('name="artisans"') == 1
    assert poor.names[lang] in page
    assert SHEBA not in page


def test_a_batch_goes_through_two_people_to_the_bank(client_of: ClientOf) -> None:
    (credit,) = make_credits()
    cooperative = credit.order_line.order.cooperative
    first = client_of(make_treasurer(cooperative))
    second = client_of(make_staff(cooperative, Role.MANAGER))
    wish = {"cooperative_id": cooperative.id, "currency": "EUR", "artisans": credit.artisan_id}
    db.session.commit()
    path = first.post(PAYOUTS, data=wish).location
    assert first.post(f"{path}/approve").status_code == 403
    assert second.post(f"{path}/approve").status_code == 302
    assert first.post(f"{path}/paid", data={"bank_reference": "140509031234"}).status_code == 302
    batch = db.session.query(PayoutBatch).one()
    assert (batch.state, batch.bank_reference) == (BatchState.PAID, "140509031234")


@pytest.mark.parametrize(
    "given",
    [
        {"artisans": ""},
        {"artisans": "x"},
        {"currency": "euro"},
        {"currency": ""},
        {"cooperative_id": "x"},
        {"cooperative_id": ""},
    ],
)
def test_a_batch_of_nothing_sensible_is_refused(client_of: ClientOf, given: dict[str, str]) -> None:
    (credit,) = make_credits()
    cooperative = credit.order_line.order.cooperative
    wish = {"cooperative_id": cooperative.id, "currency": "EUR", "artisans": credit.artisan_id}
    answer = client_of(make_treasurer(cooperative)).post(PAYOUTS, data=wish | given)
    assert answer.status_code == 422
    assert credit.payout_id is None


def test_a_batch_for_a_stranger_cooperative_is_not_made(client_of: ClientOf) -> None:
    (credit,) = make_credits()
    theirs = credit.order_line.order.cooperative
    browser = client_of(make_treasurer(make_cooperative()))
    db.session.commit()
    wish = {"cooperative_id": theirs.id, "currency": "EUR", "artisans": credit.artisan_id}
    assert browser.post(PAYOUTS, data=wish).status_code == 404


def test_the_same_batch_twice_is_a_conflict(client_of: ClientOf) -> None:
    (credit,) = make_credits()
    cooperative = credit.order_line.order.cooperative
    browser = client_of(make_treasurer(cooperative))
    db.session.commit()
    wish = {"cooperative_id": cooperative.id, "currency": "EUR", "artisans": credit.artisan_id}
    assert [browser.post(PAYOUTS, data=wish).status_code for _ in range(2)] == [302, 409]


def test_paying_needs_the_banks_reference(client_of: ClientOf) -> None:
    batch = make_batch()
    batches.approve(batch, make_treasurer(batch.cooperative))
    browser = desk(client_of, batch)
    for typed in ("", " ", "x" * 61):
        answer = browser.post(f"{PAYOUTS}/{batch.number}/paid", data={"bank_reference": typed})
        assert answer.status_code == 422
        assert 'id="bank_reference-error"' in answer.text


def test_the_bank_file_opens_in_excel_and_hides_no_formula(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    wicked = make_artisan(
        cooperative=cooperative, sheba=SHEBA, names={"en": '=HYPERLINK("x")', "fa": "زهرا"}
    )
    batch = make_batch(
        credits_=make_credits(make_paid_order(make_line(artisan=wicked), cooperative=cooperative))
    )
    batches.approve(batch, make_treasurer(cooperative))
    answer = desk(client_of, batch).post(f"{PAYOUTS}/{batch.number}/bank-file")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    _head, row = csv.reader(StringIO(answer.data.decode("utf-8-sig")))
    assert row[1:6] == ['\'=HYPERLINK("x")', "زهرا", SHEBA, "83.00", "EUR"]


def test_each_look_at_account_numbers_is_written_down(client_of: ClientOf) -> None:
    batch = paid(make_batch())
    browser = desk(client_of, batch)
    browser.post(f"{PAYOUTS}/{batch.number}/bank-file")
    actions = [entry.action for entry in db.session.query(AuditEntry)]
    assert actions.count("payout_batch.exported") == 1


def test_a_draft_has_no_bank_file_and_no_statement(client_of: ClientOf) -> None:
    batch = make_batch()
    browser = desk(client_of, batch)
    payout = batch.payouts[0].id
    assert browser.post(f"{PAYOUTS}/{batch.number}/bank-file").status_code == 409
    statement = f"{PAYOUTS}/{batch.number}/statements/{payout}.pdf"
    assert browser.get(statement).status_code == 404


@pytest.mark.parametrize("state", ["draft", "approved", "paid", "dropped"])
def test_the_page_of_a_batch_traces_every_sum_and_shows_no_account(
    client_of: ClientOf, state: str
) -> None:
    batch = make_batch()
    number = batch.payouts[0].credits[0].order_line.order.number
    if state == "approved":
        batches.approve(batch, make_treasurer(batch.cooperative))
    elif state == "paid":
        paid(batch)
    page = desk(client_of, batch).get(f"{PAYOUTS}/{batch.number}").text
    assert number in page
    assert SHEBA not in page
    if state == "dropped":
        browser = desk(client_of, batch)
        assert browser.post(f"{PAYOUTS}/{batch.number}/drop").status_code == 302
        assert browser.get(f"{PAYOUTS}/{batch.number}").status_code == 200


def test_makers_are_told_when_they_are_paid(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    user, artisan = make_maker(cooperative)
    artisan.sheba = SHEBA
    order = make_paid_order(make_line(artisan=artisan), cooperative=cooperative)
    paid(make_batch(credits_=make_credits(order)))
    letters = {mail.template: mail for mail in db.session.query(Mail).filter_by(to=user.email)}
    assert letters["payout_paid"].context["account_end"] == SHEBA[-4:]
    assert letters["payout_paid"].locale == "fa"


def test_the_statement_is_persian_and_traces_the_sum(client_of: ClientOf) -> None:
    batch = paid(make_batch())
    payout = batch.payouts[0]
    browser = desk(client_of, batch)
    answer = browser.get(f"{PAYOUTS}/{batch.number}/statements/{payout.id}.pdf")
    reader = PdfReader(BytesIO(answer.data))
    text = reader.pages[0].extract_text()
    assert reader.trailer["/Root"]["/Lang"] == "fa"
    assert payout.credits[0].order_line.order.number in text
    assert "BANK-1" in text
    assert "صورت" in text
    assert SHEBA not in text


@pytest.mark.parametrize("path", ["", "/approve", "/drop", "/paid", "/bank-file"])
def test_a_stranger_cooperative_finds_no_batch(client_of: ClientOf, path: str) -> None:
    batch = make_batch()
    browser = client_of(make_treasurer(make_cooperative()))
    db.session.commit()
    verb = browser.post if path else browser.get
    data = {"bank_reference": "x"} if path else None
    assert verb(f"{PAYOUTS}/{batch.number}{path}", data=data).status_code == 404


@pytest.mark.parametrize("path", ["", "/x/drop", "/x/paid", "/x/bank-file"])
def test_a_manager_approves_but_prepares_nothing(client_of: ClientOf, path: str) -> None:
    browser = client_of(make_staff(make_cooperative(), Role.MANAGER))
    assert browser.post(f"{PAYOUTS}{path}").status_code == 403


@pytest.mark.parametrize("role", [Role.SALES, Role.SHIPPING, Role.REVIEWER])
def test_other_staff_see_no_payouts(client_of: ClientOf, role: Role) -> None:
    assert client_of(make_staff(make_cooperative(), role)).get(PAYOUTS).status_code == 403


def test_an_auditor_reads_everything_and_changes_nothing(client_of: ClientOf) -> None:
    batch = make_batch()
    browser = client_of(make_user(Role.AUDITOR))
    db.session.commit()
    assert browser.get(f"{PAYOUTS}/{batch.number}").status_code == 200
    assert browser.post(f"{PAYOUTS}/{batch.number}/approve").status_code == 403
    assert browser.post(f"{PAYOUTS}/{batch.number}/bank-file").status_code == 403


def test_the_desk_asks_no_more_for_more_makers_and_batches(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    make_credits(make_paid_order(cooperative=cooperative))
    make_batch(cooperative)
    make_credits(make_paid_order(cooperative=cooperative))
    browser = client_of(make_treasurer(cooperative))
    db.session.commit()
    browser.get(PAYOUTS)
    with count_queries() as few:
        browser.get(PAYOUTS)
    for _ in range(4):
        make_batch(cooperative)
    make_credits(make_paid_order(make_line(), make_line(), cooperative=cooperative))
    db.session.commit()
    with count_queries() as many:
        browser.get(PAYOUTS)
    assert len(many) == len(few) <= 14
