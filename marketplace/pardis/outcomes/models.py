"""What somebody says of herself months after her course."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Model
from marketplace.pardis.training.models import Enrolment


class Work(StrEnum):
    """How she works in the craft."""

    NONE = "none"
    HOME = "home"
    EMPLOYED = "employed"
    OWN = "own"


class FollowUp(Dated, Model):
    """One question, so many months after the end. Her answer may change until `closes_at`;
    `answered_by_id` is who wrote it down for her, where she did not herself."""

    __tablename__ = "follow_ups"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "months"),
        CheckConstraint("months in (3, 6, 12)", "months_known"),
        Index("ix_follow_ups_closes_at", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id))
    months: Mapped[int]
    closes_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    licence: Mapped[bool | None]
    cooperative: Mapped[bool | None]
    orders: Mapped[bool | None]
    work: Mapped[Work | None]
    note: Mapped[str] = mapped_column(String(500), default="")

    enrolment: Mapped[Enrolment] = relationship()
