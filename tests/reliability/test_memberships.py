"""Two people at once, with real commits: one link makes one member, one profile has one author."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from flask import Flask

from marketplace.accounts.models import User
from marketplace.cooperatives import queries
from marketplace.cooperatives.models import Artisan, Cooperative, Invitation, Membership
from marketplace.cooperatives.services import invitations, profiles
from marketplace.core.clock import today
from marketplace.core.db import db, transaction
from marketplace.core.errors import Conflict
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative, make_maker, make_staff

AT_ONCE = 8


def together(app: Flask, act: Callable[[int], None]) -> list[str]:
    """Everybody acts at the same moment; "done" or the name of what stopped her."""

    def one(number: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    act(number)
            except Conflict as refused:
                return type(refused).__name__
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def invite(count: int = 1) -> tuple[int, list[int]]:
    cooperative = make_cooperative()
    by = make_staff(cooperative)
    made = [invitations.invite(cooperative, f"Z{n}", None, by=by) for n in range(count)]
    return cooperative.id, [one.invitation.id for one in made]


def test_a_link_that_many_open_at_once_makes_one_member(shared: Flask) -> None:
    with shared.app_context(), transaction():
        cooperative_id, (invitation_id,) = invite()
        people = [make_user().id for _n in range(AT_ONCE)]

    def accept(number: int) -> None:
        invitation = db.session.get_one(Invitation, invitation_id)
        invitations.accept(invitation, by=db.session.get_one(User, people[number]))

    outcomes = together(shared, accept)
    assert outcomes.count("done") == 1
    assert outcomes.count("InvitationClosed") == AT_ONCE - 1
    with shared.app_context():
        members = db.session.query(Membership).filter_by(cooperative_id=cooperative_id)
        assert members.count() == 1


def test_one_person_with_many_links_is_one_maker(shared: Flask) -> None:
    with shared.app_context(), transaction():
        _cooperative_id, links = invite(AT_ONCE)
        person_id = make_user().id

    def accept(number: int) -> None:
        invitation = db.session.get_one(Invitation, links[number])
        invitations.accept(invitation, by=db.session.get_one(User, person_id))

    assert "done" in together(shared, accept)
    with shared.app_context():
        (artisan,) = db.session.query(Artisan).filter_by(user_id=person_id)
        assert db.session.query(Membership).filter_by(artisan_id=artisan.id).count() == 1


def test_a_member_who_joins_two_cooperatives_at_once_joins_one(shared: Flask) -> None:
    with shared.app_context(), transaction():
        links = [invite()[1][0] for _n in range(AT_ONCE)]
        person, artisan = make_maker(make_cooperative())
        membership = queries.current_membership(artisan)
        assert membership is not None
        membership.ends_on = today()
        person_id, artisan_id = person.id, artisan.id

    def accept(number: int) -> None:
        invitation = db.session.get_one(Invitation, links[number])
        invitations.accept(invitation, by=db.session.get_one(User, person_id))

    assert together(shared, accept).count("done") == 1
    with shared.app_context():
        held = db.session.query(Membership).filter_by(artisan_id=artisan_id, ends_on=None)
        assert held.count() == 1


def test_of_many_managers_who_save_at_once_one_wins_and_the_others_are_told(shared: Flask) -> None:
    with shared.app_context(), transaction():
        cooperative = make_cooperative()
        cooperative_id, by_id = cooperative.id, make_staff(cooperative).id
        version, known = cooperative.version, profiles.profile_of(cooperative)

    def save(number: int) -> None:
        profile = replace(known, names={"en": f"Name {number}", "fa": "نام"})
        mine = db.session.get_one(Cooperative, cooperative_id)
        profiles.revise(mine, profile, version, by=db.session.get_one(User, by_id))

    outcomes: Any = together(shared, save)
    assert sorted(outcomes) == ["ChangedMeanwhile"] * (AT_ONCE - 1) + ["done"]
