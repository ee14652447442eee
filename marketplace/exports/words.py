"""Amounts in English words, as banks and customs want them beside the figures."""

from babel.numbers import get_currency_name

from marketplace.core.money import Money, exponent

# fmt: off
_SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# fmt: on
_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))


def in_words(amount: Money) -> str:
    """For example `Euros: one hundred forty-eight and 50/100`."""
    unit = 10 ** exponent(amount.currency)
    whole, rest = divmod(abs(amount.minor), unit)
    name = get_currency_name(amount.currency, count=whole, locale="en")
    fraction = f" and {rest:0{len(str(unit)) - 1}}/{unit}" if unit > 1 else ""
    sign = "minus " if amount.minor < 0 else ""
    return f"{name[:1].upper()}{name[1:]}: {sign}{number_in_words(whole)}{fraction}"


def number_in_words(number: int) -> str:
    """A whole number below a trillion."""
    if number < len(_SMALL):
        return _SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")
    size, name = next(scale for scale in _SCALES if number >= scale[0])
    many, rest = divmod(number, size)
    words = f"{number_in_words(many)} {name}"
    return f"{words} {number_in_words(rest)}" if rest else words
