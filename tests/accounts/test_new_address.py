"""Another e-mail address: the new one confirms, the old one is told and can undo it."""

import re

import pytest

from marketplace.accounts.passwords import hashed
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.support.jobs import run_jobs

PASSWORD = "red cloth blue thread"
HASH = hashed(PASSWORD)
NEW = "new@example.org"
ADDRESS = "/en/account/address"


def mails_to(mailer, to: str):
    run_jobs()
    return [mail for mail in mailer.sent if mail.to == to]


def link(mailer, to: str, kind: str) -> str:
    """The newest link of the kind that was sent there."""
    text = "\n".join(mail.text for mail in mails_to(mailer, to))
    return re.findall(rf"/\w\w/account/address/{kind}/\S+", text)[-1]


def change(client_of: ClientOf, mailer, user, new: str = NEW) -> None:
    client_of(user).post(ADDRESS, data={"email": new})
    client_of().post(link(mailer, new, "confirm"))


def test_until_it_is_confirmed_all_stays(client_of: ClientOf, mailer) -> None:
    user = make_user(email="old@example.org")
    client_of(user).post(ADDRESS, data={"email": NEW})
    client_of().get(link(mailer, NEW, "confirm"))
    assert user.email == "old@example.org"


def test_the_new_one_confirms_and_both_are_told(client_of: ClientOf, mailer) -> None:
    user = make_user(email="old@example.org")
    change(client_of, mailer, user)
    assert user.email == NEW
    assert len(mails_to(mailer, NEW)) == 2
    assert len(mails_to(mailer, "old@example.org")) == 2


def test_the_link_works_once(client_of: ClientOf, mailer) -> None:
    user = make_user()
    change(client_of, mailer, user)
    assert client_of().post(link(mailer, NEW, "confirm")).status_code == 410


def test_the_old_one_undoes_it_and_everybody_is_signed_out(client_of: ClientOf, mailer) -> None:
    user = make_user(email="old@example.org", password_hash=HASH)
    thief = client_of(user)
    change(client_of, mailer, user)
    client_of().post(link(mailer, "old@example.org", "undo"))
    assert (user.email, user.password_hash) == ("old@example.org", None)
    assert thief.get("/en/account").status_code == 302
    assert "/reset/" in mails_to(mailer, "old@example.org")[-1].text


def test_undoing_reaches_back_over_a_second_change(client_of: ClientOf, mailer) -> None:
    user = make_user(email="old@example.org")
    change(client_of, mailer, user)
    change(client_of, mailer, user, "third@example.org")
    client_of().post(link(mailer, "old@example.org", "undo"))
    assert user.email == "old@example.org"
    assert client_of().post(link(mailer, NEW, "undo")).status_code == 410


def test_after_a_week_it_cannot_be_undone(client_of: ClientOf, mailer, time_machine_at) -> None:
    user = make_user(email="old@example.org")
    change(client_of, mailer, user)
    undo = link(mailer, "old@example.org", "undo")
    with time_machine_at(days=8):
        assert client_of().post(undo).status_code == 410


def test_a_taken_address_looks_the_same_and_its_owner_is_told(client_of: ClientOf, mailer) -> None:
    user, owner = make_user(), make_user()
    answers = [client_of(user).post(ADDRESS, data={"email": email}) for email in (owner.email, NEW)]
    assert {(a.status_code, a.location) for a in answers} == {(302, "/en/account")}
    assert not any("/confirm/" in mail.text for mail in mails_to(mailer, owner.email))


def test_an_address_taken_meanwhile_stays_its_owners(client_of: ClientOf, mailer) -> None:
    user = make_user(email="old@example.org")
    client_of(user).post(ADDRESS, data={"email": NEW})
    confirm = link(mailer, NEW, "confirm")
    make_user(email=NEW)
    client_of().post(confirm)
    assert user.email == "old@example.org"


@pytest.mark.parametrize("typed", ["", "x", "old@example.org", "a" * 300 + "@example.org"])
def test_what_will_not_do_is_named(client_of: ClientOf, typed: str) -> None:
    user = make_user(email="old@example.org")
    answer = client_of(user).post(ADDRESS, data={"email": typed})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text


@pytest.mark.parametrize("kind", ["confirm", "undo"])
def test_a_made_up_link_opens_nothing(client_of: ClientOf, kind: str) -> None:
    assert client_of().get(f"{ADDRESS}/{kind}/abc").status_code == 404
