"""Everything about a person, for her; and nothing that says who she was, once she wishes."""

import io
import json
import zipfile

import pytest
from sqlalchemy import select

from marketplace.accounts.jobs import sweep_copies
from marketplace.accounts.models import DataCopy, Session, User
from marketplace.accounts.permissions import Role
from marketplace.accounts.personal import storage
from marketplace.cooperatives.models import Artisan, Membership
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.notifications.models import Mail
from marketplace.orders.models import OrderState
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative, make_maker
from tests.factories.fulfilment import ADDRESS, make_paid_order
from tests.support.jobs import run_jobs

DATA = "/en/account/data"
SHEBA = "IR820540102680020817909002"


def copy_of(browser) -> dict:
    """What the fetched ZIP says."""
    browser.post(f"{DATA}/copy")
    run_jobs()
    copy = db.session.scalars(select(DataCopy).order_by(DataCopy.id.desc())).first()
    answer = browser.post(f"{DATA}/copy/{copy.id}")
    assert answer.mimetype == "application/zip"
    return json.loads(zipfile.ZipFile(io.BytesIO(answer.data)).read("about-you.json"))


def erase(browser, user: User):
    return browser.post(f"{DATA}/erase", data={"email": user.email})


def test_a_buyer_finds_her_orders_and_addresses_in_the_copy(client_of: ClientOf) -> None:
    user = make_user()
    order = make_paid_order(user=user)
    told = copy_of(client_of(user))
    assert told["account"]["email"] == user.email
    assert told["orders"]["orders"][0]["number"] == order.number
    assert told["orders"]["orders"][0]["sent_to"] == ADDRESS


def test_a_maker_finds_her_account_number_in_the_copy(client_of: ClientOf) -> None:
    user, artisan = make_maker(make_cooperative())
    artisan.sheba = SHEBA
    assert copy_of(client_of(user))["maker"]["sheba"] == SHEBA


def test_she_is_told_when_it_is_ready(client_of: ClientOf, mailer) -> None:
    user = make_user()
    client_of(user).post(f"{DATA}/copy")
    run_jobs()
    assert [(m.to, m.subject) for m in mailer.sent] == [
        (user.email, "The copy of your data is ready")
    ]


def test_one_a_day_is_enough(client_of: ClientOf) -> None:
    browser = client_of(make_user())
    browser.post(f"{DATA}/copy")
    browser.post(f"{DATA}/copy")
    assert db.session.scalar(select(db.func.count(DataCopy.id))) == 1


def test_somebody_elses_copy_does_not_exist(client_of: ClientOf) -> None:
    user = make_user()
    copy_of(client_of(user))
    copy = db.session.scalars(select(DataCopy)).one()
    assert client_of(make_user()).post(f"{DATA}/copy/{copy.id}").status_code == 404


def test_a_copy_is_gone_after_a_week(client_of: ClientOf, time_machine_at) -> None:
    copy_of(client_of(make_user()))
    key = db.session.scalars(select(DataCopy.storage_key)).one()
    with time_machine_at(days=8):
        sweep_copies()
    assert not storage().has(key)
    assert db.session.scalars(select(DataCopy)).all() == []


def test_erasing_leaves_no_name_and_closes_the_account(client_of: ClientOf) -> None:
    user = make_user(name="Clara Weiss", email="clara@example.org")
    browser = client_of(user)
    assert erase(browser, user).status_code == 302
    assert (user.name, user.email) == ("—", f"erased-{user.id}@erased.invalid")
    assert browser.get("/en/account").status_code == 302
    assert db.session.scalars(select(Session).where(Session.user_id == user.id)).all() == []


def test_erasing_keeps_the_orders_and_what_was_agreed(client_of: ClientOf) -> None:
    user = make_user()
    order = make_paid_order(user=user, state=OrderState.DELIVERED)
    erase(client_of(user), user)
    db.session.refresh(order.group)
    assert order.group.address == ADDRESS
    assert order.group.user_id == user.id


def test_erasing_blanks_the_mails(client_of: ClientOf) -> None:
    user = make_user()
    client_of().post("/en/forgot", data={"email": user.email})
    run_jobs()
    email = user.email
    erase(client_of(user), user)
    assert db.session.scalars(select(Mail).where(Mail.to == email)).all() == []
    assert {m.subject for m in db.session.scalars(select(Mail))} == {""}


def test_an_open_order_stands_against_it(client_of: ClientOf) -> None:
    user = make_user()
    order = make_paid_order(user=user)
    answer = erase(client_of(user), user)
    assert answer.status_code == 409
    assert order.number in answer.text
    assert user.erased_at is None


def test_a_member_ends_her_membership_first(client_of: ClientOf) -> None:
    user, artisan = make_maker(make_cooperative())
    artisan.sheba = SHEBA
    assert erase(client_of(user), user).status_code == 409
    membership = db.session.scalars(
        select(Membership).where(Membership.artisan_id == artisan.id)
    ).one()
    membership.starts_on = membership.ends_on = today()
    assert erase(client_of(user), user).status_code == 302
    db.session.refresh(artisan)
    assert (artisan.sheba, artisan.phone, artisan.user_id) == (None, None, None)
    assert db.session.get_one(Artisan, artisan.id).names["en"] == "A maker of Gilan"


def test_whoever_holds_a_role_gives_it_back_first(client_of: ClientOf) -> None:
    user = make_user(Role.AUDITOR)
    assert erase(client_of(user), user).status_code == 409


@pytest.mark.parametrize("typed", ["", "somebody@example.org"])
def test_her_address_is_typed_to_be_sure(client_of: ClientOf, typed: str) -> None:
    user = make_user()
    answer = client_of(user).post(f"{DATA}/erase", data={"email": typed})
    assert answer.status_code == 422
    assert user.erased_at is None


def test_the_pages_say_what_goes_and_what_stays(client_of: ClientOf) -> None:
    for language in ("en", "fa"):
        browser = client_of(make_user(locale=language))
        assert browser.get(f"/{language}/account/data").status_code == 200
        assert browser.get(f"/{language}/account/data/erase").status_code == 200
