"""Groups of a course with their sessions."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    and_,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model
from marketplace.core.states import Flow, Stateful
from marketplace.pardis.training.models.courses import Course, PassRule, Room, Term


class GroupState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Group(Stateful, Dated, Model):
    """A course as it is held in a term: who teaches whom, where and when.

    `weekdays` count from Monday, which is 0. `minimum` is how many must enrol for it to be held.
    """

    flow = Flow(
        {
            GroupState.PLANNED: {GroupState.OPEN, GroupState.CANCELLED},
            GroupState.OPEN: {GroupState.RUNNING, GroupState.CANCELLED},
            GroupState.RUNNING: {GroupState.FINISHED, GroupState.CANCELLED},
            GroupState.FINISHED: set(),
            GroupState.CANCELLED: set(),
        }
    )
    __tablename__ = "training_groups"
    __table_args__ = (
        CheckConstraint("capacity between 1 and 200", "capacity_in_range"),
        CheckConstraint("minimum between 1 and capacity", "minimum_in_range"),
        CheckConstraint("minutes between 15 and 720", "minutes_in_range"),
        CheckConstraint("cardinality(weekdays) between 1 and 7", "some_weekday"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[GroupState] = mapped_column(default=GroupState.PLANNED, index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), index=True)
    term_id: Mapped[int] = mapped_column(ForeignKey(Term.id), index=True)
    room_id: Mapped[int] = mapped_column(ForeignKey(Room.id))
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    starts_on: Mapped[date]
    starts_at: Mapped[time]
    minutes: Mapped[int]
    capacity: Mapped[int]
    minimum: Mapped[int]
    decided_at: Mapped[datetime | None]  # when it was seen whether enough have enrolled

    course: Mapped[Course] = relationship()
    term: Mapped[Term] = relationship()
    room: Mapped[Room] = relationship()
    trainer: Mapped[User | None] = relationship()
    lessons: Mapped[list["Lesson"]] = relationship(
        back_populates="group", order_by="Lesson.starts_at"
    )

    def __str__(self) -> str:
        return self.number

    @property
    def rule(self) -> PassRule:
        """What it takes to pass: what was in force on the day it begins."""
        return self.course.rule_on(self.starts_on)

    @property
    def is_over(self) -> bool:
        return self.state in {GroupState.FINISHED, GroupState.CANCELLED}


class LessonState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


def _one_at_a_time(column: str, name: str) -> ExcludeConstraint:
    """No two lessons that stand share this room, or trainer, at the same hour."""
    whose = literal_column(column, Integer)
    since, until = literal_column("starts_at", DateTime), literal_column("ends_at", DateTime)
    return ExcludeConstraint(
        (func.int4range(whose, whose, literal_column("'[]'")), "&&"),
        (func.tstzrange(since, until), "&&"),
        where=and_(literal_column("state <> 'cancelled'"), whose.is_not(None)),
        using="gist",
        name=name,
    )


class Lesson(Stateful, Model):
    """One session of a group. No room and no trainer is in two of them at once: the database
    sees to it, whoever plans at the same time."""

    flow = Flow(
        {
            LessonState.PLANNED: {LessonState.HELD, LessonState.CANCELLED},
            LessonState.HELD: set(),
            LessonState.CANCELLED: set(),
        }
    )
    __tablename__ = "lessons"
    __table_args__ = (
        UniqueConstraint("group_id", "number"),
        CheckConstraint("starts_at < ends_at", "starts_before_it_ends"),
        _one_at_a_time("room_id", "one_lesson_in_a_room"),
        _one_at_a_time("trainer_id", "one_lesson_of_a_trainer"),
        Index("ix_lessons_starts_at", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[LessonState] = mapped_column(default=LessonState.PLANNED)
    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id), index=True)
    number: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_id: Mapped[int] = mapped_column(ForeignKey(Room.id))
    trainer_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    topic: Mapped[str] = mapped_column(String(200), default="")
    makes_up: Mapped[bool] = mapped_column(default=False)

    group: Mapped[Group] = relationship(back_populates="lessons")
    room: Mapped[Room] = relationship()
    trainer: Mapped[User | None] = relationship()
