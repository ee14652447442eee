"""Pieces on their way: carried to another place in two steps, lent to an exhibition, written off."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import Dated, Model
from marketplace.core.money import Money
from marketplace.core.states import Flow, Stateful
from marketplace.inventory.models.places import Location
from marketplace.inventory.models.stock import StockItem
from marketplace.media.models import Picture


class TransferKind(StrEnum):
    MOVE = "move"
    LOAN = "loan"


class TransferState(StrEnum):
    SENT = "sent"
    RECEIVED = "received"


class Transfer(Stateful, Dated, Model):
    """What was sent together. A move is received at `to`; a loan lies at `to`, a place of its own,
    until it comes back to where it was taken from."""

    flow = Flow(
        {TransferState.SENT: {TransferState.RECEIVED}, TransferState.RECEIVED: set()},
    )
    __tablename__ = "stock_transfers"
    __table_args__ = (
        CheckConstraint("(kind = 'loan') = (borrower <> '')", "loans_have_borrowers"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[TransferState] = mapped_column(default=TransferState.SENT, index=True)
    kind: Mapped[TransferKind]
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey(Location.id))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    remark: Mapped[str] = mapped_column(String(300), default="")
    sent_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    received_at: Mapped[datetime | None]
    borrower: Mapped[str] = mapped_column(String(120), default="")
    venue: Mapped[str] = mapped_column(String(120), default="")
    ends_on: Mapped[date | None]
    insured_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    insured_currency: Mapped[str] = mapped_column(String(3), default="")
    courier: Mapped[str] = mapped_column(String(120), default="")
    handling: Mapped[str] = mapped_column(String(300), default="")

    to: Mapped[Location] = relationship()
    sent_by: Mapped[User] = relationship(foreign_keys=[sent_by_id])
    received_by: Mapped[User | None] = relationship(foreign_keys=[received_by_id])
    lines: Mapped[list["TransferLine"]] = relationship(
        back_populates="transfer", order_by="TransferLine.id"
    )
    pictures: Mapped[list["TransferPicture"]] = relationship(
        back_populates="transfer", order_by="TransferPicture.id"
    )

    @property
    def insured(self) -> Money | None:
        return Money(self.insured_minor, self.insured_currency) if self.insured_minor else None

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class TransferLine(Model):
    """So many pieces of a stock item. Of those that are not sold meanwhile some came, some of
    these damaged; where fewer came, `reason` says why."""

    __tablename__ = "stock_transfer_lines"
    __table_args__ = (
        UniqueConstraint("transfer_id", "stock_item_id"),
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("came is null or came between 0 and quantity", "came_in_range"),
        CheckConstraint("damaged between 0 and coalesce(came, 0)", "damaged_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey(Transfer.id), index=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey(StockItem.id), index=True)
    quantity: Mapped[int]
    came: Mapped[int | None]
    damaged: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(300), default="")

    transfer: Mapped[Transfer] = relationship(back_populates="lines")
    stock_item: Mapped[StockItem] = relationship()


class TransferPicture(Dated, Model):
    """How lent pieces looked when they left, or when they came back."""

    __tablename__ = "stock_transfer_pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey(Transfer.id), index=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey(Picture.id))
    came_back: Mapped[bool]

    transfer: Mapped[Transfer] = relationship(back_populates="pictures")
    picture: Mapped[Picture] = relationship()


class WriteOffState(StrEnum):
    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


class WriteOff(Stateful, Dated, Model):
    """Pieces that somebody wants out of the books. Who decides is never who asked."""

    flow = Flow(
        {
            WriteOffState.ASKED: {WriteOffState.DONE, WriteOffState.REFUSED},
            WriteOffState.DONE: set(),
            WriteOffState.REFUSED: set(),
        }
    )
    __tablename__ = "write_offs"
    __table_args__ = (
        CheckConstraint("decided_by_id is null or decided_by_id <> asked_by_id", "two_people"),
        CheckConstraint("quantity > 0", "quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[WriteOffState] = mapped_column(default=WriteOffState.ASKED, index=True)
    stock_item_id: Mapped[int] = mapped_column(ForeignKey(StockItem.id), index=True)
    quantity: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    stock_item: Mapped[StockItem] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    def __str__(self) -> str:
        return f"write-off {self.id}"
