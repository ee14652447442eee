"""An administrator lets somebody begin anew, and opens nothing that was forgotten."""

from marketplace.accounts.permissions import Role
from marketplace.accounts.services import second
from marketplace.core.clock import now
from tests.accounts.test_second_step import with_app
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.support.jobs import run_jobs


def test_a_lost_second_step_is_set_up_anew_and_she_is_told(client_of: ClientOf, mailer) -> None:
    person, admin = with_app(), make_user(Role.ADMINISTRATOR)
    client_of(admin).post(f"/en/admin/users/{person.id}/forget-second-step")
    assert person.second_step_at is None
    assert second.app_of(person) is None
    run_jobs()
    assert [mail.to for mail in mailer.sent] == [person.email]


def test_nobody_takes_away_her_own(client_of: ClientOf) -> None:
    admin = make_user(Role.ADMINISTRATOR, second_step_at=now())
    answer = client_of(admin).post(f"/en/admin/users/{admin.id}/forget-second-step")
    assert answer.status_code == 409
    assert admin.second_step_at


def test_who_was_forgotten_stays_so(client_of: ClientOf) -> None:
    person = make_user(disabled_at=now(), erased_at=now())
    browser = client_of(make_user(Role.ADMINISTRATOR))
    assert browser.post(f"/en/admin/users/{person.id}/open").status_code == 409
    assert person.disabled_at
    assert "forgotten" in browser.get(f"/en/admin/users/{person.id}").text
