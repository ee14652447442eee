"""Views that somebody saved, files that were taken out, and files that were taken in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.core.db import Dated, Json, Model, Strings


class SavedView(Dated, Model):
    """A name for what a table is narrowed to and which columns it shows. With `role` everybody who
    holds that role, in the cooperative `scope_id` where it is one of a cooperative, has it too. A
    default one is what the table opens with: one's own before that of a role."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("user_id", "sheet", "name"),
        CheckConstraint("scope_id is null or role is not null", "scopes_are_of_roles"),
        Index(
            "uq_saved_views_one_default",
            "user_id",
            "sheet",
            unique=True,
            postgresql_where=text("is_default"),
        ),
        Index("ix_saved_views_sheet_role", "sheet", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    sheet: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    filters: Mapped[Json]
    columns: Mapped[Strings]
    role: Mapped[Role | None]
    scope_id: Mapped[int | None]
    is_default: Mapped[bool] = mapped_column(default=False)


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class TableFile(Dated, Model):
    """A table that somebody asked for as a file, and that a job writes. Without a `storage_key` it
    is not ready yet; `failed_at` is when it was given up."""

    __tablename__ = "table_files"
    __table_args__ = (Index("ix_table_files_user_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    sheet: Mapped[str] = mapped_column(String(40))
    kind: Mapped[FileKind]
    filters: Mapped[Json]
    columns: Mapped[Strings]
    lang: Mapped[str] = mapped_column(String(8))
    storage_key: Mapped[str | None] = mapped_column(String(120))
    rows: Mapped[int | None]
    ready_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()

    def __str__(self) -> str:
        return f"{self.sheet}.{self.kind}"


class Intake(Dated, Model):
    """A file that somebody wants to take in: tried first, and then done. `digest` is that of its
    content. `plan` counts what it adds, changes and leaves; `faults` is how many errors stand in
    it. What was done stays done: doing it again changes nothing."""

    __tablename__ = "intakes"
    __table_args__ = (Index("ix_intakes_user_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    kind: Mapped[str] = mapped_column(String(40))
    scope_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(120))
    digest: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str | None] = mapped_column(String(120))
    rows: Mapped[int]
    faults: Mapped[int]
    plan: Mapped[Json]
    done_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()

    def __str__(self) -> str:
        return self.name
