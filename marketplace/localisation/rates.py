"""What an amount is worth in another currency, by dated rates; and the currency a visitor looks in."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from flask import g, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from marketplace.config import settings
from marketplace.core import cookies
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.money import Money
from marketplace.core.remembering import remembered
from marketplace.localisation.formats import format_money, format_number
from marketplace.localisation.models import ExchangeRate

COOKIE = "currency"
SHOWN_CURRENCIES = ("EUR", "USD", "GBP", "AED", "TRY", "RUB", "CNY", "IRR")
"""What prices can be looked at in; one pays in the currency of the order."""


class NoRate(NotFound):
    """Nothing is known about what one currency is worth in the other."""


@dataclass(frozen=True)
class Converted:
    """An amount in another currency: what one unit was worth, and since when that holds."""

    money: Money
    rate: Decimal
    as_of: date


@dataclass(frozen=True)
class Rate:
    rate: Decimal
    as_of: date


def convert(money: Money, currency: str, on: date | None = None) -> Converted:
    """By the newest rate of the day: straight, turned round, or by way of the order currency."""
    if money.currency == currency:
        return Converted(money, Decimal(1), on or today())
    found = rate_between(money.currency, currency, on)
    return Converted(Money.of(money.decimal * found.rate, currency), found.rate, found.as_of)


def rate_between(base: str, quote: str, on: date | None = None) -> Rate:
    """What one unit of `base` is worth in `quote`."""
    table = _table(on or today())
    if found := _straight(table, base, quote):
        return found
    middle = settings().order_currency
    there, back = _straight(table, base, middle), _straight(table, middle, quote)
    if there and back:
        return Rate(there.rate * back.rate, min(there.as_of, back.as_of))
    raise NoRate(_("No rate from %(base)s to %(quote)s is known.", base=base, quote=quote))


def _straight(table: dict[tuple[str, str], Rate], base: str, quote: str) -> Rate | None:
    if base == quote:
        return Rate(Decimal(1), date.max)
    if found := table.get((base, quote)):
        return found
    turned = table.get((quote, base))
    return Rate(1 / turned.rate, turned.as_of) if turned else None


def _table(on: date) -> dict[tuple[str, str], Rate]:
    """All rates that hold on a day, read once a request."""
    tables: dict[date, dict[tuple[str, str], Rate]] = g.setdefault("rates", {})
    if on not in tables:
        tables[on] = _rates(on)
    return tables[on]


@remembered("exchange_rates")
def _rates(on: date) -> dict[tuple[str, str], Rate]:
    newest = (
        select(ExchangeRate.base, ExchangeRate.quote, ExchangeRate.rate, ExchangeRate.as_of)
        .ext(distinct_on(ExchangeRate.base, ExchangeRate.quote))
        .where(ExchangeRate.as_of <= on)
        .order_by(ExchangeRate.base, ExchangeRate.quote, ExchangeRate.as_of.desc())
    )
    return {(row.base, row.quote): Rate(row.rate, row.as_of) for row in db.session.execute(newest)}


def display_currency() -> str:
    """The currency this visitor looks in: what her cookie says when it is one of ours, else that
    of orders. It never sets a cookie."""
    wanted = cookies.read(COOKIE) if request else ""
    return wanted if wanted in SHOWN_CURRENCIES else settings().order_currency


def shown(money: Money, currency: str = "", lang: str | None = None) -> str:
    """The filter `shown`: the price in the visitor's currency, with ≈ where it was converted."""
    currency = currency or display_currency()
    if money.currency == currency:
        return format_money(money, lang)
    try:
        return f"≈ {format_money(_rounded(convert(money, currency).money), lang)}"
    except NoRate:
        return format_money(money, lang)


def in_toman(money: Money) -> str:
    """The filter `in_toman`: what makers count in, rounded, after the sign ≈; empty without a rate."""
    try:
        toman = convert(money, "IRR").money.decimal / 10
    except NoRate:
        return ""
    number = format_number(toman.quantize(Decimal(1)))
    return str(_("≈ %(number)s toman", number=number))


def _rounded(money: Money) -> Money:
    """Whole units where cents would pretend to a precision that the rate does not have."""
    return Money.of(money.decimal.quantize(Decimal(1)), money.currency)


def load_rates(file: Path) -> int:
    """Take in dated rates from a CSV with base, quote, as_of, rate and source; a row for the same
    pair and day is replaced. How many rows there were."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [_read(row, number) for number, row in enumerate(csv.DictReader(lines), start=2)]
    for row in rows:
        statement = insert(ExchangeRate).values(row)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["base", "quote", "as_of"],
                set_={"rate": statement.excluded.rate, "source": statement.excluded.source},
            )
        )
    g.pop("rates", None)
    return len(rows)


def _read(row: dict[str, str | None], number: int) -> dict[str, object]:
    try:
        rate = Decimal(row["rate"] or "")
        day = date.fromisoformat(row["as_of"] or "")
        base, quote, source = (row[k] or "" for k in ("base", "quote", "source"))
        if not (rate.is_finite() and rate > 0 and source and _code(base) and _code(quote)):
            raise ValueError
    except (ArithmeticError, KeyError, ValueError):
        raise Invalid(
            _(
                "Line %(number)s of the rates cannot be read: base, quote, as_of, rate, source.",
                number=number,
            )
        ) from None
    return {"base": base, "quote": quote, "as_of": day, "rate": rate, "source": source}


def _code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isupper()
