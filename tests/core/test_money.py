import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.money import Money

weights = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any)


@given(st.integers(-(10**12), 10**12), weights)
def test_a_split_loses_nothing_and_makes_nothing(minor: int, parts: list[int]) -> None:
    shares = Money(minor, "EUR").split(parts)
    assert sum(share.minor for share in shares) == minor


@given(st.integers(0, 10**12), weights)
def test_no_share_is_a_cent_away_from_its_due(minor: int, parts: list[int]) -> None:
    for share, weight in zip(Money(minor, "EUR").split(parts), parts, strict=True):
        assert abs(share.minor * sum(parts) - minor * weight) < sum(parts)


def test_the_largest_remainder_gets_the_odd_cent() -> None:
    assert [m.minor for m in Money(100, "EUR").split([1, 1, 1])] == [34, 33, 33]
    assert [m.minor for m in Money(9_99, "EUR").split([12, 88])] == [120, 879]


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("12.50", "EUR", 1250), ("1000", "JPY", 1000), ("1.005", "EUR", 101), ("5", "IRR", 500)],
)
def test_major_units_become_minor_ones(amount: str, currency: str, minor: int) -> None:
    assert Money.of(amount, currency).minor == minor


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="cannot mix USD with EUR"):
        Money(1, "EUR") + Money(1, "USD")


def test_the_sum_of_nothing_is_nothing() -> None:
    assert Money.total([], "EUR") == Money(0, "EUR")
