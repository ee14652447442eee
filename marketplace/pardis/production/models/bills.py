"""What a piece is made of and how long it takes. A bill never changes: what is written anew is the
next one, and a running order keeps its own."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.db import Dated, Model, Texts
from marketplace.pardis.production.models.materials import Material

WHOLE = 10_000


class Bill(Dated, Model):
    """The bill of materials and the routing of a variant. `content_version` is the version of the
    piece that it was written for."""

    __tablename__ = "bills"
    __table_args__ = (UniqueConstraint("variant_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[int] = mapped_column(ForeignKey(Variant.id))
    number: Mapped[int]
    content_version: Mapped[int]
    starts_on: Mapped[date]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    variant: Mapped[Variant] = relationship()
    lines: Mapped[list["BillLine"]] = relationship(
        back_populates="bill", order_by="BillLine.material_id"
    )
    steps: Mapped[list["BillStep"]] = relationship(
        back_populates="bill", order_by="BillStep.position"
    )

    def __str__(self) -> str:
        return f"{self.variant.sku} ({self.number})"

    @property
    def minutes(self) -> int:
        """Standard minutes of one piece."""
        return sum(step.minutes for step in self.steps)


class BillLine(Model):
    """So much of a material for a piece, in its whole units, and how much of it is lost on the way
    (`scrap_bp`: 500 is 5 %)."""

    __tablename__ = "bill_lines"
    __table_args__ = (
        CheckConstraint("quantity > 0", "quantity_positive"),
        CheckConstraint("scrap_bp between 0 and 10000", "scrap_in_range"),
    )

    bill_id: Mapped[int] = mapped_column(ForeignKey(Bill.id), primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey(Material.id), primary_key=True, index=True)
    quantity: Mapped[int]
    scrap_bp: Mapped[int] = mapped_column(default=0)

    bill: Mapped[Bill] = relationship(back_populates="lines")
    material: Mapped[Material] = relationship()

    def needed(self, pieces: int) -> int:
        """What so many pieces take, with the scrap, rounded up to a whole unit."""
        return -(-pieces * self.quantity * (WHOLE + self.scrap_bp) // WHOLE)


class BillStep(Model):
    """A step of the work and its standard minutes for one piece."""

    __tablename__ = "bill_steps"
    __table_args__ = (CheckConstraint("minutes > 0", "minutes_positive"),)

    bill_id: Mapped[int] = mapped_column(ForeignKey(Bill.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    names: Mapped[Texts]
    minutes: Mapped[int]

    bill: Mapped[Bill] = relationship(back_populates="steps")
