"""second steps of the sign-in, changes of address, copies of one's data"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0111"
down_revision: str | None = "0110"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    op.add_column("users", sa.Column("second_step_at", sa.DateTime(timezone=True)))
    op.add_column("users", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.add_column(
        "sessions",
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
    )
    op.execute("update sessions set confirmed_at = created_at")
    op.add_column(
        "sessions", sa.Column("half", sa.Boolean(), nullable=False, server_default="false")
    )
    op.add_column(
        "sessions", sa.Column("country", sa.String(2), nullable=False, server_default="")
    )
    op.alter_column("sessions", "half", server_default=None)
    op.alter_column("sessions", "country", server_default=None)
    _second_steps()
    _changes()


def _second_steps() -> None:
    op.create_table(
        "authenticator_apps",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_authenticator_apps")),
        _of_user("authenticator_apps"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_codes_code_hash")),
        _of_user("recovery_codes"),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("transports", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        _of_user("passkeys"),
    )
    op.create_table(
        "passkey_challenges",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_passkey_challenges")),
    )
    op.create_index(op.f("ix_passkey_challenges_made_at"), "passkey_challenges", ["made_at"])
    for table in ("recovery_codes", "passkeys"):
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])


def _changes() -> None:
    op.create_table(
        "email_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("old", sa.String(254), nullable=False),
        sa.Column("new", sa.String(254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_changes")),
        _of_user("email_changes"),
    )
    op.create_table(
        "data_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False, server_default=NOW),
        sa.Column("ready_at", sa.DateTime(timezone=True)),
        sa.Column("storage_key", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copies")),
        _of_user("data_copies"),
    )
    for table in ("email_changes", "data_copies"):
        op.create_index(op.f(f"ix_{table}_user_id"), table, ["user_id"])


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"))


def downgrade() -> None:
    for table in (
        *("data_copies", "email_changes", "passkey_challenges", "passkeys"),
        *("recovery_codes", "authenticator_apps"),
    ):
        op.drop_table(table)
    for column in ("country", "half", "confirmed_at"):
        op.drop_column("sessions", column)
    op.drop_column("users", "erased_at")
    op.drop_column("users", "second_step_at")
