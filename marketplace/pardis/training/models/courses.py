"""What is taught, in which seasons and rooms, and when the centre is closed."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalogue.models import Craft
from marketplace.core.db import Dated, Model, Texts


class Level(StrEnum):
    INTRODUCTORY = "introductory"
    ADVANCED = "advanced"
    WORKSHOP = "workshop"
    TRAINER = "trainer"


class Room(Dated, Model):
    """Where a group meets; `places` is how many people find a place in it."""

    __tablename__ = "rooms"
    __table_args__ = (CheckConstraint("places > 0", "places_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    names: Mapped[Texts]
    places: Mapped[int]


class Course(Dated, Model):
    """What is taught, for how long, and what it takes to pass. Percentages are whole numbers."""

    __tablename__ = "courses"
    __table_args__ = (
        CheckConstraint("hours between 1 and 1000", "hours_in_range"),
        CheckConstraint("attendance_pct between 0 and 100", "attendance_in_range"),
        CheckConstraint("practical_pct between 0 and 100", "practical_in_range"),
        CheckConstraint("least_pct between 0 and 100", "least_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    craft_id: Mapped[str] = mapped_column(ForeignKey(Craft.id), index=True)
    level: Mapped[Level]
    names: Mapped[Texts]
    summaries: Mapped[Texts]
    kit: Mapped[Texts]
    standard_code: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[int]
    attendance_pct: Mapped[int] = mapped_column(default=80)
    practical_pct: Mapped[int] = mapped_column(default=75)
    least_pct: Mapped[int] = mapped_column(default=50)
    prerequisite_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id"))

    craft: Mapped[Craft] = relationship()
    prerequisite: Mapped["Course | None"] = relationship(remote_side=[id])


class Season(StrEnum):
    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


class Term(Model):
    """A season of the Jalali year."""

    __tablename__ = "terms"
    __table_args__ = (
        UniqueConstraint("year", "season"),
        CheckConstraint("starts_on < ends_on", "starts_before_it_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    season: Mapped[Season]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
