"""How somebody's work was assessed, and what came of it."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model
from marketplace.media.models import Picture
from marketplace.pardis.training.models.courses import PassRule
from marketplace.pardis.training.models.groups import Group
from marketplace.pardis.training.models.people import Enrolment


class GroupAssessor(Model):
    """Who assesses a group besides its trainer."""

    __tablename__ = "group_assessors"

    group_id: Mapped[int] = mapped_column(ForeignKey(Group.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)

    user: Mapped[User] = relationship()


class Assessment(Dated, Model):
    """What one assessor found, in whole marks of 100. Open to change until the result is
    published; then the database refuses. `version` grows with each change."""

    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "assessor_id"),
        CheckConstraint("practical between 0 and 100", "practical_in_range"),
        CheckConstraint("theory between 0 and 100", "theory_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id))
    assessor_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    practical: Mapped[int]
    theory: Mapped[int]
    notes: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    enrolment: Mapped[Enrolment] = relationship()
    assessor: Mapped[User] = relationship()
    pictures: Mapped[list["AssessmentPicture"]] = relationship(
        order_by="AssessmentPicture.id", cascade="all, delete-orphan", lazy="selectin"
    )


class AssessmentPicture(Model):
    """A picture of the work that was assessed."""

    __tablename__ = "assessment_pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey(Assessment.id), index=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey(Picture.id), index=True)

    picture: Mapped[Picture] = relationship(lazy="joined")


class Result(Dated, Model):
    """What was published; never changed. A correction is another row that names the one before and
    says why, and the newest counts. Marks are means of 100; attendance is whole per cent."""

    __tablename__ = "results"
    __table_args__ = (
        Index(
            "uq_results_one_first",
            "enrolment_id",
            unique=True,
            postgresql_where=text("corrects_id is null"),
        ),
        CheckConstraint("(corrects_id is null) = (reason = '')", "corrections_say_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), index=True)
    rule_id: Mapped[int] = mapped_column(ForeignKey(PassRule.id))
    practical: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    theory: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    total: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    attendance_pct: Mapped[int]
    passed: Mapped[bool]
    attended: Mapped[bool]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("results.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    published_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    enrolment: Mapped[Enrolment] = relationship()
    rule: Mapped[PassRule] = relationship()
    published_by: Mapped[User] = relationship()

    @property
    def earns_certificate(self) -> bool:
        return self.passed and self.attended
