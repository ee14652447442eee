"""People, what they may do, where they are signed in, and what they did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.permissions import (
    CENTRE,
    CENTRE_ROLES,
    COOPERATIVE_ROLES,
    GRANTS,
    GUARDED,
    OF_COOPERATIVES,
    Permission,
    Role,
)
from marketplace.core.db import Dated, Json, Model, Strings
from marketplace.core.seal import Sealed


class Calendar(StrEnum):
    GREGORIAN = "gregorian"
    JALALI = "jalali"


@dataclass(frozen=True)
class Scope:
    """The cooperatives in which somebody may do something: all of them, or those named. The
    handicraft centre counts as one, under the number `CENTRE`."""

    everywhere: bool
    ids: frozenset[int] = frozenset()

    def __contains__(self, cooperative_id: object) -> bool:
        return self.everywhere or cooperative_id in self.ids

    def clause(self, column: Any) -> Any:
        """The where clause that keeps a query within it."""
        return column.is_not(None) if self.everywhere else column.in_(sorted(self.ids))


def _usual_calendar(context: Any) -> Calendar:
    """That of the language, until she chooses another."""
    return usual_calendar(context.get_current_parameters()["locale"])


def usual_calendar(locale: str) -> Calendar:
    return Calendar.JALALI if locale == "fa" else Calendar.GREGORIAN


class User(UserMixin, Dated, Model):  # type: ignore[misc]
    """One person with a sign-in. E-mail addresses are kept in lower case."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email = lower(email)", "email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None]
    locale: Mapped[str] = mapped_column(String(8), default="en")
    calendar: Mapped[Calendar] = mapped_column(default=_usual_calendar)
    email_confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    second_step_at: Mapped[datetime | None]  # since when she has a second step at the sign-in
    erased_at: Mapped[datetime | None]

    grants: Mapped[list["RoleGrant"]] = relationship(
        lazy="selectin", foreign_keys="RoleGrant.user_id", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_guarded(self) -> bool:
        """Whether she can move money, roles or bank details, so that a password is too little."""
        return any(GUARDED & GRANTS[role] for role in self.roles)

    def may(self, permission: Permission, scope_id: int | None = None) -> bool:
        """Whether she may do it anywhere, or, with `scope_id`, in that cooperative."""
        scope = self.scope(permission)
        if scope_id is not None:
            return scope_id in scope
        return scope.everywhere or bool(scope.ids)

    def scope(self, permission: Permission) -> Scope:
        """Where she may do it."""
        holding: Iterable[RoleGrant] = [g for g in self.grants if permission in GRANTS[g.role]]
        here = CENTRE if permission in OF_COOPERATIVES else None
        where = {here if g.role in CENTRE_ROLES else g.scope_id for g in holding}
        return Scope(None in where, frozenset(one for one in where if one is not None))


class RoleGrant(Model):
    """A role somebody holds. `scope_id` is the cooperative within which it holds; what lies below
    knows no cooperatives, so it is a bare number here, kept right by the cooperatives' services."""

    __tablename__ = "role_grants"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "scope_id", postgresql_nulls_not_distinct=True),
        CheckConstraint(
            "(role in ({})) = (scope_id is not null)".format(
                ", ".join(f"'{role}'" for role in sorted(COOPERATIVE_ROLES))
            ),
            "cooperative_roles_have_a_scope",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[Role]
    scope_id: Mapped[int | None] = mapped_column(index=True)
    granted_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Session(Model):
    """One place where somebody is signed in. The cookie holds the token, the table its hash.

    `confirmed_at` is when she last proved who she is. A `half` one knows the password and waits
    for the second step; it opens nothing.
    """

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    confirmed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    ended_at: Mapped[datetime | None]
    half: Mapped[bool] = mapped_column(default=False, server_default=false())
    country: Mapped[str] = mapped_column(String(2), default="", server_default="")
    agent: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(45), default="")

    user: Mapped[User] = relationship()


class SignInFailure(Model):
    """A sign-in that failed, so that the next one can be slowed down. `key` hashes an account name
    or a network address."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class AuditEntry(Model):
    """Who did what to which thing, and what it was before and after. The database refuses to
    change or delete a row."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_type", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp(), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    actor: Mapped[str] = mapped_column(String(254))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    scope_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[Json | None]
    after: Mapped[Json | None]
    address: Mapped[str | None] = mapped_column(String(45))
    request_id: Mapped[str | None] = mapped_column(String(64))


class AuthenticatorApp(Model):
    """The secret that somebody's telephone makes six-digit codes from. `last_step` is the half
    minute whose code was used last: none counts twice."""

    __tablename__ = "authenticator_apps"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Sealed)
    started_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(Model):
    """A code on paper for when the telephone is lost. The table holds its hash; it works once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class Passkey(Dated, Model):
    """A key pair whose private half stays in somebody's device."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(60))
    transports: Mapped[Strings] = mapped_column(default=list)
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()

    def __str__(self) -> str:
        return self.name


class Challenge(Model):
    """What a passkey is to sign, once. The browser's cookie names it, the table keeps it."""

    __tablename__ = "passkey_challenges"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    value: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp(), index=True)


class EmailChange(Model):
    """Somebody wants another address. It holds once the new one is confirmed; for some days whoever
    reads the old one can undo it."""

    __tablename__ = "email_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    old: Mapped[str] = mapped_column(String(254))
    new: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    confirmed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class DataCopy(Model):
    """A copy of everything about a person that she asked for: a ZIP in private storage."""

    __tablename__ = "data_copies"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    ready_at: Mapped[datetime | None]
    storage_key: Mapped[str | None] = mapped_column(String(200))
