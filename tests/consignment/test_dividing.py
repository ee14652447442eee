from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.money import Money
from marketplace.pardis.consignment.dividing import divide, lowest_price, made_good
from marketplace.pardis.consignment.models import Bearer, Note, NoteLine, PriceRule, Unsold

DAY = date(2026, 11, 25)
minor = st.integers(min_value=1, max_value=10**11)


def line(price: int = 100_00, currency: str = "EUR", **terms: object) -> NoteLine:
    usual = {
        "commission_bp": 2500,
        "cost_rule": Bearer.CENTRE,
        "price_rule": PriceRule.AGREED,
        "unsold": Unsold.RETURN,
        "unsold_after_days": 90,
        "cheaper_bp": 0,
    }
    return NoteLine(note=Note(**usual | terms), price=Money(price, currency))


@pytest.mark.parametrize(("bearer", "net"), [(Bearer.CENTRE, 75_00), (Bearer.ARTISAN, 73_00)])
def test_the_worked_example_of_a_settlement(bearer: Bearer, net: int) -> None:
    parts = divide(line(cost_rule=bearer), Money(100_00, "EUR"), Money(2_00, "EUR"))
    assert parts.net == Money(net, "EUR")
    assert parts.commission == Money(25_00, "EUR")


def test_a_maker_gets_the_minimum_she_was_promised() -> None:
    promised = line(80_00, price_rule=PriceRule.MINIMUM_NET)
    parts = divide(promised, Money(100_00, "EUR"), Money(0, "EUR"))
    assert (parts.net.minor, parts.commission.minor) == (80_00, 20_00)


def test_and_more_where_her_part_is_more() -> None:
    promised = line(80_00, price_rule=PriceRule.MINIMUM_NET)
    assert divide(promised, Money(200_00, "EUR"), Money(0, "EUR")).net.minor == 150_00


def test_costs_take_no_more_than_she_has() -> None:
    parts = divide(line(cost_rule=Bearer.ARTISAN), Money(1_00, "EUR"), Money(2_00, "EUR"))
    assert (parts.net.minor, parts.cost.minor) == (0, 75)


def test_after_its_days_a_piece_is_cheaper() -> None:
    cheaper = line(unsold=Unsold.CHEAPER, cheaper_bp=1000)
    assert lowest_price(cheaper, DAY - timedelta(days=89), DAY).minor == 100_00
    assert lowest_price(cheaper, DAY - timedelta(days=90), DAY).minor == 90_00


def test_a_lost_piece_is_made_good_with_her_part() -> None:
    assert made_good(line()).minor == 75_00
    assert made_good(line(80_00, price_rule=PriceRule.MINIMUM_NET)).minor == 80_00


@given(
    price=minor,
    cost=st.integers(min_value=0, max_value=10**11),
    least=minor,
    bp=st.integers(min_value=0, max_value=10_000),
    rule=st.sampled_from(PriceRule),
    bearer=st.sampled_from(Bearer),
)
def test_the_parts_of_a_price_come_to_it_to_the_unit(
    price: int, cost: int, least: int, bp: int, rule: PriceRule, bearer: Bearer
) -> None:
    own = line(min(least, price), "IRR", price_rule=rule, cost_rule=bearer, commission_bp=bp)
    parts = divide(own, Money(price, "IRR"), Money(cost, "IRR"))
    assert parts.commission + parts.cost + parts.net == Money(price, "IRR")
    assert min(parts.commission, parts.cost, parts.net).minor >= 0
    assert rule is PriceRule.AGREED or parts.net >= own.price
