"""views of tables that somebody saved, tables taken out as files, files taken in"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0270"
down_revision: str | None = "0262"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

ROLES = (
    *("buyer", "artisan", "reviewer", "sales", "shipping", "treasurer", "manager"),
    *("pardis_staff", "trainer", "storekeeper", "workshop_lead", "cashier", "pardis_manager"),
    *("programme_officer", "auditor", "administrator"),
)


def _common() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "saved_views",
        *_common(),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("filters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column(
            "role", sa.Enum(*ROLES, name="role", native_enum=False, length=32), nullable=True
        ),
        sa.Column("scope_id", sa.Integer(), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "scope_id is null or role is not null", name=op.f("ck_saved_views_scopes_are_of_roles")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_views_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint(
            "user_id", "sheet", "name", name=op.f("uq_saved_views_user_id_sheet_name")
        ),
    )
    op.create_index("ix_saved_views_sheet_role", "saved_views", ["sheet", "role"])
    op.create_index(
        "uq_saved_views_one_default",
        "saved_views",
        ["user_id", "sheet"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )
    op.create_table(
        "table_files",
        *_common(),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("csv", "xlsx", name="filekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("filters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("storage_key", sa.String(length=120), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_table_files_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_files")),
    )
    op.create_index("ix_table_files_user_id", "table_files", ["user_id", "id"])
    op.create_table(
        "intakes",
        *_common(),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=120), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_intakes_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intakes")),
    )
    op.create_index("ix_intakes_user_id", "intakes", ["user_id", "id"])


def downgrade() -> None:
    op.drop_table("intakes")
    op.drop_table("table_files")
    op.drop_table("saved_views")
