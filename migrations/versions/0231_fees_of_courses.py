"""what courses cost, who pays less, what goes back, and what enrolments are asked for"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0231"
down_revision: str | None = "0230"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "centre_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("bank", sa.String(length=120), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.String(length=11), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        _made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre_accounts")),
    )
    op.create_table(
        "fee_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        _made(),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_fee_rates_amount_not_negative")),
        sa.ForeignKeyConstraint(["course_id"], ["courses.id"], name=op.f("fk_fee_rates_course_id")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["training_groups.id"], name=op.f("fk_fee_rates_group_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_rates")),
    )
    op.create_index("ix_fee_rates_course_id_from_day", "fee_rates", ["course_id", "from_day"])
    op.create_index(op.f("ix_fee_rates_group_id"), "fee_rates", ["group_id"])
    op.create_table(
        "refund_rules",
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("happens", _words("before", "after", "cancelled"), nullable=False),
        sa.Column("bound", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "percent between 0 and 100", name=op.f("ck_refund_rules_percent_in_range")
        ),
        sa.PrimaryKeyConstraint("from_day", "happens", "bound", name=op.f("pk_refund_rules")),
    )
    op.create_table(
        "scholarship_rules",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "percent between 0 and 100", name=op.f("ck_scholarship_rules_percent_in_range")
        ),
        sa.PrimaryKeyConstraint("code", "from_day", name=op.f("pk_scholarship_rules")),
    )
    op.create_table(
        "fees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", _words("owed", "paid", "free", "lapsed", "ended"), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("full_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("scholarship", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _made(),
        sa.CheckConstraint(
            "(state = 'free') <= (due_minor = 0)", name=op.f("ck_fees_free_costs_nothing")
        ),
        sa.CheckConstraint(
            "due_minor between 0 and full_minor", name=op.f("ck_fees_due_within_full")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_fees_enrolment_id")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_fees_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fees")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_fees_enrolment_id")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_fees_payment_id")),
    )
    op.create_index("ix_fees_state_due_at", "fees", ["state", "due_at"])


def downgrade() -> None:
    for table in ("fees", "scholarship_rules", "refund_rules", "fee_rates", "centre_accounts"):
        op.drop_table(table)


def _made() -> sa.Column:
    return sa.Column(
        "created_at",
        sa.DateTime(timezone=True),
        server_default=sa.text("clock_timestamp()"),
        nullable=False,
    )


def _words(*words: str) -> sa.Enum:
    return sa.Enum(*words, native_enum=False, length=32)
