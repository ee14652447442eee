"""What belongs to the kit of a course, and what somebody was handed of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model, Texts
from marketplace.pardis.training.models import Course, Enrolment


class CourseKitLine(Dated, Model):
    """So much of something for each trainee. What is `lent` comes back; the rest is used up."""

    __tablename__ = "course_kit_lines"
    __table_args__ = (CheckConstraint("quantity between 1 and 10000", "quantity_in_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), index=True)
    names: Mapped[Texts]
    quantity: Mapped[int]
    lent: Mapped[bool]
    closed_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship()


class Handover(Dated, Model):
    """One line handed to one trainee, and what came back. `signed` and `back_signed` are the names
    under the two acts, as they were written at the desk."""

    __tablename__ = "course_kit_handovers"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "line_id"),
        CheckConstraint("back is null or back between 0 and quantity", "back_within_quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id))
    line_id: Mapped[int] = mapped_column(ForeignKey(CourseKitLine.id), index=True)
    quantity: Mapped[int]
    signed: Mapped[str] = mapped_column(String(120))
    given_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    back: Mapped[int | None]
    back_signed: Mapped[str] = mapped_column(String(120), default="")
    back_at: Mapped[datetime | None]
    back_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    reason: Mapped[str] = mapped_column(String(300), default="")

    line: Mapped[CourseKitLine] = relationship()
