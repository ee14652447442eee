"""One sending and the rule it falls under, with the arithmetic that all rules share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from marketplace.compliance.duties.charges import CustomsLine
from marketplace.compliance.models import Destination
from marketplace.core.db import Texts
from marketplace.core.money import Money
from marketplace.localisation.formats import format_money, format_number
from marketplace.localisation.rates import convert


@dataclass(frozen=True)
class Figure:
    """A number that a rule uses, with the days it holds. One that is not certain is only told."""

    value: Decimal
    currency: str
    certain: bool
    note: Texts

    @property
    def money(self) -> Money:
        return Money.of(self.value, self.currency)


@dataclass(frozen=True)
class Finding:
    """An amount or None for unknown, and the reason in either case."""

    amount: Money | None
    reason: Texts


@dataclass(frozen=True)
class Case:
    rule: Destination
    lines: Sequence[CustomsLine]
    freight: Money
    gross_grams: int | None
    day: date
    earlier: Callable[[], Money] | None

    @property
    def currency(self) -> str:
        return self.freight.currency

    @property
    def goods(self) -> Money:
        return Money.total((line.value for line in self.lines), self.currency)

    @cached_property
    def counted(self) -> Money:
        """What a limit is held against: with what the same person received this month, where the
        country counts so."""
        if self.earlier and self.figure("counts_by_month"):
            return self.goods + self.earlier()
        return self.goods

    @property
    def kinds(self) -> set[str] | None:
        """The different codes of the goods; None where one is missing."""
        codes = {(line.hs_code or "").replace(".", "")[:6] for line in self.lines}
        return None if "" in codes else codes

    def figures(self, name: str) -> list[Figure]:
        """The figures of this name that hold on the day."""
        return [
            Figure(Decimal(f["value"]), f["currency"], f["certain"] == "1", f["note"])
            for f in self.rule.details.get("figures", ())
            if f["figure"] == name and self._holds(f)
        ]

    def figure(self, name: str) -> Figure | None:
        return next(iter(self.figures(name)), None)

    def _holds(self, figure: dict[str, Any]) -> bool:
        day = self.day.isoformat()
        return bool(
            figure["starts_on"] <= day and (not figure["ends_on"] or day < figure["ends_on"])
        )

    def within(self, amount: Money, limit: Money) -> bool:
        """Whether the amount is no more than the limit, in the limit's currency. May raise NoRate."""
        return convert(amount, limit.currency, self.day).money <= limit

    def in_own_currency(self, amount: Money) -> Money:
        """The amount in the currency of the sending. May raise NoRate."""
        return convert(amount, self.currency, self.day).money


Rule = Callable[[Case], Finding]


def percent_of(amount: Money, percent: Decimal) -> Money:
    """Half a cent is rounded up, as customs do."""
    return Money.of(amount.decimal * percent / 100, amount.currency)


def said(money: Money) -> Texts:
    return {lang: format_money(money, lang) for lang in ("en", "fa")}


def said_percent(percent: Decimal) -> Texts:
    plain = percent.normalize()
    return {"en": f"{format_number(plain, 'en')}%", "fa": f"{format_number(plain, 'fa')}٪"}
