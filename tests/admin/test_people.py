import pytest
from sqlalchemy import func, select

from marketplace.accounts.models import AuditEntry, RoleGrant
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative
from tests.support.queries import count_queries

A = Role.ADMINISTRATOR


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_people_are_found_by_name_and_by_role(client_of: ClientOf) -> None:
    admin = make_user(A, name="Admin Person")
    make_user(Role.AUDITOR, name="Nader Sharifi")
    browser = client_of(admin)
    assert "Nader Sharifi" in browser.get("/en/admin/users?q=shari").text
    assert "Nader Sharifi" not in browser.get("/en/admin/users?q=shari&role=administrator").text
    assert "Nader Sharifi" in browser.get("/en/admin/users?role=auditor").text


def test_a_role_is_given_and_leaves_its_trace(client_of: ClientOf) -> None:
    admin, person = make_user(A), make_user()
    answer = client_of(admin).post(f"/en/admin/users/{person.id}/grant", data={"role": "auditor"})
    assert answer.status_code == 302
    assert Role.AUDITOR in person.roles
    assert acts() == ["role.granted"]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.after) == (admin.email, {"role": "auditor"})


def test_a_cooperatives_role_needs_its_cooperative(client_of: ClientOf) -> None:
    admin, person, coop = make_user(A), make_user(), make_cooperative()
    browser, path = client_of(admin), f"/en/admin/users/{person.id}/grant"
    db.session.commit()
    refused = browser.post(path, data={"role": "sales"})
    assert refused.status_code == 422
    assert 'id="scope-error"' in refused.text
    browser.post(path, data={"role": "sales", "scope": str(coop.id)})
    assert [(g.role, g.scope_id) for g in person.grants] == [(Role.SALES, coop.id)]


def test_a_role_is_taken_away(client_of: ClientOf) -> None:
    admin, person = make_user(A), make_user(Role.AUDITOR)
    client_of(admin).post(f"/en/admin/users/{person.id}/revoke/{person.grants[0].id}")
    assert db.session.scalar(select(func.count()).where(RoleGrant.user_id == person.id)) == 0
    assert acts() == ["role.revoked"]


def test_the_last_administrator_stays_one(client_of: ClientOf) -> None:
    admin = make_user(A)
    path = f"/en/admin/users/{admin.id}/revoke/{admin.grants[0].id}"
    db.session.commit()
    assert client_of(admin).post(path).status_code == 409
    make_user(A)
    assert client_of(admin).post(path).status_code == 302


def test_a_closed_account_is_signed_out_at_once(client_of: ClientOf) -> None:
    admin, person = make_user(A), make_user()
    hers, path = client_of(person), f"/en/admin/users/{person.id}"
    assert person.name in client_of(admin).get(f"{path}/close").text
    client_of(admin).post(f"{path}/close")
    assert hers.get("/en/account").status_code == 302
    client_of(admin).post(f"{path}/open")
    assert acts() == ["user.disabled", "user.enabled"]


def test_nobody_closes_her_own_account(client_of: ClientOf) -> None:
    admin = make_user(A)
    make_user(A)
    db.session.commit()
    assert client_of(admin).post(f"/en/admin/users/{admin.id}/close").status_code == 409


@pytest.mark.parametrize("act", ["grant", "revoke/1", "close", "open"])
def test_an_auditor_reads_and_changes_nothing(client_of: ClientOf, act: str) -> None:
    auditor, person = make_user(Role.AUDITOR), make_user()
    browser, path = client_of(auditor), f"/en/admin/users/{person.id}"
    assert "Give the role" not in browser.get(path).text
    assert browser.post(f"{path}/{act}", data={"role": "administrator"}).status_code == 403


def test_a_buyer_finds_no_door(client_of: ClientOf) -> None:
    browser = client_of(make_user())
    for path in ("admin/", "admin/users", "admin/audit", "admin/mails", "office/"):
        assert browser.get(f"/en/{path}").status_code == 403
        assert client_of().get(f"/en/{path}").status_code == 302


def test_strange_numbers_are_nobody(client_of: ClientOf) -> None:
    browser = client_of(make_user(A))
    for number in ("0", "99999999999999999999", "7000000"):
        assert browser.get(f"/en/admin/users/{number}").status_code == 404


def test_the_list_asks_no_more_for_more_people(client_of: ClientOf) -> None:
    browser = client_of(make_user(A))
    asked = []
    for people in (1, 20):
        for _ in range(people):
            make_user(Role.AUDITOR)
        db.session.expire_all()
        with count_queries() as sent:
            browser.get("/en/admin/users")
        asked.append(len(sent))
    assert asked[0] == asked[1] <= 25
