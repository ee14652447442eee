"""Cooperatives, artisans, memberships, commission terms, invitations."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import func, literal_column

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Json, Model, Strings, Texts
from marketplace.core.seal import Sealed
from marketplace.core.states import Flow, Stateful
from marketplace.core.trigrams import texts_of, trigram_index
from marketplace.localisation.models import Place
from marketplace.media.models import Picture


class CooperativeState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


class CooperativeKind(StrEnum):
    EXPORT_MANAGEMENT = "export_management"
    PRODUCTION = "production"
    FARAGIR = "faragir"
    PUBLIC_JOINT_STOCK = "public_joint_stock"
    RURAL = "rural"
    CENTRE = "centre"


class Cooperative(Stateful, Dated, Model):
    """The legal seller. `code` opens its order numbers, for example `SFD` in `SFD-2026-00042`.

    The handicraft centre stands among them under the number `CENTRE`: it keeps stock, holds money
    and pays makers as they do.
    """

    flow = Flow(
        {
            CooperativeState.ACTIVE: {CooperativeState.SUSPENDED},
            CooperativeState.SUSPENDED: {CooperativeState.ACTIVE},
        }
    )
    __tablename__ = "cooperatives"
    __table_args__ = (CheckConstraint("code ~ '^[A-Z]{2,5}$'", "code_letters"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[CooperativeState] = mapped_column(default=CooperativeState.ACTIVE)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    code: Mapped[str] = mapped_column(String(5), unique=True)
    kind: Mapped[CooperativeKind]
    names: Mapped[Texts]
    stories: Mapped[Texts]
    registration_number: Mapped[str] = mapped_column(String(20))
    national_id: Mapped[str] = mapped_column(String(11), unique=True)
    address: Mapped[Json]  # country, city, street, postal_code, in English; street_fa for Iran
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    place_id: Mapped[str] = mapped_column(ForeignKey(Place.id))
    picture_id: Mapped[int | None] = mapped_column(ForeignKey(Picture.id))

    place: Mapped[Place] = relationship()
    picture: Mapped[Picture | None] = relationship()

    def __str__(self) -> str:
        return f"{self.names.get('en', '')} ({self.code})"


class BankAccount(Dated, Model):
    """Where a cooperative is paid, in one currency."""

    __tablename__ = "bank_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    holder: Mapped[str] = mapped_column(String(120))
    bank: Mapped[str] = mapped_column(String(120))
    iban: Mapped[str] = mapped_column(Sealed)
    bic: Mapped[str] = mapped_column(String(11))
    closed_at: Mapped[datetime | None]

    cooperative: Mapped[Cooperative] = relationship()

    def __str__(self) -> str:
        return f"{self.currency} {self.iban[:2]}…{self.iban[-4:]}"


class CommissionTerm(Dated, Model):
    """What a cooperative keeps of a sale from a day on, in basis points (1,000 is 10 %).

    `shares` splits the commission for the buyer's eyes, for example
    `{"cooperative": 900, "fees": 400, "training": 400}`; it sums to `rate_bp`.
    """

    __tablename__ = "commission_terms"
    __table_args__ = (
        UniqueConstraint("cooperative_id", "starts_on"),
        CheckConstraint("rate_bp between 0 and 10000", "rate_in_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id))
    starts_on: Mapped[date]
    rate_bp: Mapped[int]
    shares: Mapped[Json]
    reason: Mapped[str] = mapped_column(String(300), default="")
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    def __str__(self) -> str:
        return f"{self.rate_bp / 100:g} % from {self.starts_on}"


class Artisan(Dated, Model):
    """A maker, with or without an account of her own."""

    __tablename__ = "artisans"
    __table_args__ = (trigram_index("ix_artisans_trigrams", texts_of("names")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    names: Mapped[Texts]
    stories: Mapped[Texts]
    place_id: Mapped[str] = mapped_column(ForeignKey(Place.id))
    portrait_id: Mapped[int | None] = mapped_column(ForeignKey(Picture.id))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), unique=True)
    phone: Mapped[str | None] = mapped_column(Sealed)
    sheba: Mapped[str | None] = mapped_column(Sealed)
    works_since: Mapped[int | None]  # Gregorian year
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    place: Mapped[Place] = relationship()
    portrait: Mapped[Picture | None] = relationship()
    user: Mapped[User | None] = relationship()

    def __str__(self) -> str:
        return self.names.get("en") or self.names.get("fa", "")


class Membership(Dated, Model):
    """An artisan belongs to a cooperative from a day, until another. One at a time."""

    __tablename__ = "memberships"
    __table_args__ = (
        ExcludeConstraint(
            (
                func.int4range(
                    literal_column("artisan_id"),
                    literal_column("artisan_id"),
                    literal_column("'[]'"),
                ),
                "&&",
            ),
            (
                func.daterange(
                    literal_column("starts_on"), literal_column("ends_on"), literal_column("'[)'")
                ),
                "&&",
            ),
            using="gist",
            name="one_membership_at_a_time",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    artisan_id: Mapped[int] = mapped_column(ForeignKey(Artisan.id), index=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    member_number: Mapped[str] = mapped_column(String(20), default="")

    artisan: Mapped[Artisan] = relationship()
    cooperative: Mapped[Cooperative] = relationship()

    def __str__(self) -> str:
        return f"{self.artisan} from {self.starts_on}"


class Invitation(Dated, Model):
    """A link that makes whoever opens it, and signs up, a member. The table holds its hash."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey(Cooperative.id), index=True)
    artisan_id: Mapped[int | None] = mapped_column(ForeignKey(Artisan.id))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    crafts: Mapped[Strings] = mapped_column(default=list)
    expires_at: Mapped[datetime]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    cooperative: Mapped[Cooperative] = relationship()
    artisan: Mapped[Artisan | None] = relationship()

    def __str__(self) -> str:
        return self.name
