"""Who learns, her seat, and when she was there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model
from marketplace.core.seal import Sealed
from marketplace.core.states import Flow, Stateful
from marketplace.localisation.models import Place
from marketplace.pardis.training.models.groups import Group, Lesson


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
    """How somebody was at a session. `ABSENT` is without an excuse; `MEDICAL` is sick leave."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"
    LATE = "late"
    MEDICAL = "medical"


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


class SentMark(Dated, Model):
    """A mark that a phone has sent, under a name that it gave it: sent again, it counts no more.
    `version` is that of the attendance it became; `made_at` is what the phone's clock said."""

    __tablename__ = "sent_marks"

    lesson_id: Mapped[int] = mapped_column(ForeignKey(Lesson.id), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), index=True)
    mark: Mapped[Mark]
    version: Mapped[int]
    made_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
