"""Places of Gilan, and what one currency was worth in another on a day."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Model, Texts


class ExchangeRate(Model):
    """One unit of `base` is `rate` units of `quote` from `as_of` on, until a later row says else."""

    __tablename__ = "exchange_rates"
    __table_args__ = (CheckConstraint("rate > 0", "rate_positive"),)

    base: Mapped[str] = mapped_column(String(3), primary_key=True)
    quote: Mapped[str] = mapped_column(String(3), primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True)
    rate: Mapped[Decimal]
    source: Mapped[str] = mapped_column(String(200))


class Place(Model):
    """A county, town, village or port of Gilan."""

    __tablename__ = "places"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    names: Mapped[Texts]
    county_id: Mapped[str | None] = mapped_column(ForeignKey("places.id"))
    latitude: Mapped[Decimal | None]
    longitude: Mapped[Decimal | None]
    notes: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]
