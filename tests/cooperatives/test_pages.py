"""Every page opens for whom it is meant, and for nobody else."""

import pytest

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_artisan, make_cooperative, make_staff
from tests.support.queries import count_queries

SETTINGS = ("settings", "accounts", "terms", "staff")


@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("page", SETTINGS)
def test_a_manager_sees_her_cooperative(client_of: ClientOf, lang: str, page: str) -> None:
    cooperative = make_cooperative()
    answer = client_of(make_staff(cooperative)).get(f"/{lang}/office/cooperative/{page}")
    assert answer.status_code == 200
    assert cooperative.names[lang] in answer.text


@pytest.mark.parametrize("page", SETTINGS)
def test_a_strangers_cooperative_does_not_exist(client_of: ClientOf, page: str) -> None:
    manager, other = make_staff(make_cooperative()), make_cooperative()
    client = client_of(manager)
    address = f"/en/office/cooperative/{other.id}/{page}"
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("page", SETTINGS)
def test_other_staff_may_not_manage(client_of: ClientOf, page: str) -> None:
    clerk = make_staff(make_cooperative(), Role.SALES, Role.TREASURER)
    assert client_of(clerk).get(f"/en/office/cooperative/{page}").status_code == 403


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_staff_see_members_and_only_managers_change_them(client_of: ClientOf, lang: str) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative)
    pages = [f"/{lang}/office/members/", f"/{lang}/office/members/{artisan.id}"]
    inner = [f"{pages[1]}/edit", f"{pages[1]}/end", f"{pages[1]}/invite", f"{pages[0]}new"]
    clerk, manager = (
        client_of(make_staff(cooperative, Role.SALES)),
        client_of(make_staff(cooperative)),
    )
    assert [clerk.get(page).status_code for page in pages] == [200, 200]
    assert [clerk.get(page).status_code for page in inner] == [403] * 4
    assert [manager.get(page).status_code for page in [*pages, *inner]] == [200] * 6


def test_a_strangers_member_does_not_exist(client_of: ClientOf) -> None:
    artisan = make_artisan(cooperative=make_cooperative())
    manager = client_of(make_staff(make_cooperative()))
    for page in ("", "/edit", "/end", "/invite"):
        assert manager.get(f"/en/office/members/{artisan.id}{page}").status_code == 404
    assert artisan.names["en"] not in manager.get("/en/office/members/").text


def test_an_auditor_reads_members_everywhere_and_changes_none(client_of: ClientOf) -> None:
    artisan = make_artisan(cooperative=make_cooperative())
    auditor = client_of(make_user(Role.AUDITOR))
    assert auditor.get(f"/en/office/members/{artisan.id}").status_code == 200
    assert auditor.get(f"/en/office/members/{artisan.id}/edit").status_code == 403


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_the_register_is_for_administrators(client_of: ClientOf, lang: str) -> None:
    cooperative = make_cooperative()
    base = f"/{lang}/admin/cooperatives/"
    pages = [base, f"{base}new", f"{base}{cooperative.id}", f"{base}{cooperative.id}/suspend"]
    administrator = client_of(make_user(Role.ADMINISTRATOR))
    assert [administrator.get(page).status_code for page in pages] == [200] * 4
    assert [client_of(make_staff(cooperative)).get(page).status_code for page in pages] == [403] * 4
    assert administrator.get(f"{base}999999").status_code == 404


def test_no_page_asks_the_database_too_often(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative)
    manager = client_of(make_staff(cooperative))
    pages = [f"cooperative/{page}" for page in SETTINGS]
    pages += [f"members/{artisan.id}{page}" for page in ("", "/edit", "/end", "/crafts", "/invite")]
    for page in [*pages, "members/", "members/new", "rules/", "rules/hs-codes"]:
        with count_queries() as sent:
            assert manager.get(f"/fa/office/{page}").status_code == 200
        assert len(sent) <= 25, page


def test_the_trail_names_things_as_people_do(client_of: ClientOf) -> None:
    cooperative = make_cooperative(code="SFD")
    assert str(cooperative).endswith("(SFD)")
    artisan = make_artisan(cooperative=cooperative)
    client = client_of(make_staff(cooperative))
    client.post(
        f"/en/office/members/{artisan.id}/end", data={"ends_on": "2099-01-01", "reason": "r"}
    )
    entry = db.session.query(AuditEntry).filter_by(action="membership.ended").one()
    assert entry.subject.startswith(artisan.names["en"])
