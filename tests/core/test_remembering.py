"""What is read from tables that seldom change is read once, until one of them changes."""

from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace.core.remembering import Memory, remembered


class Told:
    """A listener that hears of changes when a test says so; deaf while `changes` is None."""

    def __init__(self) -> None:
        self.changes: int | None = 0

    def count(self, *_of: str) -> int | None:
        return self.changes


asked: list[str] = []


@remembered("exchange_rates")
def rate_of(currency: str) -> str:
    asked.append(currency)
    return f"rate of {currency}"


@pytest.fixture
def told(app: Flask) -> Iterator[Told]:
    told = Told()
    app.extensions["memory"] = Memory(told)  # type: ignore[arg-type]
    asked.clear()
    with app.test_request_context():
        yield told
    del app.extensions["memory"]


def test_the_same_question_is_asked_once(told: Told) -> None:
    assert rate_of("EUR") == rate_of("EUR") == "rate of EUR"
    rate_of("USD")
    assert asked == ["EUR", "USD"]


def test_after_a_change_it_is_asked_again(told: Told) -> None:
    rate_of("EUR")
    told.changes = 1
    rate_of("EUR")
    assert asked == ["EUR", "EUR"]


def test_nothing_is_remembered_while_changes_could_go_unheard(told: Told) -> None:
    told.changes = None
    rate_of("EUR")
    rate_of("EUR")
    assert asked == ["EUR", "EUR"]


def test_jobs_and_commands_read_what_stands_there(app: Flask) -> None:
    app.extensions["memory"] = Memory(Told())  # type: ignore[arg-type]
    asked.clear()
    rate_of("EUR")
    rate_of("EUR")
    del app.extensions["memory"]
    assert asked == ["EUR", "EUR"]
