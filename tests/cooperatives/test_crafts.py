import pytest

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Role
from marketplace.catalogue.services.makers import crafts_of
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.cooperatives import make_artisan, make_cooperative, make_staff


def test_a_manager_says_what_her_member_works_in(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative)
    client, page = client_of(make_staff(cooperative)), f"/fa/office/members/{artisan.id}/crafts"
    client.post(page, data={"crafts": ["rashti-duzi", "chador-shab-bafi"]})
    assert crafts_of(artisan) == ["chador-shab-bafi", "rashti-duzi"]
    assert client.post(page, data={"crafts": ["rashti-duzi"]}).status_code == 302
    assert crafts_of(artisan) == ["rashti-duzi"]
    assert client.get(page).text.count(" checked") >= 1
    assert db.session.query(AuditEntry).filter_by(action="maker.crafts").count() == 2


@pytest.mark.parametrize("craft", ["no-such-craft", "", "x" * 5000])
def test_only_crafts_of_the_list(client_of: ClientOf, craft: str) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative)
    page = f"/en/office/members/{artisan.id}/crafts"
    answer = client_of(make_staff(cooperative)).post(page, data={"crafts": [craft]})
    assert answer.status_code == 422
    assert crafts_of(artisan) == []


def test_strangers_and_other_staff_do_not(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative)
    page = f"/en/office/members/{artisan.id}/crafts"
    assert client_of(make_staff(make_cooperative())).get(page).status_code == 404
    assert client_of(make_staff(cooperative, Role.SALES)).get(page).status_code == 403
