"""What the office sees of a buyer until somebody asks for more, and is noted for it."""

from sqlalchemy import select

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.fulfilment import ADDRESS, make_paid_order

TOLD = {**ADDRESS, "phone": "+4915112345678", "tax_id": "DE123456789"}


def desk(client_of: ClientOf, order):
    return client_of(make_user(Role.SALES, scope_id=order.cooperative_id))


def test_street_and_numbers_are_masked(client_of: ClientOf) -> None:
    order = make_paid_order(address=TOLD)
    page = desk(client_of, order).get(f"/en/office/orders/{order.number}").text
    assert ADDRESS["street_address"] not in page
    assert TOLD["phone"] not in page
    assert "…5678" in page
    assert "…6789" in page
    assert ADDRESS["city"] in page


def test_asking_for_them_shows_and_is_noted(client_of: ClientOf) -> None:
    order = make_paid_order(address=TOLD)
    page = desk(client_of, order).post(f"/en/office/orders/{order.number}/buyer").text
    assert TOLD["tax_id"] in page
    assert ADDRESS["street_address"] in page
    noted = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (noted.action, noted.scope_id) == ("personal-data.shown", order.cooperative_id)


def test_a_buyer_is_found_by_part_of_her_name(client_of: ClientOf) -> None:
    order, other = make_paid_order(address={**TOLD, "name": "Žofie Křížová"}), make_paid_order()
    browser = desk(client_of, order)
    for words in ("žofie", "Kří", order.number):
        page = browser.get("/en/office/orders", query_string={"q": words, "view": "list"}).text
        assert order.number in page, words
        assert other.number not in page
