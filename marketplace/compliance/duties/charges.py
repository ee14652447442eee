"""What is asked and what is answered, in a form that orders can keep."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from marketplace.core.db import Json, Texts
from marketplace.core.money import Money


@dataclass(frozen=True)
class CustomsLine:
    """One line of a customs declaration. `value` is that of the whole line."""

    hs_code: str | None
    quantity: int
    value: Money
    net_grams: int | None


@dataclass(frozen=True)
class Charges:
    """An estimate. None is unknown and never means nothing; the reason says why. `fees` are those
    for handling, as far as they are certain; `landed` is goods, carriage and all charges."""

    duty: Money | None
    duty_reason: Texts
    tax: Money | None
    tax_reason: Texts
    notes: tuple[Texts, ...]
    rule: str
    as_of: date | None
    landed: Money | None
    fees: Money | None = None

    @property
    def known(self) -> bool:
        return self.landed is not None

    def as_json(self) -> Json:
        return {
            "duty": _money_json(self.duty),
            "duty_reason": self.duty_reason,
            "tax": _money_json(self.tax),
            "tax_reason": self.tax_reason,
            "notes": list(self.notes),
            "rule": self.rule,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "landed": _money_json(self.landed),
            "fees": _money_json(self.fees),
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(
            duty=_money(data["duty"]),
            duty_reason=data["duty_reason"],
            tax=_money(data["tax"]),
            tax_reason=data["tax_reason"],
            notes=tuple(data["notes"]),
            rule=data["rule"],
            as_of=date.fromisoformat(data["as_of"]) if data["as_of"] else None,
            landed=_money(data["landed"]),
            fees=_money(data["fees"]),
        )


def _money_json(money: Money | None) -> dict[str, Any] | None:
    return None if money is None else {"minor": money.minor, "currency": money.currency}


def _money(data: dict[str, Any] | None) -> Money | None:
    return Money(data["minor"], data["currency"]) if data else None
