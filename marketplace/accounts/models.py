"""People, what they may do, where they are signed in, and what they did."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.permissions import COOPERATIVE_ROLES, GRANTS, Permission, Role
from marketplace.core.db import Dated, Json, Model


class Calendar(StrEnum):
    GREGORIAN = "gregorian"
    JALALI = "jalali"


@dataclass(frozen=True)
class Scope:
    """The cooperatives in which somebody may do something: all of them, or those named."""

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

    def may(self, permission: Permission, scope_id: int | None = None) -> bool:
        """Whether she may do it anywhere, or, with `scope_id`, in that cooperative."""
        scope = self.scope(permission)
        if scope_id is not None:
            return scope_id in scope
        return scope.everywhere or bool(scope.ids)

    def scope(self, permission: Permission) -> Scope:
        """Where she may do it."""
        holding: Iterable[RoleGrant] = [g for g in self.grants if permission in GRANTS[g.role]]
        return Scope(
            everywhere=any(g.scope_id is None for g in holding),
            ids=frozenset(g.scope_id for g in holding if g.scope_id is not None),
        )


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
    """One place where somebody is signed in. The cookie holds the token, the table its hash."""

    __tablename__ = "sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    ended_at: Mapped[datetime | None]
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
