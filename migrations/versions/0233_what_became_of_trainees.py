"""what trainees say months after their course"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0233"
down_revision: str | None = "0232"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("licence", sa.Boolean(), nullable=True),
        sa.Column("cooperative", sa.Boolean(), nullable=True),
        sa.Column("orders", sa.Boolean(), nullable=True),
        sa.Column(
            "work",
            sa.Enum("none", "home", "employed", "own", name="work", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("months in (3, 6, 12)", name=op.f("ck_follow_ups_months_known")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_follow_ups_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_follow_ups_answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("enrolment_id", "months", name=op.f("uq_follow_ups_enrolment_id_months")),
    )
    op.create_index("ix_follow_ups_closes_at", "follow_ups", ["closes_at"])


def downgrade() -> None:
    op.drop_table("follow_ups")
