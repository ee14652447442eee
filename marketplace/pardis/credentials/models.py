"""Certificates as they were given out, the keys that signed them, and those that hold no more."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Json, Model
from marketplace.core.seal import Sealed
from marketplace.core.trigrams import trigram_index
from marketplace.pardis.training.calendar import today_in_tehran
from marketplace.pardis.training.models import Enrolment, Result


class IssuerKey(Dated, Model):
    """A pair of Ed25519 keys. The public half is published for good, so what it signed stays
    checkable; the private half is gone once another key has taken over. One signs at a time."""

    __tablename__ = "issuer_keys"
    __table_args__ = (
        Index(
            "uq_issuer_keys_one_signs",
            text("(retired_at is null)"),
            unique=True,
            postgresql_where=text("retired_at is null"),
        ),
        CheckConstraint("(retired_at is null) = (private is not null)", "only_the_newest_signs"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public: Mapped[str] = mapped_column(String(80), unique=True)  # as a Multikey: z6Mk…
    private: Mapped[str | None] = mapped_column(Sealed)  # 32 bytes in base64
    retired_at: Mapped[datetime | None]


class CertificateCounter(Model):
    """The last number of each Jalali year."""

    __tablename__ = "certificate_counters"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


SAID = "(certificates.number || ' ' || certificates.name || ' ' || certificates.latin_name)"
"""What a certificate is found by."""


class Certificate(Dated, Model):
    """One for each enrolment. What it says, its number, code and badge never change; the database
    sees to it. Names can be taken out when somebody wishes to be forgotten.

    `content` is what the paper says besides her name. `badge` is the signed Open Badges credential
    as JSON with its proof, `badge_jwt` the same as a JWT, both as they were given out. `shown_by_id`
    is she herself, where she wishes it to stand on her public page. `id` is its place in the status
    list.
    """

    __tablename__ = "certificates"
    __table_args__ = (trigram_index("ix_certificates_trigrams", SAID),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey(Enrolment.id), unique=True)
    result_id: Mapped[int] = mapped_column(ForeignKey(Result.id))
    signer_id: Mapped[int] = mapped_column(ForeignKey(IssuerKey.id))
    name: Mapped[str] = mapped_column(String(120))
    latin_name: Mapped[str] = mapped_column(String(120), default="")
    content: Mapped[Json]
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    badge: Mapped[str] = mapped_column(Text, deferred=True)
    badge_jwt: Mapped[str] = mapped_column(Text, deferred=True)
    shown_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    issued_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    enrolment: Mapped[Enrolment] = relationship()
    result: Mapped[Result] = relationship()
    issued_by: Mapped[User] = relationship(foreign_keys=issued_by_id)
    revocation: Mapped["Revocation | None"] = relationship(
        back_populates="certificate", lazy="joined"
    )

    def __str__(self) -> str:
        return self.number

    @property
    def standing(self) -> "Standing":
        if self.revocation:
            return Standing.REVOKED
        expired = self.valid_until is not None and self.valid_until < today_in_tehran()
        return Standing.EXPIRED if expired else Standing.VALID


class Standing(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Ground(StrEnum):
    """Why a certificate holds no more; what everybody may read."""

    RESULT = "result"
    ERROR = "error"
    FRAUD = "fraud"
    WISH = "wish"


class Revocation(Dated, Model):
    """That a certificate holds no more, and why; there is no way back. `note` is for the centre."""

    __tablename__ = "certificate_revocations"

    certificate_id: Mapped[int] = mapped_column(ForeignKey(Certificate.id), primary_key=True)
    ground: Mapped[Ground]
    note: Mapped[str] = mapped_column(String(500))
    revoked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    certificate: Mapped[Certificate] = relationship(back_populates="revocation")
    revoked_by: Mapped[User] = relationship()
