from marketplace.accounts.permissions import Role
from marketplace.core.db import db
from marketplace.core.mail import FakeMailer
from marketplace.notifications.models import Mail, MailState
from tests.conftest import ClientOf
from tests.factories.accounts import make_user
from tests.support.jobs import run_jobs


def make_mail(**given) -> Mail:
    defaults = {
        "key": f"mail {given}",
        "to": "clara@example.org",
        "locale": "en",
        "template": "password_changed",
        "context": {"name": "Clara", "payload": {}},
    }
    mail = Mail(**defaults | given)
    db.session.add(mail)
    db.session.flush()
    return mail


def test_mails_are_listed_with_what_became_of_them(client_of: ClientOf) -> None:
    make_mail(state=MailState.FAILED, attempts=8, last_error="OSError: no route")
    make_mail(to="peter@example.org", about="SEF-2026-1")
    browser = client_of(make_user(Role.AUDITOR))
    page = browser.get("/en/admin/mails").text
    assert "OSError: no route" in page
    assert "8 tries" in page
    assert "clara@" not in browser.get("/en/admin/mails?q=SEF-2026").text
    assert "peter@" not in browser.get("/en/admin/mails?state=failed").text


def test_a_failed_mail_is_sent_again(client_of: ClientOf, mailer: FakeMailer) -> None:
    mail = make_mail(state=MailState.FAILED, attempts=8)
    client_of(make_user(Role.ADMINISTRATOR)).post(f"/en/admin/mails/{mail.id}/send")
    run_jobs()
    assert [letter.to for letter in mailer.sent] == ["clara@example.org"]
    db.session.refresh(mail)
    assert mail.state is MailState.SENT


def test_a_mail_that_went_out_is_not_sent_again(client_of: ClientOf, mailer: FakeMailer) -> None:
    mail = make_mail(state=MailState.SENT)
    browser = client_of(make_user(Role.ADMINISTRATOR))
    db.session.commit()
    assert browser.post(f"/en/admin/mails/{mail.id}/send").status_code == 409
    assert browser.post("/en/admin/mails/999999/send").status_code == 404
    assert client_of(make_user(Role.AUDITOR)).post("/en/admin/mails/1/send").status_code == 403


def test_a_state_that_does_not_exist_is_said(client_of: ClientOf) -> None:
    answer = client_of(make_user(Role.AUDITOR)).get("/en/admin/mails?state=lost")
    assert answer.status_code == 422
    assert 'id="state-error"' in answer.text
