"""Money, days, numbers and weights as readers of a language write them."""

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_name
from markupsafe import Markup

from marketplace.core.calendars import JALALI_MONTHS, TEHRAN, jalali, uses_jalali
from marketplace.core.digits import to_language
from marketplace.core.money import Money, exponent
from marketplace.localisation.languages import language

MINUS = "\N{MINUS SIGN}"
LEFT_TO_RIGHT_MARK = "\u200e"
NO_BREAK = "\N{NO-BREAK SPACE}"
SHORT_NAMES = {
    "USD": "دلار",
    "GBP": "پوند",
    "AED": "درهم",
    "TRY": "لیر",
    "RUB": "روبل",
    "CNY": "یوان",
    "CHF": "فرانک",
    "IRR": "ریال",
}
"""What people say in Persian where the country goes without saying."""


def format_money(money: Money, lang: str | None = None, *, paper: bool = False) -> str:
    """€148, €1,482.50; ۱۴۸ یورو. Rials are spoken of as toman in Persian, except on `paper`."""
    return _money_text(money, lang or language(), paper)


@lru_cache(maxsize=20_000)
def _money_text(money: Money, lang: str, paper: bool) -> str:
    if lang == "fa":
        return _persian_money(money, paper)
    amount = abs(money.decimal)
    places = exponent(money.currency) if amount % 1 else 0
    pattern = "¤#,##0" + ("." + "0" * places if places else "")
    text = format_currency(amount, money.currency, pattern, locale="en", currency_digits=False)
    if text.startswith(money.currency):
        text = money.currency + NO_BREAK + text[3:]
    return (MINUS if money.minor < 0 else "") + text


def _persian_money(money: Money, paper: bool) -> str:
    amount, name = money.decimal, currency_name(money.currency, "fa")
    if money.currency == "IRR" and not paper:
        amount, name = amount / 10, "تومان"
    places = exponent(money.currency) if amount % 1 else 0
    return f"{format_number(amount, 'fa', places=places)} {name}"


def currency_name(currency: str, lang: str | None = None) -> str:
    """What the currency is called; its code where the language has no word for it."""
    lang = lang or language()
    short = SHORT_NAMES.get(currency) if lang == "fa" else None
    return short or get_currency_name(currency, locale=lang)


def format_number(
    number: int | Decimal, lang: str | None = None, *, places: int | None = None
) -> str:
    """1,234.5; ۱٬۲۳۴٫۵. With `places`, exactly so many decimals."""
    return _number_text(number, lang or language(), places)


@lru_cache(maxsize=20_000)
def _number_text(number: int | Decimal, lang: str, places: int | None) -> str:
    pattern = "#,##0." + ("0" * places if places is not None else "######")
    text = format_decimal(Decimal(number).copy_abs(), pattern.rstrip("."), locale="en")
    if lang == "fa":
        text = to_language(text.replace(",", "٬").replace(".", "٫"), "fa")
    if number < 0:
        text = (LEFT_TO_RIGHT_MARK if lang == "fa" else "") + MINUS + text
    return text


def own_digits(text: str) -> str:
    """The same with the digits of the page's language."""
    return to_language(text, language())


def format_percent(basis_points: int, lang: str | None = None) -> str:
    """Hundredths of a percent as percent: 17%, 12.5%; ۱۷٪."""
    lang = lang or language()
    return format_number(Decimal(basis_points) / 100, lang) + ("٪" if lang == "fa" else "%")


def format_weight(grams: int, lang: str | None = None) -> str:
    """620 g, 1.38 kg; ۶۲۰ گرم."""
    lang = lang or language()
    unit, amount = ("g", Decimal(grams)) if grams < 1000 else ("kg", Decimal(grams) / 1000)
    word = {"g": "گرم", "kg": "کیلوگرم"}[unit] if lang == "fa" else unit
    return f"{format_number(amount, lang)}{NO_BREAK}{word}"


def format_day(day: date, lang: str | None = None, *, short: bool = False) -> str:
    """24 November 2026; ۳ آذر ۱۴۰۵; in the reader's calendar."""
    lang = lang or language()
    if isinstance(day, datetime):
        day = day.astimezone(_zone(lang)).date()
    if uses_jalali(lang):
        return _jalali(jalali(day), lang, short)
    if lang == "fa":
        months = format_date(day, "MMMM", locale="fa")
        return to_language(f"{day:%Y/%m/%d}" if short else f"{day.day} {months} {day.year}", "fa")
    return format_date(day, "d MMM y" if short else "d MMMM y", locale="en")


def format_year(gregorian: int | None, lang: str | None = None) -> str:
    """A year as its reader counts it: in the solar calendar, the one which began in it."""
    lang = lang or language()
    if gregorian is None:
        return ""
    return to_language(str(gregorian - 621 if uses_jalali(lang) else gregorian), lang)


def month_name(day: date) -> str:
    """November; نوامبر."""
    return format_date(day, "LLLL", locale=language())


def format_moment(moment: datetime, lang: str | None = None) -> str:
    """The day and the time: in Persian that of Iran, else UTC, which is named."""
    lang = lang or language()
    local = moment.astimezone(_zone(lang))
    if lang == "fa":
        return f"{format_day(moment, lang)}، {to_language(f'{local:%H:%M}', lang)}"
    return f"{format_day(moment, lang)}, {local:%H:%M}{NO_BREAK}UTC"


def format_told_moment(told: str) -> str:
    """A moment that was kept as text (ISO 8601), as in the facts of a mail."""
    return format_moment(datetime.fromisoformat(told))


def day_element(day: date | None, *, short: bool = False) -> Markup:
    """The filter `day`: the day inside `<time datetime>`; nothing for None."""
    if day is None:
        return Markup()
    iso = (
        day.astimezone(_zone(language())).date() if isinstance(day, datetime) else day
    ).isoformat()
    return Markup('<time datetime="{}">{}</time>').format(iso, format_day(day, short=short))


def moment_element(moment: datetime | None) -> Markup:
    """The filter `moment`: the moment inside `<time datetime>`; nothing for None."""
    if moment is None:
        return Markup()
    iso = moment.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}">{}</time>').format(iso, format_moment(moment))


def _jalali(day: Any, lang: str, short: bool) -> str:
    if short:
        return to_language(f"{day.year}/{day.month:02}/{day.day:02}", lang)
    return to_language(f"{day.day} {JALALI_MONTHS[lang][day.month - 1]} {day.year}", lang)


def _zone(lang: str) -> tzinfo:
    return TEHRAN if lang == "fa" else UTC


def paper_day(day: date, lang: str) -> str:
    """As papers write it, whoever reads them: 24 November 2026; ۳ آذر ۱۴۰۵."""
    if lang == "fa":
        return _jalali(jalali(day), "fa", short=False)
    return format_date(day, "d MMMM y", locale="en")
