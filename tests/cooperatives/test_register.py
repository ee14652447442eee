"""The register of cooperatives, and suspension."""

from typing import Any

import pytest

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.cooperatives.models import Cooperative, CooperativeState
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import legal_id, make_cooperative, make_staff

BASE = "/en/admin/cooperatives/"


def papers(**changed: Any) -> dict[str, Any]:
    known = {
        "code": "sfd",
        "kind": "export_management",
        "registration_number": "12345",
        "national_id": "۱۰۱۰۱۷۸۰۶۴۴",
        "currency": "EUR",
        "name_en": "Sefidrud Export",
        "name_fa": "صادرات سفیدرود",
        "street": "Saadi 1",
        "street_fa": "سعدی ۱",
        "city": "Rasht",
        "postal_code": "4148712345",
        "place_id": "rasht",
        "email": "office@example.org",
        "phone": "+981333334455",
    }
    return known | changed


def found(client_of: ClientOf, **changed: Any) -> Any:
    return client_of(make_user(Role.ADMINISTRATOR)).post(f"{BASE}new", data=papers(**changed))


def test_a_cooperative_is_put_on_the_register(client_of: ClientOf) -> None:
    assert found(client_of).status_code == 302
    cooperative = db.session.query(Cooperative).one()
    assert (cooperative.code, cooperative.slug) == ("SFD", "sefidrud-export")
    assert cooperative.national_id == "10101780644"
    assert db.session.query(AuditEntry).filter_by(action="cooperative.founded").one()


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "S"), ("code", "SFD1"), ("code", "ABCDEF"), ("code", "آب"), ("kind", "club")]
    + [("national_id", "10101780645"), ("national_id", ""), ("registration_number", "9" * 21)]
    + [("currency", "XYZ"), ("name_fa", ""), ("phone", "call"), ("email", "a@")],
)
def test_bad_papers_name_their_field(client_of: ClientOf, field: str, value: str) -> None:
    answer = found(client_of, **{field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.query(Cooperative).count() == 0


@pytest.mark.parametrize("field", ["code", "national_id"])
def test_codes_and_ids_belong_to_one(client_of: ClientOf, field: str) -> None:
    other = {"code": "ABC", "national_id": legal_id(7)}
    make_cooperative(**{"code": "SFD", "national_id": "10101780644"} | {field: other[field]})
    answer = found(client_of)
    assert answer.status_code == 422
    assert "has this already" in answer.text


def test_the_first_manager_is_named_here(client_of: ClientOf) -> None:
    cooperative, person = make_cooperative(), make_user()
    client = client_of(make_user(Role.ADMINISTRATOR))
    address = f"{BASE}{cooperative.id}/manager"
    assert client.post(address, data={"manager-email": "nobody@x.org"}).status_code == 422
    assert client.post(address, data={"manager-email": person.email}).status_code == 302
    assert person.grants[0].scope_id == cooperative.id


def test_suspension_has_a_reason_takes_pieces_down_and_is_noted(client_of: ClientOf) -> None:
    product = make_product()
    cooperative = product.cooperative
    client = client_of(make_user(Role.ADMINISTRATOR))
    address = f"{BASE}{cooperative.id}/suspend"
    assert client.post(address, data={"reason": " "}).status_code == 422
    assert client.post(address, data={"reason": "papers expired"}).status_code == 302
    assert cooperative.state is CooperativeState.SUSPENDED
    assert product.listed is False
    assert client.post(address, data={"reason": "renewed"}).status_code == 302
    assert product.listed is True
    entry = db.session.query(AuditEntry).filter_by(action="cooperative.suspended").one()
    assert (entry.before, entry.after["reason"]) == ({"state": "active"}, "papers expired")


def test_a_suspended_cooperative_still_works_on_what_it_owes(client_of: ClientOf) -> None:
    cooperative = make_cooperative(state=CooperativeState.ACTIVE)
    cooperative.state = CooperativeState.SUSPENDED
    page = client_of(make_staff(cooperative)).get("/en/office/cooperative/settings")
    assert page.status_code == 200
    assert "is suspended" in page.text
