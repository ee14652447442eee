"""Inviting a maker, and what happens to the link."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.cooperatives import queries
from marketplace.cooperatives.models import Artisan, Cooperative, Invitation
from marketplace.cooperatives.services import invitations
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.mail import FakeMailer
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_artisan, make_cooperative, make_maker, make_staff
from tests.support.jobs import run_jobs

BASE = "/en/office/members"


def invited(cooperative: Cooperative | None = None, **given: Any) -> invitations.Invited:
    cooperative = cooperative or make_cooperative()
    by = make_staff(cooperative)
    return invitations.invite(cooperative, given.pop("name", "زینب"), None, by=by, **given)


def open_link(client: Any, made: invitations.Invited, method: str = "get") -> Any:
    return getattr(client, method)(f"/fa/invitations/{made.token}")


def test_inviting_gives_a_letter_with_a_code(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    client = client_of(make_staff(cooperative))
    data = {"name": "زينب", "cooperative_id": cooperative.id, "language": "fa", "email": ""}
    answer = client.post(f"{BASE}/invite", data=data, follow_redirects=True)
    assert "<svg" in answer.text
    assert "/fa/invitations/" in answer.text
    invitation = db.session.query(Invitation).one()
    assert invitation.name == "زینب"
    assert invitation.token_hash not in answer.text


def test_only_who_made_it_sees_the_link_again(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    client_of(make_staff(cooperative)).post(
        f"{BASE}/invite", data={"name": "Z", "cooperative_id": cooperative.id, "language": "fa"}
    )
    invitation = db.session.query(Invitation).one()
    page = client_of(make_staff(cooperative)).get(f"{BASE}/invitations/{invitation.id}")
    assert "no longer at hand" in page.text
    stranger = client_of(make_staff(make_cooperative()))
    assert stranger.get(f"{BASE}/invitations/{invitation.id}").status_code == 404
    assert stranger.post(f"{BASE}/invitations/{invitation.id}/withdraw").status_code == 404


def test_the_link_is_mailed_in_her_language(client_of: ClientOf, mailer: FakeMailer) -> None:
    cooperative = make_cooperative()
    data = {"name": "زینب", "cooperative_id": cooperative.id, "language": "fa"}
    client_of(make_staff(cooperative)).post(
        f"{BASE}/invite", data=data | {"email": "Zeynab@Example.org"}
    )
    run_jobs()
    assert mailer.sent[0].to == "zeynab@example.org"
    assert "/fa/invitations/" in mailer.sent[0].text
    assert cooperative.names["fa"] in mailer.sent[0].subject


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 121), ("email", "no"), ("cooperative_id", "")]
    + [("cooperative_id", "1e9"), ("language", "xx")],
)
def test_a_bad_invitation_names_its_field(client_of: ClientOf, field: str, value: str) -> None:
    cooperative = make_cooperative()
    data = {"name": "Z", "cooperative_id": cooperative.id, "language": "fa"} | {field: value}
    answer = client_of(make_staff(cooperative)).post(f"{BASE}/invite", data=data)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.query(Invitation).count() == 0


def test_a_stranger_sees_who_invites_her_and_may_sign_up(client_of: ClientOf) -> None:
    made = invited()
    answer = open_link(client_of(None), made)
    assert answer.status_code == 200
    assert made.invitation.cooperative.names["fa"] in answer.text
    assert open_link(client_of(None), made, "post").status_code == 200
    assert made.invitation.accepted_at is None


def test_accepting_makes_a_member_with_a_studio(client_of: ClientOf) -> None:
    made, person = invited(), make_user()
    assert open_link(client_of(person), made, "post").status_code == 302
    artisan = queries.artisan_of(person)
    membership = queries.current_membership(artisan)
    assert membership is not None
    assert membership.cooperative_id == made.invitation.cooperative_id
    assert artisan.names == {"fa": "زینب"}
    assert Role.ARTISAN in person.roles


def test_the_record_she_was_invited_to_becomes_hers(client_of: ClientOf) -> None:
    cooperative, person = make_cooperative(), make_user()
    artisan = make_artisan(cooperative=cooperative)
    open_link(client_of(person), invited(cooperative, artisan=artisan), "post")
    assert artisan.user_id == person.id
    assert db.session.query(Artisan).count() == 1


def use(made: invitations.Invited, person: User) -> None:
    invitations.accept(made.invitation, by=person)


@pytest.mark.parametrize("what", ["used", "withdrawn", "expired"])
def test_a_closed_link_is_a_page_for_people(client_of: ClientOf, what: str) -> None:
    made = invited()
    if what == "used":
        use(made, make_user())
    elif what == "withdrawn":
        invitations.withdraw(made.invitation, by=make_user())
    else:
        made.invitation.expires_at = now() - timedelta(seconds=1)
    for method in ("get", "post"):
        answer = open_link(client_of(make_user()), made, method)
        assert answer.status_code == 409
        assert made.invitation.cooperative.phone in answer.text
    assert db.session.query(Artisan).count() == (1 if what == "used" else 0)


@pytest.mark.parametrize("token", ["x", "x" * 2000, "../../etc", "<script>"])
def test_an_unknown_link_is_a_page_for_people(client_of: ClientOf, token: str) -> None:
    answer = client_of(None).get(f"/en/invitations/{token}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_member_of_another_cooperative_is_told_so(client_of: ClientOf) -> None:
    person, _artisan = make_maker(make_cooperative())
    made = invited()
    assert open_link(client_of(person), made, "post").status_code == 409
    db.session.refresh(made.invitation)
    assert made.invitation.accepted_at is None


def test_a_maker_cannot_take_over_another_record(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    person, _own = make_maker(cooperative)
    meant = make_artisan(cooperative=cooperative)
    answer = open_link(client_of(person), invited(cooperative, artisan=meant), "post")
    assert answer.status_code == 409
    assert meant.user_id is None


def test_who_has_an_account_is_not_invited_again(client_of: ClientOf) -> None:
    cooperative = make_cooperative()
    _user, artisan = make_maker(cooperative)
    data = {"name": "Z", "cooperative_id": cooperative.id, "language": "fa"}
    client = client_of(make_staff(cooperative))
    assert client.post(f"{BASE}/{artisan.id}/invite", data=data).status_code == 409


def test_a_record_of_one_cooperative_is_not_invited_to_another(client_of: ClientOf) -> None:
    one, other = make_cooperative(), make_cooperative()
    artisan = make_artisan(cooperative=one)
    manager = make_staff(one)
    manager.grants += make_staff(other).grants
    data = {"name": "Z", "cooperative_id": other.id, "language": "fa"}
    answer = client_of(manager).post(f"{BASE}/{artisan.id}/invite", data=data)
    assert answer.status_code == 422


def test_letters_are_never_kept_by_caches(client_of: ClientOf, app: Flask) -> None:
    answer = open_link(client_of(None), invited())
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_whoever_makes_an_account_comes_back_to_her_invitation(
    client_of: ClientOf, mailer: FakeMailer
) -> None:
    made, client = invited(), client_of(None)
    open_link(client, made)
    wish = {"name": "Zeynab", "email": "zeynab@example.org", "password": "four long quiet words"}
    client.post("/fa/sign-up", data=wish)
    person = db.session.query(User).filter_by(email="zeynab@example.org").one()
    person.email_confirmed_at = now()
    page = client.get("/fa/sign-in").text
    assert f'value="/fa/invitations/{made.token}"' in page
    answer = client.post("/fa/sign-in", data=wish | {"next": f"/fa/invitations/{made.token}"})
    assert answer.location == f"/fa/invitations/{made.token}"
    assert open_link(client, made, "post").status_code == 302
    assert queries.artisan_of(person)
