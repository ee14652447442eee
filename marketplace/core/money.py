"""Exact amounts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from babel.numbers import get_currency_precision

ISO_4217_EXPONENTS = {"IRR": 2}
"""Where the locale data show fewer decimals than ISO 4217 counts."""


def exponent(currency: str) -> int:
    """How many decimals the currency's minor unit stands for (ISO 4217)."""
    return ISO_4217_EXPONENTS.get(currency, get_currency_precision(currency))


@dataclass(frozen=True, order=True)
class Money:
    """An amount in the currency's smallest unit, as payment services count it. Never a float."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Self:
        """From major units; half a minor unit is rounded away from zero."""
        scaled = Decimal(amount).scaleb(exponent(currency))
        return cls(int(scaled.quantize(Decimal(1), ROUND_HALF_UP)), currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable["Money"], currency: str) -> Self:
        """The sum, which is zero of the currency when there is nothing to add."""
        sum_ = cls.zero(currency)
        for amount in amounts:
            sum_ = sum_ + amount
        return sum_

    def __str__(self) -> str:
        """For files and trails, whoever reads them: EUR 21.50."""
        return f"{self.currency} {self.decimal:f}"

    @property
    def decimal(self) -> Decimal:
        """In major units, with the currency's decimals."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: "Money") -> Self:
        self._same(other)
        return type(self)(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> Self:
        self._same(other)
        return type(self)(self.minor - other.minor, self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __mul__(self, pieces: int) -> Self:
        return type(self)(self.minor * pieces, self.currency)

    def __bool__(self) -> bool:
        return bool(self.minor)

    def split(self, weights: Sequence[int]) -> list[Self]:
        """Shares in proportion to the weights, by largest remainder: no cent is lost, none is made."""
        whole = sum(weights)
        sign, amount = (-1 if self.minor < 0 else 1), abs(self.minor)
        shares = [amount * weight // whole for weight in weights]
        by_remainder = sorted(
            range(len(weights)), key=lambda i: (-(amount * weights[i] % whole), i)
        )
        for i in by_remainder[: amount - sum(shares)]:
            shares[i] += 1
        return [type(self)(sign * share, self.currency) for share in shares]

    def share(self, basis_points: int) -> Self:
        """So many hundredths of a percent of it; the rest is `self - share`."""
        return self.split([basis_points, 10_000 - basis_points])[0]

    def _same(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {other.currency} with {self.currency}")
