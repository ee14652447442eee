import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.accounts import audit
from marketplace.core.db import db, transaction
from marketplace.core.jobs import enqueue, job
from marketplace.core.money import Money
from marketplace.ledger.models import Entry, Posting
from tests.factories.accounts import make_user
from tests.support.jobs import waiting


@job
def greet(name: str) -> None:
    """Says nothing; it is only asked for."""


def test_transactions_do_not_nest() -> None:
    with pytest.raises(RuntimeError), transaction(), transaction():
        pass


def test_what_fails_in_the_middle_leaves_no_job() -> None:
    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012
        enqueue(greet, name="Golnar")
        raise ZeroDivisionError
    assert waiting() == []


def test_a_job_is_saved_with_its_cause_and_once_a_key() -> None:
    with transaction():
        enqueue(greet, name="Golnar", key="greet:1")
        enqueue(greet, name="Golnar", key="greet:1")
    assert waiting() == [("tests.core.test_db.greet", {"name": "Golnar"})]


def test_only_jobs_can_be_asked_for() -> None:
    with pytest.raises(LookupError):
        enqueue(print)


@pytest.mark.parametrize(
    "change", ["update audit_entries set actor = 'x'", "delete from audit_entries"]
)
def test_the_audit_trail_refuses_to_be_changed(change: str) -> None:
    user = make_user()
    audit.record(user, "user.greeted", user)
    db.session.flush()
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(change))


def test_the_ledger_refuses_an_entry_that_does_not_balance() -> None:
    entry = Entry(key="x", kind="test", reference="x")
    entry.postings = [Posting(account="a", amount=Money(1, "EUR"))]
    db.session.add(entry)
    db.session.flush()
    with pytest.raises(IntegrityError, match="does not balance"):
        db.session.execute(text("set constraints all immediate"))
