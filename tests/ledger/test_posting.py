import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.ledger import queries
from marketplace.ledger.models import Entry, Posting
from marketplace.ledger.services import post


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def receipt(key: str = "receipt:1", minor: int = 500) -> bool:
    return post(
        key, "receipt", "SFD-1", "by bank", [("bank:1", eur(minor)), ("buyer:7", eur(-minor))]
    )


def test_a_balance_is_the_sum_of_postings() -> None:
    receipt("receipt:1", 500)
    receipt("receipt:2", 250)
    assert queries.balance("bank:1", "EUR") == eur(750)
    assert queries.balance("buyer:7", "EUR") == eur(-750)
    assert queries.balance("bank:1", "USD") == Money(0, "USD")


def test_a_cause_is_booked_once() -> None:
    assert receipt()
    assert not receipt()
    assert db.session.scalar(select(func.count(Posting.id))) == 2


def test_what_does_not_balance_is_refused() -> None:
    with pytest.raises(ValueError, match="do not balance"):
        post("x", "receipt", "", "", [("bank:1", eur(1)), ("buyer:7", eur(-2))])


def test_currencies_balance_each_for_itself() -> None:
    with pytest.raises(ValueError, match="do not balance"):
        post("x", "receipt", "", "", [("bank:1", eur(1)), ("buyer:7", Money(-1, "USD"))])


def test_postings_to_one_account_are_added_and_nothings_left_out() -> None:
    post("x", "sale", "", "", [("a", eur(1)), ("a", eur(2)), ("b", eur(0)), ("c", eur(-3))])
    entry = queries.entry_of("x")
    assert entry
    assert [(p.account, p.amount.minor) for p in entry.postings] == [("a", 3), ("c", -3)]


def test_an_entry_of_nothing_is_not_written() -> None:
    assert not post("x", "sale", "", "", [("a", eur(0))])
    assert db.session.scalar(select(func.count(Entry.id))) == 0


def test_turnovers_tell_kinds_and_references_apart() -> None:
    receipt()
    post("s", "sale", "SFD-1", "", [("buyer:7", eur(500)), ("commission:1", eur(-500))])
    (commission,) = [t for t in queries.turnovers(["sale"]) if t.account == "commission:1"]
    assert (commission.reference, commission.amount) == ("SFD-1", eur(-500))
    assert queries.all_balances() == {"bank:1": [eur(500)], "commission:1": [eur(-500)]}


@pytest.mark.parametrize(
    "verb", ["update ledger_postings set account = 'x'", "delete from ledger_postings"]
)
def test_the_database_refuses_to_change_what_was_posted(verb: str) -> None:
    receipt()
    with pytest.raises(DBAPIError, match="append-only"), db.session.begin_nested():
        db.session.execute(text(verb))


def test_the_database_refuses_an_entry_that_does_not_balance() -> None:
    entry = Entry(
        key="x", kind="sale", reference="", postings=[Posting(account="a", amount=eur(1))]
    )
    db.session.add(entry)
    db.session.flush()
    assert queries.unbalanced() == [("x", eur(1))]
    with pytest.raises(DBAPIError, match="does not balance"), db.session.begin_nested():
        db.session.execute(text("set constraints all immediate"))
