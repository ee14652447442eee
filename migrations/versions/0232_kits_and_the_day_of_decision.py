"""kits of courses, and when a group was decided on"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0232"
down_revision: str | None = "0231"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "training_groups", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "course_kit_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("lent", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _made(),
        sa.CheckConstraint(
            "quantity between 1 and 10000", name=op.f("ck_course_kit_lines_quantity_in_range")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_course_kit_lines_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_kit_lines")),
    )
    op.create_index(op.f("ix_course_kit_lines_course_id"), "course_kit_lines", ["course_id"])
    op.create_table(
        "course_kit_handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("signed", sa.String(length=120), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("back", sa.Integer(), nullable=True),
        sa.Column("back_signed", sa.String(length=120), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("back_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        _made(),
        sa.CheckConstraint(
            "back is null or back between 0 and quantity",
            name=op.f("ck_course_kit_handovers_back_within_quantity"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_course_kit_handovers_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["course_kit_lines.id"], name=op.f("fk_course_kit_handovers_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["users.id"], name=op.f("fk_course_kit_handovers_given_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["back_by_id"], ["users.id"], name=op.f("fk_course_kit_handovers_back_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_kit_handovers")),
        sa.UniqueConstraint("enrolment_id", "line_id", name=op.f("uq_course_kit_handovers_enrolment_id_line_id")),
    )
    op.create_index(op.f("ix_course_kit_handovers_line_id"), "course_kit_handovers", ["line_id"])


def downgrade() -> None:
    op.drop_table("course_kit_handovers")
    op.drop_table("course_kit_lines")
    op.drop_column("training_groups", "decided_at")


def _made() -> sa.Column:
    return sa.Column(
        "created_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp()"),
        nullable=False,
    )
