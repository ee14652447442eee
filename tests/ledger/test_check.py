from flask import Flask

from marketplace.core.money import Money
from marketplace.ledger.services import post


def test_books_without_entries_are_in_order(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["ledger", "check"])
    assert (result.exit_code, result.stderr) == (0, "")


def test_money_that_no_order_explains_is_reported(app: Flask) -> None:
    post("x", "receipt", "", "", [("bank:1", Money(5, "EUR")), ("buyer:1", Money(-5, "EUR"))])
    result = app.test_cli_runner().invoke(args=["ledger", "check"])
    assert result.exit_code == 1
    assert "account bank:1: stands at 0.05 EUR, should stand at 0.00 EUR" in result.stderr
    assert "2 faults." in result.stderr
