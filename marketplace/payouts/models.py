"""Credits that artisans earned, and the batches that pay them out."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.db import Dated, Model, Texts
from marketplace.core.money import Money
from marketplace.core.seal import Sealed
from marketplace.core.states import Flow, Stateful
from marketplace.orders.models import OrderLine, Parcel


class BatchState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    PAID = "paid"
    DROPPED = "dropped"


class PayoutBatch(Stateful, Dated, Model):
    """What a treasurer pays at once. Who approves it is never who made it."""

    flow = Flow(
        {
            BatchState.DRAFT: {BatchState.APPROVED, BatchState.DROPPED},
            BatchState.APPROVED: {BatchState.PAID, BatchState.DROPPED},
            BatchState.PAID: set(),
            BatchState.DROPPED: set(),
        }
    )
    __tablename__ = "payout_batches"
    __table_args__ = (
        CheckConstraint("approved_by_id is null or approved_by_id <> made_by_id", "four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[BatchState] = mapped_column(default=BatchState.DRAFT, index=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    approved_at: Mapped[datetime | None]
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    paid_at: Mapped[datetime | None]
    bank_reference: Mapped[str] = mapped_column(String(60), default="")

    cooperative: Mapped[Cooperative] = relationship()
    payouts: Mapped[list["Payout"]] = relationship(back_populates="batch", order_by="Payout.id")

    @property
    def total(self) -> Money:
        return Money.total((payout.amount for payout in self.payouts), self.currency)

    def __str__(self) -> str:
        return self.number


class Payout(Dated, Model):
    """One artisan's sum in a batch; the account number is copied, so a later change cannot move it."""

    __tablename__ = "payouts"
    __table_args__ = (
        UniqueConstraint("batch_id", "artisan_id"),
        CheckConstraint("amount_minor > 0", "amount_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey(PayoutBatch.id), index=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id), index=True)
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    sheba: Mapped[str] = mapped_column(Sealed)

    batch: Mapped[PayoutBatch] = relationship(back_populates="payouts")
    artisan: Mapped[Artisan] = relationship()
    credits: Mapped[list["Credit"]] = relationship(back_populates="payout")
    earnings: Mapped[list["Earning"]] = relationship(back_populates="payout", order_by="Earning.id")


class PayoutRule(Model):
    """How many days after delivery a credit is payable, from a day on."""

    __tablename__ = "payout_rules"
    __table_args__ = (CheckConstraint("days between 0 and 365", "days_in_range"),)

    starts_on: Mapped[date] = mapped_column(primary_key=True)
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))


class Credit(Dated, Model):
    """What an artisan earned with so many pieces of a line, once a parcel has arrived (or is taken
    to have arrived). It lies in at most one payout. `house_pieces` of them were the house's, which
    had paid her wages for them: their share, `house_minor`, is not hers."""

    __tablename__ = "credits"
    __table_args__ = (
        UniqueConstraint("parcel_id", "order_line_id"),
        CheckConstraint("amount_minor >= 0", "amount_not_negative"),
        CheckConstraint("house_minor >= 0", "house_not_negative"),
        CheckConstraint("house_pieces between 0 and quantity", "house_pieces_in_range"),
        Index("ix_credits_payable", "cooperative_id", "payable_on", "payout_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id), index=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id))
    order_line_id: Mapped[int] = mapped_column(ForeignKey(OrderLine.id))
    parcel_id: Mapped[int] = mapped_column(ForeignKey(Parcel.id))
    quantity: Mapped[int]
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    house_pieces: Mapped[int] = mapped_column(default=0, server_default="0")
    house_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    payable_on: Mapped[date]
    payout_id: Mapped[int | None] = mapped_column(ForeignKey(Payout.id), index=True)

    artisan: Mapped[Artisan] = relationship()
    order_line: Mapped[OrderLine] = relationship()
    payout: Mapped[Payout | None] = relationship(back_populates="credits")

    @property
    def own_pieces(self) -> int:
        return self.quantity - self.house_pieces

    @property
    def house(self) -> Money:
        return Money(self.house_minor, self.amount.currency)


class Earning(Dated, Model):
    """What is owed to an artisan otherwise than for sold pieces, for example wages or an advance on
    them. `key` is the cause, booked by whoever knows it; `reference` is what people call it. It
    lies in at most one payout."""

    __tablename__ = "earnings"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", "amount_positive"),
        Index("ix_earnings_payable", "cooperative_id", "payable_on", "payout_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    reference: Mapped[str] = mapped_column(String(60))
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id), index=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id))
    titles: Mapped[Texts]
    quantity: Mapped[int]
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    payable_on: Mapped[date]
    payout_id: Mapped[int | None] = mapped_column(ForeignKey(Payout.id), index=True)

    artisan: Mapped[Artisan] = relationship()
    payout: Mapped[Payout | None] = relationship(back_populates="earnings")

    @property
    def own_pieces(self) -> int:
        return self.quantity
