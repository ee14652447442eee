import pytest

from marketplace.core.money import Money
from marketplace.exports.words import in_words, number_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (14, "fourteen"),
        (40, "forty"),
        (99, "ninety-nine"),
        (105, "one hundred five"),
        (1_000, "one thousand"),
        (21_019, "twenty-one thousand nineteen"),
        (3_000_700, "three million seven hundred"),
    ],
)
def test_whole_numbers(number: int, words: str) -> None:
    assert number_in_words(number) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Money(148_50, "EUR"), "Euros: one hundred forty-eight and 50/100"),
        (Money(1_00, "USD"), "US dollar: one and 00/100"),
        (Money(-3, "EUR"), "Euros: minus zero and 03/100"),
        (Money(1482, "JPY"), "Japanese yen: one thousand four hundred eighty-two"),
    ],
)
def test_amounts_name_their_currency_and_their_cents(amount: Money, words: str) -> None:
    assert in_words(amount) == words
