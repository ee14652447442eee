"""What pieces of a craft are looked at for, and what was found."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Craft
from marketplace.core.db import Dated, Model, Texts
from marketplace.media.models import Picture
from marketplace.pardis.production.models.orders import Batch


class Grade(StrEnum):
    A = "a"
    B = "b"
    C = "c"
    REJECT = "reject"


class Bound(StrEnum):
    LEAST = "least"
    MOST = "most"


class Criterion(Model):
    """What is measured on pieces of a craft, and the limits of the grades A and B: at least, or at
    most. From its dated table."""

    __tablename__ = "inspection_criteria"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    craft_id: Mapped[str] = mapped_column(ForeignKey(Craft.id), index=True)
    position: Mapped[int]
    names: Mapped[Texts]
    units: Mapped[Texts]
    methods: Mapped[Texts]
    bound: Mapped[Bound]
    limit_a: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    limit_b: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]

    def limit(self, grade: Grade) -> Decimal:
        return self.limit_a if grade is Grade.A else self.limit_b

    def holds(self, grade: Grade, value: Decimal) -> bool:
        limit = self.limit(grade)
        return value >= limit if self.bound is Bound.LEAST else value <= limit


class Inspection(Dated, Model):
    """Who looked at a batch, when, and what she wrote."""

    __tablename__ = "inspections"

    batch_id: Mapped[int] = mapped_column(ForeignKey(Batch.id), primary_key=True)
    note: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    batch: Mapped[Batch] = relationship()
    by: Mapped[User] = relationship()
    measurements: Mapped[list["Measurement"]] = relationship(
        order_by="Measurement.criterion_id, Measurement.grade"
    )
    pictures: Mapped[list["InspectionPicture"]] = relationship(
        order_by="InspectionPicture.position"
    )


class Measurement(Model):
    """The poorest value found among the pieces of a grade, beside the limit of that day."""

    __tablename__ = "inspection_measurements"
    __table_args__ = (CheckConstraint("grade in ('a', 'b')", "grade_with_limits"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey(Inspection.batch_id), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(ForeignKey(Criterion.id), primary_key=True)
    grade: Mapped[Grade] = mapped_column(primary_key=True)
    value: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    limit: Mapped[Decimal] = mapped_column(Numeric(10, 2))

    criterion: Mapped[Criterion] = relationship()


class InspectionPicture(Model):
    """A picture that shows what was found."""

    __tablename__ = "inspection_pictures"

    batch_id: Mapped[int] = mapped_column(ForeignKey(Inspection.batch_id), primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey(Picture.id), primary_key=True)
    position: Mapped[int]

    picture: Mapped[Picture] = relationship()
