"""What a manager saves, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from marketplace.accounts.models import AuditEntry, User
from marketplace.accounts.permissions import Role
from marketplace.cooperatives import queries
from marketplace.cooperatives.models import BankAccount, CommissionTerm, Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative, make_place, make_staff

BASE = "/en/office/cooperative"
HOSTILE = ["", " ", "\u202e", "x" * 5000, "<script>alert(1)</script>" * 300]


def details(cooperative: Cooperative, **changed: Any) -> dict[str, Any]:
    known = {
        "version": str(cooperative.version),
        "name_en": "Sefidrud Export",
        "name_fa": "صادرات سفیدرود",
        "street": "Saadi 1",
        "street_fa": "سعدی ۱",
        "city": "Rasht",
        "postal_code": "۴۱۴۸۷۱۲۳۴۵",
        "place_id": cooperative.place_id,
        "email": "Office@Example.org",
        "phone": "۰۱۳۳۳۳۳۴۴۵۵",
    }
    return known | changed


def trail(action: str) -> list[AuditEntry]:
    return db.session.query(AuditEntry).filter_by(action=action).order_by(AuditEntry.id).all()


def test_the_profile_is_saved_normalised_and_noted(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    client = client_of(make_staff(cooperative))
    answer = client.post(f"{BASE}/settings", data=details(cooperative))
    assert answer.status_code == 302
    assert cooperative.names["fa"] == "صادرات سفیدرود"
    assert (cooperative.email, cooperative.phone) == ("office@example.org", "+981333334455")
    assert cooperative.address["postal_code"] == "4148712345"
    assert trail("cooperative.revised")[-1].after["name_en"] == "Sefidrud Export"


def test_of_two_managers_the_second_sees_what_changed(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    client = client_of(make_staff(cooperative))
    first, second = details(cooperative, city="Anzali"), details(cooperative, city="Astara")
    client.post(f"{BASE}/settings", data=first)
    answer = client.post(f"{BASE}/settings", data=second)
    assert answer.status_code == 409
    assert "<del>Anzali</del>" in answer.text
    assert "<ins>Astara</ins>" in answer.text
    assert cooperative.address["city"] == "Anzali"
    again = second | {"version": str(cooperative.version)}
    assert client.post(f"{BASE}/settings", data=again).status_code == 302


@pytest.mark.parametrize("version", ["", "0", "-1", "abc", "9" * 40])
def test_a_forged_version_is_no_way_round(client_of: ClientOf, version: str) -> None:
    cooperative = make_cooperative()
    data = details(cooperative, version=version)
    answer = client_of(make_staff(cooperative)).post(f"{BASE}/settings", data=data)
    assert answer.status_code == 409


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(
    "field", ["name_en", "name_fa", "street", "city", "email", "phone", "postal_code", "place_id"]
)
def test_a_bad_profile_names_its_field_and_keeps_the_rest(
    client_of: ClientOf, field: str, value: str
) -> None:
    cooperative = make_cooperative()
    data = details(cooperative, **{field: value, "story_en": "What I typed."})
    answer = client_of(make_staff(cooperative)).post(f"{BASE}/settings", data=data)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "What I typed." in answer.text
    assert "<script>alert" not in answer.text


def account(**changed: str) -> dict[str, str]:
    known = {"currency": "EUR", "holder": "Sefidrud", "bank": "Example Bank"}
    return known | {"iban": "DE89 3704 0044 0532 0130 00", "bic": "cobadeff"} | changed


def test_a_new_account_takes_the_place_of_the_old_one(client_of: ClientOf) -> None:
    cooperative = make_cooperative(account=None)
    client = client_of(make_staff(cooperative))
    client.post(f"{BASE}/accounts", data=account())
    client.post(f"{BASE}/accounts", data=account(iban="FR1420041010050500013M02606"))
    assert queries.bank_account(cooperative.id, "EUR").iban == "FR1420041010050500013M02606"
    assert len(queries.bank_accounts(cooperative.id)) == 2
    assert "DE…3000" in str(trail("bank-account.opened")[0].after)


@pytest.mark.parametrize(
    ("field", "value"),
    [("iban", "DE89 3704"), ("iban", ""), ("bic", "X"), ("currency", "ZZZ"), ("holder", "")]
    + [("holder", "h" * 500), ("bank", "\u202e ")],
)
def test_a_bad_account_is_refused(client_of: ClientOf, field: str, value: str) -> None:
    client = client_of(make_staff(make_cooperative(account=None)))
    answer = client.post(f"{BASE}/accounts", data=account(**{field: value}))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.query(BankAccount).count() == 0


def test_rials_are_paid_to_a_sheba(client_of: ClientOf) -> None:
    client = client_of(make_staff(make_cooperative()))
    data = account(currency="IRR")
    assert client.post(f"{BASE}/accounts", data=data).status_code == 422
    data |= {"iban": "820540102680020817909002"}
    assert client.post(f"{BASE}/accounts", data=data).status_code == 422
    data |= {"iban": "IR820540102680020817909002"}
    assert client.post(f"{BASE}/accounts", data=data).status_code == 302


def test_the_same_account_twice_is_refused(client_of: ClientOf) -> None:
    client = client_of(make_staff(make_cooperative(account=None)))
    assert client.post(f"{BASE}/accounts", data=account()).status_code == 302
    answer = client.post(f"{BASE}/accounts", data=account())
    assert answer.status_code == 422
    assert "there already" in answer.text


def test_an_account_is_closed_once_and_only_ones_own(client_of: ClientOf) -> None:
    cooperative, other = make_cooperative(), make_cooperative()
    client = client_of(make_staff(cooperative))
    close = f"{BASE}/{cooperative.id}/accounts/close"
    foreign = queries.bank_account(other.id, "EUR").id
    own = queries.bank_account(cooperative.id, "EUR").id
    assert client.post(close, data={"account_id": foreign}).status_code == 409
    assert client.post(close, data={"account_id": "x"}).status_code == 422
    assert client.post(close, data={"account_id": own}).status_code == 302
    assert client.post(close, data={"account_id": own}).status_code == 409


def term(**changed: str) -> dict[str, str]:
    known = {"starts_on": today().isoformat(), "rate": "۱۷٫۵", "cooperative": "9.5"}
    return known | {"fees": "4", "training": "4", "reason": "assembly, minute 7"} | changed


def test_a_term_begins_today_or_later_and_is_noted(client_of: ClientOf) -> None:
    cooperative = make_cooperative(rate_bp=1000)
    answer = client_of(make_staff(cooperative)).post(f"{BASE}/terms", data=term())
    assert answer.status_code == 302
    agreed = queries.commission_term(cooperative.id, today())
    assert (agreed.rate_bp, agreed.shares["cooperative"]) == (1750, 950)
    assert trail("commission.agreed")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts_on", (today() - timedelta(days=1)).isoformat()),
        ("starts_on", "1405/13/01"),
        ("starts_on", ""),
        ("rate", "18"),
        ("rate", "101"),
        ("rate", "-1"),
        ("fees", "NaN"),
        ("training", "4.001"),
        ("reason", ""),
        ("reason", "r" * 301),
    ],
)
def test_a_bad_term_is_refused(client_of: ClientOf, field: str, value: str) -> None:
    client = client_of(make_staff(make_cooperative(rate_bp=None)))
    answer = client.post(f"{BASE}/terms", data=term(**{field: value}))
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert db.session.query(CommissionTerm).count() == 0


def test_two_terms_cannot_begin_on_one_day(client_of: ClientOf) -> None:
    client = client_of(make_staff(make_cooperative()))
    assert client.post(f"{BASE}/terms", data=term()).status_code == 302
    answer = client.post(f"{BASE}/terms", data=term(reason="Another assembly"))
    assert answer.status_code == 409
    assert "<ins>Another assembly</ins>" in answer.text


def roles_in(person: User, cooperative: Cooperative) -> set[Role]:
    return {grant.role for grant in person.grants if grant.scope_id == cooperative.id}


def test_a_manager_gives_and_takes_roles_in_her_own_cooperative(client_of: ClientOf) -> None:
    cooperative, person = make_cooperative(), make_user()
    client = client_of(make_staff(cooperative))
    client.post(f"{BASE}/staff", data={"email": person.email.upper(), "role": "sales"})
    assert roles_in(person, cooperative) == {Role.SALES}
    taken = {"user_id": person.id, "role": "sales"}
    assert client.post(f"{BASE}/{cooperative.id}/staff/revoke", data=taken).status_code == 302
    assert roles_in(person, cooperative) == set()
    assert client.post(f"{BASE}/{cooperative.id}/staff/revoke", data=taken).status_code == 409


@pytest.mark.parametrize(
    ("email", "role"),
    [("nobody@example.org", "sales"), ("no address", "sales"), ("", "sales")]
    + [("known@example.org", "administrator"), ("known@example.org", "artisan")],
)
def test_only_known_people_get_only_roles_of_cooperatives(
    client_of: ClientOf, email: str, role: str
) -> None:
    person = make_user(email="known@example.org")
    client = client_of(make_staff(make_cooperative()))
    assert client.post(f"{BASE}/staff", data={"email": email, "role": role}).status_code == 422
    assert person.grants == []


def test_nobody_changes_her_own_roles(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    manager = make_staff(cooperative)
    client = client_of(manager)
    data = {"email": manager.email, "role": "treasurer"}
    assert client.post(f"{BASE}/staff", data=data).status_code == 422
    own = {"user_id": manager.id, "role": "manager"}
    assert client.post(f"{BASE}/{cooperative.id}/staff/revoke", data=own).status_code == 403
    assert roles_in(manager, cooperative) == {Role.MANAGER}


def test_a_foreign_place_of_mine_is_offered(client_of: ClientOf) -> None:
    place = make_place(names={"en": "Masuleh-on-the-hill"})
    page = client_of(make_staff(make_cooperative())).get(f"{BASE}/settings").text
    assert f'value="{place.id}"' in page
