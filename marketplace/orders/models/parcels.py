"""What is packed and sent. The sum over parcels never exceeds what was ordered."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model
from marketplace.core.money import Money
from marketplace.core.states import Flow, Stateful
from marketplace.media.models import StoredFile
from marketplace.orders.models.orders import Order, OrderLine


class ParcelState(StrEnum):
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    UNPACKED = "unpacked"


class Parcel(Stateful, Dated, Model):
    """One box. `number` is the order's, with `-P1`; sizes in millimetres, `gross_grams` as weighed."""

    flow = Flow(
        {
            ParcelState.PACKED: {ParcelState.SHIPPED, ParcelState.UNPACKED},
            ParcelState.SHIPPED: {ParcelState.DELIVERED},
            ParcelState.DELIVERED: set(),
            ParcelState.UNPACKED: set(),
        }
    )
    __tablename__ = "parcels"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("gross_grams > 0", "gross_positive"),
        CheckConstraint("freight_minor >= 0", "freight_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[ParcelState] = mapped_column(default=ParcelState.PACKED, index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(Order.id), index=True)
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(40), unique=True)
    package_kind: Mapped[str] = mapped_column(String(2), default="CT")  # UN/ECE Rec. 21
    gross_grams: Mapped[int]
    length_mm: Mapped[int]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    freight_minor: Mapped[int] = mapped_column(BigInteger)  # its share of the order's shipping
    carrier: Mapped[str] = mapped_column(String(60), default="")
    tracking_number: Mapped[str] = mapped_column(String(60), default="")
    tracking_url: Mapped[str] = mapped_column(String(300), default="")
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()
    lines: Mapped[list["ParcelLine"]] = relationship(
        back_populates="parcel", order_by="ParcelLine.order_line_id", cascade="all, delete-orphan"
    )

    @property
    def freight(self) -> Money:
        return Money(self.freight_minor, self.order.currency)


class ParcelLine(Model):
    """So many pieces of an order line in a parcel."""

    __tablename__ = "parcel_lines"
    __table_args__ = (CheckConstraint("quantity > 0", "quantity_positive"),)

    parcel_id: Mapped[int] = mapped_column(ForeignKey(Parcel.id), primary_key=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey(OrderLine.id), primary_key=True)
    quantity: Mapped[int]

    parcel: Mapped[Parcel] = relationship(back_populates="lines")
    order_line: Mapped[OrderLine] = relationship()


class ParcelDocument(Dated, Model):
    """A paper of a parcel that somebody has seen to: `code` is that of its rule. It lies here as a
    file, or `reference` names it, or both are empty where it was only ticked off."""

    __tablename__ = "parcel_documents"
    __table_args__ = (UniqueConstraint("parcel_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    parcel_id: Mapped[int] = mapped_column(ForeignKey(Parcel.id), index=True)
    code: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(120), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id))
    rule_as_of: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    parcel: Mapped[Parcel] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    by: Mapped[User] = relationship()
