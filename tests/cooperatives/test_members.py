"""Members: added, changed, ended."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import AuditEntry
from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import NoSuchArtisan
from marketplace.cooperatives.models import Artisan, Cooperative, Membership
from marketplace.core.clock import today
from marketplace.core.db import db
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import (
    make_artisan,
    make_cooperative,
    make_maker,
    make_membership,
    make_place,
    make_staff,
)
from tests.support.queries import count_queries

BASE = "/en/office/members"
SHEBA = "IR820540102680020817909002"


def details(**changed: Any) -> dict[str, Any]:
    known = {"name_fa": "رقيه مرادي", "name_en": "Roghayeh Moradi", "place_id": "qasemabad"}
    return known | {"works_since": "۱۳۷۳", "phone": "۰۹۱۱۱۲۳۴۵۶۷", "sheba": SHEBA} | changed


def add(client_of: ClientOf, cooperative: Cooperative, **changed: Any) -> Any:
    data = details(**{"cooperative_id": cooperative.id, "member_number": "12"} | changed)
    return client_of(make_staff(cooperative)).post(f"{BASE}/new", data=data)


def test_a_maker_without_an_account_is_added(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    assert add(client_of, cooperative).status_code == 302
    artisan = db.session.query(Artisan).filter_by(slug="roghayeh-moradi").one()
    assert artisan.names["fa"] == "رقیه مرادی"
    assert (artisan.works_since, artisan.phone) == (1994, "+989111234567")
    membership = queries.current_membership(artisan)
    assert membership is not None
    assert (membership.starts_on, membership.member_number) == (today(), "12")


def test_account_numbers_are_sealed_and_never_shown_whole(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    add(client_of, cooperative)
    stored = db.session.scalar(text("select sheba from artisans where sheba is not null"))
    assert SHEBA not in stored
    artisan = db.session.query(Artisan).filter_by(slug="roghayeh-moradi").one()
    client = client_of(make_staff(cooperative))
    for page in ("", "/edit"):
        shown = client.get(f"{BASE}/{artisan.id}{page}").text
        assert "…9002" in shown
        assert SHEBA not in shown
    entries = db.session.query(AuditEntry).filter(AuditEntry.action.like("maker.%")).all()
    assert entries
    assert SHEBA not in str([(entry.before, entry.after) for entry in entries])


def test_an_empty_sheba_keeps_the_known_one_unless_it_is_forgotten(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative, sheba=SHEBA)
    client = client_of(make_staff(cooperative))
    client.post(f"{BASE}/{artisan.id}/edit", data=details(sheba=""))
    assert artisan.sheba == SHEBA
    client.post(f"{BASE}/{artisan.id}/edit", data=details(sheba="", forget_sheba="y"))
    assert artisan.sheba is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("name_fa", ""), ("name_en", " \u202e"), ("name_en", "x" * 121), ("place_id", "atlantis")]
    + [("works_since", "1"), ("works_since", "soon"), ("works_since", "2999"), ("phone", "12")]
    + [("sheba", "IR12"), ("sheba", "IR820540102680020817909003"), ("story_fa", "ق" * 4001)]
    + [("cooperative_id", ""), ("cooperative_id", "999999"), ("member_number", "9" * 21)],
)
def test_a_bad_member_names_its_field_and_adds_nobody(
    client_of: ClientOf, field: str, value: str
) -> None:
    answer = add(client_of, make_cooperative(), **{field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.query(Artisan).count() == 0


def test_a_bad_picture_stands_at_its_field(client_of: ClientOf) -> None:
    portrait = (BytesIO(b"<svg></svg>"), "me.svg")
    answer = add(client_of, make_cooperative(), portrait=portrait)
    assert answer.status_code == 422
    assert 'href="#portrait"' in answer.text


def test_members_are_added_only_to_ones_own_cooperative(client_of: ClientOf) -> None:
    own, other = make_cooperative(), make_cooperative()
    data = details(cooperative_id=other.id)
    assert client_of(make_staff(own)).post(f"{BASE}/new", data=data).status_code == 422


def test_changing_a_member_is_noted(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative)
    client = client_of(make_staff(cooperative))
    assert client.post(f"{BASE}/{artisan.id}/edit", data=details()).status_code == 302
    entry = db.session.query(AuditEntry).filter_by(action="maker.revised").one()
    assert entry.after["name_en"] == "Roghayeh Moradi"
    assert entry.scope_id == cooperative.id


def test_the_second_writer_sees_what_the_first_one_wrote(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative)
    client = client_of(make_staff(cooperative))
    read = str(artisan.version)
    first = details(name_en="Zarbanu Lijari", version=read)
    assert client.post(f"{BASE}/{artisan.id}/edit", data=first).status_code == 302
    second = details(name_en="Zarbanu Rudbari", version=read)
    answer = client.post(f"{BASE}/{artisan.id}/edit", data=second)
    assert answer.status_code == 409
    assert "<del>Zarbanu Lijari</del>" in answer.text
    assert "<ins>Zarbanu Rudbari</ins>" in answer.text


def test_a_membership_ends_once(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(cooperative=cooperative)
    client = client_of(make_staff(cooperative))
    data = {"ends_on": today().isoformat(), "reason": "she moved"}
    page = f"{BASE}/{artisan.id}/end"
    assert client.post(page, data=data | {"ends_on": "1300/01/01"}).status_code == 422
    assert client.post(page, data=data | {"reason": ""}).status_code == 422
    assert client.post(page, data=data).status_code == 302
    assert queries.current_membership(artisan) is None
    assert client.post(page, data=data).status_code == 409


def test_the_database_allows_one_membership_at_a_time() -> None:
    artisan = make_artisan(cooperative=make_cooperative())
    with pytest.raises(IntegrityError):
        make_membership(artisan, make_cooperative(), starts_on=today())


def test_an_artisan_is_found_by_her_account_only() -> None:
    user, artisan = make_maker(make_cooperative())
    assert queries.artisan_of(user) is artisan
    with pytest.raises(NoSuchArtisan):
        queries.artisan_of(make_user())


@pytest.mark.parametrize("typed", ["Zeynab", "زينب", "77", "%", "_", "\\", "\u202e", "' or 1=1"])
def test_members_are_searched_by_name_and_number(client_of: ClientOf, typed: str) -> None:
    cooperative = make_cooperative()
    artisan = make_artisan(names={"en": "Zeynab Karimi", "fa": "زینب کریمی"})
    make_membership(artisan, cooperative, member_number="77")
    client = client_of(make_staff(cooperative))
    answer = client.get(f"{BASE}/", query_string={"q": typed})
    assert answer.status_code == 200
    assert ("Zeynab Karimi" in answer.text) == (typed in ("Zeynab", "زينب", "77", "\u202e"))


@pytest.mark.parametrize("page", ["0", "-1", "abc", "99999999999"])
def test_any_page_number_is_answered(client_of: ClientOf, page: str) -> None:
    client = client_of(make_staff(make_cooperative()))
    assert client.get(f"{BASE}/", query_string={"page": page}).status_code == 200


def test_lists_do_not_ask_more_for_more_members(client_of: ClientOf) -> None:
    cooperative, place = make_cooperative(), make_place()
    client = client_of(make_staff(cooperative))
    make_artisan(cooperative=cooperative)
    with count_queries() as few:
        client.get(f"{BASE}/")
    for _n in range(12):
        make_artisan(cooperative=cooperative, place=place)
    with count_queries() as many:
        client.get(f"{BASE}/")
    assert len(many) == len(few) <= 25
    assert db.session.query(Membership).count() == 13
