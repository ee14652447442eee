from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from marketplace.core.errors import Invalid
from marketplace.core.money import Money
from marketplace.localisation import rates

HEAD = "base,quote,as_of,rate,source\n"


def load(folder: Path, *lines: str) -> int:
    file = folder / "rates.csv"
    file.write_text(HEAD + "\n".join(lines))
    return rates.load_rates(file)


def test_the_rate_of_the_day_is_used(tmp_path: Path) -> None:
    load(tmp_path, "EUR,ZAR,2026-01-01,20,bank", "EUR,ZAR,2026-06-01,22,bank")
    early = rates.convert(Money(1000, "EUR"), "ZAR", date(2026, 3, 1))
    assert (early.money, early.as_of) == (Money(20000, "ZAR"), date(2026, 1, 1))
    assert rates.convert(Money(1000, "EUR"), "ZAR", date(2026, 7, 1)).money == Money(22000, "ZAR")


def test_rates_are_turned_round_and_joined(tmp_path: Path) -> None:
    load(tmp_path, "EUR,ZAR,2026-01-01,20,bank", "EUR,MXN,2026-01-01,25,bank")
    assert rates.convert(Money(2000, "ZAR"), "EUR").money == Money(100, "EUR")
    assert rates.convert(Money(2000, "ZAR"), "MXN").money == Money(2500, "MXN")


def test_an_unknown_rate_is_said_to_be_unknown(app: Flask) -> None:
    with pytest.raises(rates.NoRate):
        rates.convert(Money(100, "EUR"), "XAU")


def test_loading_twice_changes_nothing_and_a_new_figure_replaces(tmp_path: Path) -> None:
    assert load(tmp_path, "EUR,ZAR,2026-01-01,20,bank") == 1
    load(tmp_path, "EUR,ZAR,2026-01-01,21,bank")
    assert rates.convert(Money(100, "EUR"), "ZAR").money == Money(2100, "ZAR")


@pytest.mark.parametrize(
    "line",
    ["EUR,USD,2026-01-01,zero,bank", "EUR,USD,2026-01-01,-1,bank", "EUR,USD,soon,1,bank"]
    + ["EUR,USD,2026-01-01,NaN,bank", "EUR,usd,2026-01-01,1,bank", "EUR,USD,2026-01-01,1,"],
)
def test_a_bad_line_is_named_and_nothing_is_loaded(tmp_path: Path, line: str) -> None:
    with pytest.raises(Invalid, match="3"):
        load(tmp_path, "EUR,ZAR,2026-01-01,20,bank", line)


def test_prices_are_shown_in_the_currency_of_the_cookie(app: Flask, tmp_path: Path) -> None:
    load(tmp_path, "EUR,USD,2026-01-01,1.10,bank")
    with app.test_request_context(headers={"Cookie": "currency=USD"}):
        assert rates.shown(Money(10000, "EUR")).startswith("≈ $1")
    with app.test_request_context(headers={"Cookie": "currency=<script>"}):
        assert rates.shown(Money(10000, "EUR")) == "€100"


def test_the_operator_loads_them_by_command(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["rates", "load", "data/rates.csv"])
    assert "rates from data/rates.csv" in answer.output
    assert rates.convert(Money(100, "GBP"), "USD").as_of == date(2026, 11, 20)
