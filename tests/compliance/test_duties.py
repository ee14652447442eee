"""The worked calculations of the domain research, and what stands around them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from marketplace.compliance import reasons
from marketplace.compliance.duties import Charges, CustomsLine, estimate
from marketplace.compliance.models import Destination
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.localisation.rates import load_rates

DAY = date(2026, 12, 1)
SOCKS, BASKET = "6115.94", "460219"


@pytest.fixture(autouse=True)
def _rates(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "rates.csv"
    file.write_text(
        "base,quote,as_of,rate,source\n"
        "EUR,CHF,2026-01-01,0.5,test\nEUR,GBP,2026-01-01,0.5,test\nEUR,USD,2026-01-01,2,test\n"
    )
    load_rates(file)


def line(
    value: str, code: str | None = SOCKS, currency: str = "EUR", pieces: int = 1
) -> CustomsLine:
    return CustomsLine(code, pieces, Money.of(value, currency), 400)


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def sent(
    country: str, *lines: CustomsLine, freight: str = "0", grams: int | None = 1000
) -> Charges:
    currency = lines[0].value.currency
    return estimate(country, lines, Money.of(freight, currency), grams, DAY)


def drop_figure(country: str, name: str) -> None:
    row = db.session.scalars(db.select(Destination).filter_by(country=country)).one()
    figures = [f for f in row.details["figures"] if f["figure"] != name]
    row.details = {**row.details, "figures": figures}
    db.session.flush()


def two_kinds() -> tuple[CustomsLine, CustomsLine]:
    return line("66.00", SOCKS, pieces=6), line("30.00", BASKET)


def test_the_eu_takes_a_flat_duty_for_each_kind_and_tax_on_all_of_it() -> None:
    drop_figure("FR", "fee_per_line")
    charges = sent("FR", *two_kinds(), freight="14.00")
    assert (charges.duty, charges.tax) == (eur("6.00"), eur("23.20"))
    assert charges.landed == eur("139.20")


def test_handling_fees_lie_outside_the_tax() -> None:
    charges = sent("FR", *two_kinds(), freight="14.00")
    assert (charges.tax, charges.fees) == (eur("23.20"), eur("4.00"))
    assert charges.landed == eur("143.20")


def test_what_is_only_expected_is_told_and_not_charged() -> None:
    charges = sent("DE", line("50"))
    assert charges.fees == eur("0")
    assert any("not confirmed" in note["en"] for note in charges.notes)


def test_ten_pieces_of_one_kind_are_one_line() -> None:
    assert sent("DE", line("90", pieces=9), line("10")).duty == eur("3.00")


def test_above_150_euro_the_eu_tariff_is_not_known() -> None:
    assert sent("DE", line("150.00")).duty == eur("3.00")
    charges = sent("DE", line("150.01"))
    assert (charges.duty, charges.tax, charges.landed) == (None, None, None)
    assert charges.duty_reason == reasons.BY_TARIFF


@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2028, 7, 1)])
def test_the_flat_duty_has_its_first_and_last_day(day: date) -> None:
    assert estimate("DE", [line("50")], eur("0"), 500, day).duty is None


def test_a_piece_without_a_code_has_no_duty_yet() -> None:
    charges = sent("DE", line("50"), line("10", None))
    assert charges.duty is None
    assert charges.duty_reason == reasons.NO_HS_CODE


@pytest.mark.parametrize(
    ("goods", "kilos", "duty"),
    [("350", 5, "17.50"), ("210", 14, "14.00"), ("200.00", 3, "0"), ("200.01", 1, "10.00")],
)
def test_the_eurasian_union_takes_five_percent_or_a_euro_a_kilo(
    goods: str, kilos: int, duty: str
) -> None:
    assert sent("RU", line(goods), grams=kilos * 1000).duty == eur(duty)


def test_eurasian_tax_is_added_by_national_rule() -> None:
    charges = sent("KZ", line("350"), grams=5000)
    assert charges.tax == eur("58.80")
    assert charges.landed == eur("426.30")


@pytest.mark.parametrize("grams", [None, 0])
def test_an_unknown_weight_is_an_unknown_duty(grams: int | None) -> None:
    assert sent("RU", line("350"), grams=grams).duty_reason == reasons.NO_WEIGHT


@pytest.mark.parametrize(("total", "tax"), [("61.00", "0"), ("62.00", "5.02")])
def test_switzerland_does_not_collect_five_francs_of_tax(total: str, tax: str) -> None:
    charges = sent("CH", line(str(Decimal(total) - 10), currency="CHF"), freight="10")
    assert charges.duty == Money.zero("CHF")
    assert charges.tax == Money.of(tax, "CHF")


def test_swiss_farm_goods_are_not_free() -> None:
    assert sent("CH", line("50", "140190", "CHF")).duty is None


def test_britain_has_no_duty_up_to_135_pounds_and_the_seller_takes_the_tax() -> None:
    charges = sent("GB", line("135.00", currency="GBP"))
    assert (charges.duty, charges.tax) == (Money.zero("GBP"), Money.of("27", "GBP"))
    assert reasons.SELLER_COLLECTS in charges.notes


def test_above_135_pounds_duty_goes_by_tariff() -> None:
    charges = sent("GB", line("135.01", currency="GBP"))
    assert (charges.duty, charges.tax) == (None, None)
    assert "20%" in charges.tax_reason["en"]


def test_limits_in_other_currencies_go_by_the_rate_of_the_day() -> None:
    assert sent("GB", line("270.00")).duty == eur("0")
    assert sent("GB", line("270.02")).duty is None


def test_azerbaijan_counts_the_parcels_of_the_month() -> None:
    goods, freight = [line("200", currency="USD")], Money.zero("USD")
    alone = estimate("AZ", goods, freight, 500, DAY)
    after = estimate("AZ", goods, freight, 500, DAY, earlier=lambda: Money.of("101", "USD"))
    assert (alone.duty, alone.tax) == (freight, freight)
    assert (after.duty, after.tax) == (None, None)
    assert any("calendar month" in note["en"] for note in alone.notes)


@pytest.mark.parametrize("country", ["US", "IQ", "TM", "TR", "IN", "XX", "", "NZ"])
def test_unknown_is_never_zero(country: str) -> None:
    charges = sent(country, line("50"))
    assert (charges.duty, charges.landed) == (None, None)
    assert charges.duty_reason["en"]
    assert charges.duty_reason["fa"]


def test_blocked_says_so() -> None:
    charges = sent("US", line("50"))
    assert charges.duty_reason == charges.tax_reason == reasons.BLOCKED


def test_a_limit_without_a_rate_is_unknown() -> None:
    assert sent("MY", line("50")).duty_reason == reasons.NO_EXCHANGE_RATE


def test_old_and_doubtful_rules_are_marked() -> None:
    assert reasons.STALE in sent("FR", line("50")).notes
    assert reasons.STALE not in sent("IQ", line("50")).notes
    assert reasons.UNSURE in sent("IQ", line("50")).notes


@pytest.mark.parametrize("country", ["FR", "US", "XX", "CH", "RU"])
def test_an_order_can_keep_it(country: str) -> None:
    charges = sent(country, line("50"))
    assert Charges.from_json(charges.as_json()) == charges


def test_every_destination_gives_an_answer() -> None:
    for country in db.session.scalars(db.select(Destination.country)):
        charges = sent(country, line("149"))
        assert charges.duty is not None or charges.duty_reason["fa"]
