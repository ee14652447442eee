"""What is taught, in which seasons and rooms, and when the centre is closed."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
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
    """What is taught, and for how long. What it takes to pass stands in its rules, by date."""

    __tablename__ = "courses"
    __table_args__ = (CheckConstraint("hours between 1 and 1000", "hours_in_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    craft_id: Mapped[str] = mapped_column(ForeignKey(Craft.id), index=True)
    level: Mapped[Level]
    names: Mapped[Texts]
    summaries: Mapped[Texts]
    kit: Mapped[Texts]
    standard_code: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[int]
    prerequisite_id: Mapped[int | None] = mapped_column(ForeignKey("courses.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    craft: Mapped[Craft] = relationship()
    prerequisite: Mapped["Course | None"] = relationship(remote_side=[id])
    rules: Mapped[list["PassRule"]] = relationship(
        order_by="PassRule.in_force_from, PassRule.id", lazy="selectin"
    )

    def rule_on(self, day: date) -> "PassRule":
        """The one in force on that day; before the first there was, the first."""
        in_force = [rule for rule in self.rules if rule.in_force_from <= day]
        return in_force[-1] if in_force else self.rules[0]

    @property
    def rule(self) -> "PassRule":
        """The newest: that of groups to come."""
        return self.rules[-1]


class PassRule(Dated, Model):
    """What it takes to pass a course from a day on. Never changed: a new rule is a new row.

    All are whole per cent. `practical_pct` is the weight of the practical part, theory has the
    rest; each part has its least mark. Two assessors further apart than `widest_gap` in either
    part are shown to the coordinator. `valid_months` is how long a certificate holds; None: for good.
    """

    __tablename__ = "pass_rules"
    __table_args__ = (
        CheckConstraint("attendance_pct between 0 and 100", "attendance_in_range"),
        CheckConstraint("practical_pct between 0 and 100", "practical_in_range"),
        CheckConstraint("practical_least between 0 and 100", "practical_least_in_range"),
        CheckConstraint("theory_least between 0 and 100", "theory_least_in_range"),
        CheckConstraint("widest_gap between 1 and 100", "gap_in_range"),
        CheckConstraint("valid_months between 1 and 600", "months_in_range"),
        Index("ix_pass_rules_course_id", "course_id", "in_force_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    in_force_from: Mapped[date]
    attendance_pct: Mapped[int] = mapped_column(default=80)
    practical_pct: Mapped[int] = mapped_column(default=75)
    practical_least: Mapped[int] = mapped_column(default=70)
    theory_least: Mapped[int] = mapped_column(default=50)
    widest_gap: Mapped[int] = mapped_column(default=20)
    valid_months: Mapped[int | None]


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
