import pytest

from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.notifications.models import MailState
from tests.admin.test_mails import make_mail
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative
from tests.support.queries import count_queries

STAFF = (Role.REVIEWER, Role.SALES, Role.SHIPPING, Role.TREASURER, Role.MANAGER)


@pytest.mark.parametrize("role", STAFF)
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_staff_find_their_day(client_of: ClientOf, role: Role, lang: str) -> None:
    coop = make_cooperative()
    browser = client_of(make_user(role, scope_id=coop.id))
    with count_queries() as sent:
        page = browser.get(f"/{lang}/office/")
    assert page.status_code == 200
    assert coop.names[lang] in page.text
    assert len(sent) <= 25


def test_the_sidebar_shows_what_one_may_do(client_of: ClientOf) -> None:
    coop = make_cooperative()
    sales = client_of(make_user(Role.SALES, scope_id=coop.id)).get("/en/office/").text
    admin = client_of(make_user(Role.ADMINISTRATOR)).get("/en/admin/").text
    assert "/en/office/orders" in sales
    assert "/en/admin/users" not in sales
    assert "/en/admin/users" in admin
    assert "/en/office/orders" not in admin


def test_the_entry_of_a_page_below_is_the_current_one(client_of: ClientOf) -> None:
    admin = make_user(Role.ADMINISTRATOR)
    page = client_of(admin).get(f"/en/admin/users/{admin.id}").text
    assert 'href="/en/admin/users" aria-current="page"' in page
    assert page.count('aria-current="page"') == 1


def test_a_failed_mail_waits_on_the_administrator(client_of: ClientOf) -> None:
    make_mail(state=MailState.FAILED)
    page = client_of(make_user(Role.ADMINISTRATOR)).get("/en/admin/").text
    assert "Mail that failed: 1" in page


def test_an_empty_house_has_its_pages(client_of: ClientOf) -> None:
    auditor = make_user(Role.AUDITOR)
    db.session.flush()
    for path in ("office/", "admin/", "admin/audit", "admin/mails", "admin/users"):
        assert client_of(auditor).get(f"/fa/{path}").status_code == 200
