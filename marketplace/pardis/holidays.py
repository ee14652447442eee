"""The days on which the centre is closed, from their dated table."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Model, Texts, db


class Holiday(Model):
    """A day on which the centre is closed."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(primary_key=True)
    names: Mapped[Texts]
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]


def holidays(since: date, until: date) -> Mapping[date, Holiday]:
    found = select(Holiday).where(Holiday.day.between(since, until))
    return {holiday.day: holiday for holiday in db.session.scalars(found)}
