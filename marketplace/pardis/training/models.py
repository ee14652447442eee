"""Courses, terms, groups with their sessions, and the people who learn in them."""

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
    func,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Craft
from marketplace.core.db import Dated, Model, Texts
from marketplace.core.seal import Sealed
from marketplace.core.states import Flow, Stateful
from marketplace.localisation.models import Place


class Level(StrEnum):
    INTRODUCTORY = "introductory"
    ADVANCED = "advanced"
    WORKSHOP = "workshop"
    TRAINER = "trainer"


class Holiday(Model):
    """A day on which the centre is closed."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    names: Mapped[Texts]
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]


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
        where=text(f"state <> 'cancelled' and {column} is not null"),
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


class Sex(StrEnum):
    WOMAN = "woman"
    MAN = "man"


class Trainee(Dated, Model):
    """Somebody who learns; with an account of her own, or entered by staff."""

    __tablename__ = "trainees"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(Sealed)
    sex: Mapped[Sex]
    place_id: Mapped[str] = mapped_column(ForeignKey(Place.id), index=True)

    user: Mapped[User | None] = relationship()
    place: Mapped[Place] = relationship()


class EnrolmentState(StrEnum):
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"


class Enrolment(Stateful, Dated, Model):
    """A trainee and a group. An offer whose time is over holds no seat, swept or not."""

    flow = Flow(
        {
            EnrolmentState.WAITLISTED: {
                EnrolmentState.OFFERED,
                EnrolmentState.ENROLLED,
                EnrolmentState.WITHDRAWN,
            },
            EnrolmentState.OFFERED: {EnrolmentState.ENROLLED, EnrolmentState.WITHDRAWN},
            EnrolmentState.ENROLLED: {EnrolmentState.WITHDRAWN},
            EnrolmentState.WITHDRAWN: set(),
        }
    )
    __tablename__ = "enrolments"
    __table_args__ = (
        Index(
            "uq_enrolments_one_in_a_group",
            "group_id",
            "trainee_id",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_enrolments_queue", "group_id", "state", "priority", "id"),
        CheckConstraint("(state = 'offered') = (offered_until is not null)", "offers_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[EnrolmentState] = mapped_column(default=EnrolmentState.WAITLISTED)
    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id))
    trainee_id: Mapped[int] = mapped_column(ForeignKey(Trainee.id), index=True)
    priority: Mapped[int] = mapped_column(default=0)  # higher goes first
    offered_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    group: Mapped[Group] = relationship()
    trainee: Mapped[Trainee] = relationship()


class Mark(StrEnum):
    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


class Attendance(Model):
    """How somebody was at a session. `version` grows with each change, so that a sheet that was
    open elsewhere does not overwrite what it has not seen."""

    __tablename__ = "attendance"

    lesson_id: Mapped[int] = mapped_column(ForeignKey(Lesson.id), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(
        ForeignKey(Enrolment.id), primary_key=True, index=True
    )
    mark: Mapped[Mark]
    version: Mapped[int] = mapped_column(default=1)
    marked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    marked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())

    enrolment: Mapped[Enrolment] = relationship()
    marked_by: Mapped[User] = relationship()
