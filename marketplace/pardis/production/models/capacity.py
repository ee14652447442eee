"""How much time makers have."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.cooperatives.models import Artisan
from marketplace.core.db import Dated, Model

USUAL_WEEK = (360, 360, 360, 180, 0, 360, 360)
"""Minutes a day from Monday, where a maker has said nothing: six hours, three on Thursdays."""


class WorkingWeek(Dated, Model):
    """How many minutes a maker works each day of the week, from Monday, from a day on."""

    __tablename__ = "working_weeks"
    __table_args__ = (
        UniqueConstraint("artisan_id", "starts_on"),
        CheckConstraint("cardinality(minutes) = 7", "seven_days"),
        CheckConstraint("0 <= all(minutes) and 960 >= all(minutes)", "minutes_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id))
    starts_on: Mapped[date]
    minutes: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))

    artisan: Mapped[Artisan] = relationship()


class Absence(Dated, Model):
    """Days on which a maker does not work."""

    __tablename__ = "maker_absences"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", "first_before_last"),
        Index("ix_maker_absences_artisan_id_last_day", "artisan_id", "last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id))
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")

    artisan: Mapped[Artisan] = relationship()
