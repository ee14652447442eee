"""Tills, and the shifts in which they are answered for."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model, Texts
from marketplace.core.money import Money
from marketplace.core.states import Flow, Stateful
from marketplace.inventory.models import Location
from marketplace.pardis.till.models.rules import CURRENCY


class Till(Dated, Model):
    """A drawer with a tablet, which sells what lies at a place and in all places in it."""

    __tablename__ = "tills"
    __table_args__ = (CheckConstraint("code ~ '^[A-Z0-9]{1,8}$'", "code_letters"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    names: Mapped[Texts]
    location_id: Mapped[int] = mapped_column(ForeignKey(Location.id))

    location: Mapped[Location] = relationship()


class ShiftState(StrEnum):
    OPEN = "open"
    WAITING = "waiting"  # closed, with a difference that somebody else has to approve
    CLOSED = "closed"


class Shift(Stateful, Dated, Model):
    """From the float to the count. `expected_minor` is what the drawer had to hold when it was
    counted, `counted_minor` what it held. Of a till one shift is open at most."""

    flow = Flow(
        {
            ShiftState.OPEN: {ShiftState.WAITING, ShiftState.CLOSED},
            ShiftState.WAITING: {ShiftState.CLOSED},
            ShiftState.CLOSED: set(),
        }
    )
    __tablename__ = "till_shifts"
    __table_args__ = (
        Index(
            "uq_till_shifts_one_open",
            "till_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        CheckConstraint("float_minor >= 0", "float_not_negative"),
        CheckConstraint("approved_by_id is null or approved_by_id <> closed_by_id", "four_eyes"),
        CheckConstraint("(state = 'open') = (counted_minor is null)", "counted_when_closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[ShiftState] = mapped_column(default=ShiftState.OPEN)
    till_id: Mapped[int] = mapped_column(ForeignKey(Till.id), index=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    float_minor: Mapped[int] = mapped_column(BigInteger)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    closed_at: Mapped[datetime | None]
    expected_minor: Mapped[int | None] = mapped_column(BigInteger)
    counted_minor: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(300), default="")
    unsent: Mapped[str] = mapped_column(String(300), default="")  # why it closed without some sales
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    approved_at: Mapped[datetime | None]

    till: Mapped[Till] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id])
    drops: Mapped[list["Drop"]] = relationship(back_populates="shift", order_by="Drop.id")
    counts: Mapped[list["CashCount"]] = relationship(order_by="CashCount.rial.desc()")

    def __str__(self) -> str:
        return self.number

    @property
    def float_money(self) -> Money:
        return Money(self.float_minor, CURRENCY)

    @property
    def counted(self) -> Money:
        return Money(self.counted_minor or 0, CURRENCY)

    @property
    def expected(self) -> Money:
        return Money(self.expected_minor or 0, CURRENCY)

    @property
    def difference(self) -> Money:
        """More than nothing where too much lay in the drawer."""
        return self.counted - self.expected


class Drop(Dated, Model):
    """Money that was carried from the drawer to the safe. `key` is its cause."""

    __tablename__ = "till_drops"
    __table_args__ = (CheckConstraint("amount_minor > 0", "amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey(Shift.id), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(String(300), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    shift: Mapped[Shift] = relationship(back_populates="drops")
    by: Mapped[User] = relationship()

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, CURRENCY)


class CashCount(Model):
    """So many notes of a value lay in the drawer; coins are counted as rials of 1."""

    __tablename__ = "till_counts"
    __table_args__ = (CheckConstraint("pieces > 0", "pieces_positive"),)

    shift_id: Mapped[int] = mapped_column(ForeignKey(Shift.id), primary_key=True)
    rial: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    pieces: Mapped[int] = mapped_column(BigInteger)

    @property
    def amount(self) -> Money:
        return Money.of(self.rial, CURRENCY) * self.pieces
