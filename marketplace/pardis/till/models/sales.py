"""What was sold at a counter, how it was paid, and what came back."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.db import Dated, Model, Strings
from marketplace.core.money import Money
from marketplace.inventory.models import Condition, StockItem
from marketplace.pardis.till.models.rules import CURRENCY
from marketplace.pardis.till.models.shifts import Shift


class Tender(StrEnum):
    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    EXCHANGE = "exchange"  # the worth of what came back


class Flag(StrEnum):
    """What somebody should look at in a sale that a device made without a line."""

    PRICE = "price"
    DISCOUNT = "discount"
    LATE = "late"


class CounterSale(Dated, Model):
    """One slip. `key` is its own name, made on the device: the same sale sent twice counts once.
    `device_number` runs on each device and in each shift (`made_in`) from 1, so that gaps are seen;
    `shift` is the one whose drawer got the money."""

    __tablename__ = "till_sales"
    __table_args__ = (
        UniqueConstraint("made_in_id", "device", "device_number"),
        CheckConstraint("total_minor >= 0", "total_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    number: Mapped[str] = mapped_column(String(60), unique=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey(Shift.id), index=True)
    made_in_id: Mapped[int] = mapped_column(ForeignKey(Shift.id))
    device: Mapped[str] = mapped_column(String(32))
    device_number: Mapped[int]
    sold_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    discount: Mapped[str] = mapped_column(String(20), default="")
    discount_bp: Mapped[int] = mapped_column(default=0)
    tax_bp: Mapped[int] = mapped_column(default=0)
    total_minor: Mapped[int] = mapped_column(BigInteger)
    flags: Mapped[Strings] = mapped_column(default=list)

    shift: Mapped[Shift] = relationship(foreign_keys=[shift_id])
    made_in: Mapped[Shift] = relationship(foreign_keys=[made_in_id])
    by: Mapped[User] = relationship()
    lines: Mapped[list["SaleLine"]] = relationship(
        back_populates="sale", order_by="SaleLine.position"
    )
    payments: Mapped[list["SalePayment"]] = relationship(order_by="SalePayment.id")

    @property
    def total(self) -> Money:
        return Money(self.total_minor, CURRENCY)

    @property
    def listed(self) -> Money:
        return Money.total((line.listed * line.quantity for line in self.lines), CURRENCY)

    @property
    def tax(self) -> Money:
        return Money.total((line.tax * line.quantity for line in self.lines), CURRENCY)


class SaleLine(Model):
    """So many of a piece, all at one price. `failed` says why the stock could not give them: then
    the line is a conflict until somebody settles it."""

    __tablename__ = "till_sale_lines"
    __table_args__ = (
        UniqueConstraint("sale_id", "position"),
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("price_minor between 0 and listed_minor", "price_in_range"),
        CheckConstraint("tax_minor between 0 and price_minor", "tax_in_range"),
        Index(
            "ix_till_sale_lines_conflicts",
            "id",
            postgresql_where=text("failed <> '' and not settled"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey(CounterSale.id))
    position: Mapped[int]
    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id), index=True)
    quantity: Mapped[int]
    listed_minor: Mapped[int] = mapped_column(BigInteger)
    price_minor: Mapped[int] = mapped_column(BigInteger)
    tax_minor: Mapped[int] = mapped_column(BigInteger)
    failed: Mapped[str] = mapped_column(String(300), default="")
    settled: Mapped[bool] = mapped_column(default=False)

    sale: Mapped[CounterSale] = relationship(back_populates="lines")
    variant: Mapped[Variant] = relationship()
    shares: Mapped[list["SaleShare"]] = relationship(back_populates="line", order_by="SaleShare.id")
    settlement: Mapped["LineSettlement | None"] = relationship(back_populates="line")

    @property
    def listed(self) -> Money:
        return Money(self.listed_minor, CURRENCY)

    @property
    def price(self) -> Money:
        return Money(self.price_minor, CURRENCY)

    @property
    def tax(self) -> Money:
        return Money(self.tax_minor, CURRENCY)

    @property
    def amount(self) -> Money:
        return self.price * self.quantity

    @property
    def left(self) -> int:
        """How many of it can come back."""
        return sum(share.pieces - share.returned for share in self.shares)


class SaleShare(Model):
    """How many of a line came from which stock item, under which cause, and how many came back."""

    __tablename__ = "till_sale_shares"
    __table_args__ = (
        UniqueConstraint("line_id", "stock_item_id"),
        CheckConstraint("pieces > 0", "pieces_positive"),
        CheckConstraint("returned between 0 and pieces", "returned_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey(SaleLine.id))
    stock_item_id: Mapped[int] = mapped_column(ForeignKey(StockItem.id))
    cause: Mapped[str] = mapped_column(String(80))
    pieces: Mapped[int]
    returned: Mapped[int] = mapped_column(default=0)

    line: Mapped[SaleLine] = relationship(back_populates="shares")
    stock_item: Mapped[StockItem] = relationship()


class SalePayment(Model):
    """A part of what a sale was paid with. `reference` is the terminal's, or the transfer's."""

    __tablename__ = "till_payments"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", "amount_positive"),
        CheckConstraint("tender in ('cash', 'exchange') or reference <> ''", "referenced"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey(CounterSale.id), index=True)
    tender: Mapped[Tender]
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reference: Mapped[str] = mapped_column(String(60), default="")

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, CURRENCY)


class Return(Dated, Model):
    """Pieces of a sale that came back. What of their worth paid another sale (`exchange`) is not
    given back; the rest is, by `tender`."""

    __tablename__ = "till_returns"
    __table_args__ = (
        CheckConstraint("exchanged_minor between 0 and amount_minor", "exchanged_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    sale_id: Mapped[int] = mapped_column(ForeignKey(CounterSale.id), index=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey(Shift.id), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    reason: Mapped[str] = mapped_column(String(300))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    exchanged_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    exchange_id: Mapped[int | None] = mapped_column(ForeignKey(CounterSale.id))
    tender: Mapped[Tender]
    reference: Mapped[str] = mapped_column(String(60), default="")

    sale: Mapped[CounterSale] = relationship(foreign_keys=[sale_id])
    exchange: Mapped[CounterSale | None] = relationship(foreign_keys=[exchange_id])
    shift: Mapped[Shift] = relationship()
    by: Mapped[User] = relationship()
    lines: Mapped[list["ReturnLine"]] = relationship(order_by="ReturnLine.id")

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, CURRENCY)

    @property
    def given_back(self) -> Money:
        return Money(self.amount_minor - self.exchanged_minor, CURRENCY)


class ReturnLine(Model):
    """So many of a share that came back, and in which condition they lie on the shelf again."""

    __tablename__ = "till_return_lines"
    __table_args__ = (CheckConstraint("pieces > 0", "pieces_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey(Return.id), index=True)
    share_id: Mapped[int] = mapped_column(ForeignKey(SaleShare.id))
    pieces: Mapped[int]
    condition: Mapped[Condition]

    share: Mapped[SaleShare] = relationship()


class SettlementKind(StrEnum):
    REFUND = "refund"
    OTHER = "other"
    NOTE = "note"


class LineSettlement(Dated, Model):
    """How a person settled a line that the stock could not give: the money went back, another piece
    (or the same, once it is there) was given for it, or a note says what happened."""

    __tablename__ = "till_settlements"

    line_id: Mapped[int] = mapped_column(ForeignKey(SaleLine.id), primary_key=True)
    kind: Mapped[SettlementKind]
    shift_id: Mapped[int] = mapped_column(ForeignKey(Shift.id), index=True)
    tender: Mapped[Tender | None]
    reference: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    line: Mapped[SaleLine] = relationship(back_populates="settlement")
    shift: Mapped[Shift] = relationship()
    by: Mapped[User] = relationship()
