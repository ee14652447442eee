"""Dated rules with their sources. A rule never changes; a later row replaces it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Json, Model, Strings, Texts


class Policy(StrEnum):
    OPEN = "open"
    REVIEW = "review"
    BLOCKED = "blocked"


class HsCode(Model):
    """A heading of the Harmonized System 2022, six digits, of use for handicrafts."""

    __tablename__ = "hs_codes"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    texts: Mapped[Texts]
    unit: Mapped[str] = mapped_column(String(3))
    flags: Mapped[Strings]
    typical_use: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]


class Destination(Model):
    """What a country asks of goods that come from Iran, as known on a day. Empty is unknown."""

    __tablename__ = "destinations"

    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True)
    names: Mapped[Texts]
    region: Mapped[str] = mapped_column(String(40))
    trade_bloc: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    policy: Mapped[Policy]
    policy_reason: Mapped[Texts]
    duty_rule: Mapped[str] = mapped_column(String(40))
    duty_free_up_to: Mapped[Decimal | None]
    duty_free_currency: Mapped[str | None] = mapped_column(String(3))
    tax_free_up_to: Mapped[Decimal | None]
    tax_free_currency: Mapped[str | None] = mapped_column(String(3))
    tax_rate_pct: Mapped[Decimal | None]
    details: Mapped[Json]
    confidence: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(200))


class Incoterm(Model):
    """One of the eleven rules of Incoterms 2020: who does what, and where the risk passes."""

    __tablename__ = "incoterms"

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    names: Mapped[Texts]
    details: Mapped[Json]
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date]


class GateDecision(Dated, Model):
    """That something may lawfully be used here, or may not any more: who decided it, when and why.
    The one with the highest `number` holds; none is ever changed."""

    __tablename__ = "gate_decisions"
    __table_args__ = (
        UniqueConstraint("name", "number"),
        CheckConstraint("length(reason) >= 10", "reason_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    open: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(1000))
    decided_on: Mapped[date]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    decided_by: Mapped[User] = relationship()
