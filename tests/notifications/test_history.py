from marketplace.core.db import db
from marketplace.notifications import services
from marketplace.notifications.models import Mail
from tests.support.jobs import waiting


def owe(key: str) -> None:
    services.send(key=key, to="anna@example.org", locale="en", template="reset", context={})


def test_what_was_told_long_ago_is_not_told_again() -> None:
    before = len(waiting())
    with services.told_already():
        owe("old")
    assert (db.session.query(Mail).count(), len(waiting())) == (0, before)


def test_what_happens_after_it_is_told() -> None:
    with services.told_already():
        owe("old")
    owe("new")
    assert [mail.key for mail in db.session.query(Mail)] == ["new"]
