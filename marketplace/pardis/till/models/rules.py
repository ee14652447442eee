"""What changes with the years: which notes there are, who may give how much, what the state takes."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.db import Dated, Model, Strings, Texts
from marketplace.core.money import Money

CURRENCY = "IRR"
TOMAN = 1_000
"""In minor units. Everything at the counter is whole toman."""


class Banknote(Model):
    """A note, or cheque of the central bank, that passes as money from a day on."""

    __tablename__ = "banknotes"

    rial: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    source: Mapped[str]
    as_of: Mapped[date]

    @property
    def value(self) -> Money:
        return Money.of(self.rial, CURRENCY)


class DiscountRule(Model):
    """What of a price may be given away, why, and by whom (`roles`)."""

    __tablename__ = "discount_rules"
    __table_args__ = (CheckConstraint("rate_bp between 1 and 9000", "rate_in_range"),)

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    names: Mapped[Texts]
    rate_bp: Mapped[int]
    roles: Mapped[Strings]
    source: Mapped[str]
    as_of: Mapped[date]


class SaleTax(Model):
    """What of a price at the counter is the state's from a day on, and why; prices contain it."""

    __tablename__ = "sale_taxes"

    valid_from: Mapped[date] = mapped_column(primary_key=True)
    rate_bp: Mapped[int]
    names: Mapped[Texts]
    source: Mapped[str]
    as_of: Mapped[date]


class ShelfPrice(Dated, Model):
    """What a piece costs at the counter from a day on, where that is not its price in the shop."""

    __tablename__ = "shelf_prices"
    __table_args__ = (CheckConstraint("price_minor > 0", "price_positive"),)

    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    price: Mapped[Money] = composite(
        mapped_column("price_minor", BigInteger), mapped_column("price_currency", String(3))
    )
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
