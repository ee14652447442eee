from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.cooperatives import queries
from marketplace.cooperatives.errors import NoBankAccount, NoCommissionTerm
from marketplace.cooperatives.models import CommissionTerm
from marketplace.cooperatives.pricing import maker_share, shares_of
from marketplace.core.money import Money
from tests.factories.cooperatives import make_bank_account, make_cooperative, make_term

TERM = CommissionTerm(rate_bp=1700, shares={"cooperative": 900, "fees": 400, "training": 400})


def test_a_price_is_split_in_the_order_it_is_shown() -> None:
    shares = shares_of(Money(14800, "EUR"), TERM)
    assert [share.kind for share in shares] == ["maker", "cooperative", "fees", "training"]
    assert [share.money.minor for share in shares] == [12284, 1332, 592, 592]
    assert maker_share(Money(14800, "EUR"), TERM) == Money(12284, "EUR")


@given(st.integers(0, 10**9))
def test_nothing_is_lost_in_the_split(minor: int) -> None:
    shares = shares_of(Money(minor, "EUR"), TERM)
    assert sum(share.money.minor for share in shares) == minor
    assert sum(share.bp for share in shares) == 10_000


def test_empty_parts_are_left_out_but_never_the_makers() -> None:
    free = CommissionTerm(rate_bp=0, shares={})
    assert [s.kind for s in shares_of(Money(100, "EUR"), free)] == ["maker"]
    whole = CommissionTerm(rate_bp=10_000, shares={"cooperative": 10_000})
    assert [s.money.minor for s in shares_of(Money(100, "EUR"), whole)] == [0, 100]


def test_the_newest_term_that_has_begun_holds() -> None:
    cooperative = make_cooperative(rate_bp=1700)
    make_term(cooperative, 1000, date(2026, 6, 1))
    assert queries.commission_term(cooperative.id, date(2026, 5, 31)).rate_bp == 1700
    assert queries.commission_term(cooperative.id, date(2026, 6, 1)).rate_bp == 1000
    assert queries.divisions_on(date(2026, 6, 1))[cooperative.id][0] == ("maker", 9000)
    with pytest.raises(NoCommissionTerm):
        queries.commission_term(cooperative.id, date(2025, 12, 31))


def test_the_bank_account_is_that_of_the_currency() -> None:
    cooperative = make_cooperative()
    dirham = make_bank_account(cooperative, currency="AED")
    assert queries.bank_account(cooperative.id, "AED") is dirham
    with pytest.raises(NoBankAccount):
        queries.bank_account(cooperative.id, "USD")
