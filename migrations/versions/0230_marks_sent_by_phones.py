"""marks that phones send, each under a name of its own"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0230"
down_revision: str | None = "0220"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "sent_marks",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "present",
                "absent",
                "excused",
                "late",
                "medical",
                name="mark",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_sent_marks_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["lesson_id"], ["lessons.id"], name=op.f("fk_sent_marks_lesson_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["users.id"], name=op.f("fk_sent_marks_sent_by_id")),
        sa.PrimaryKeyConstraint("lesson_id", "name", name=op.f("pk_sent_marks")),
    )
    op.create_index(op.f("ix_sent_marks_enrolment_id"), "sent_marks", ["enrolment_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sent_marks_enrolment_id"), table_name="sent_marks")
    op.drop_table("sent_marks")
