"""cards: the word that they may be used, checkouts and messages of the company, disputes, refunds by themselves"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0100"
down_revision: str | None = "0090"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

MADE = {"server_default": sa.func.clock_timestamp(), "nullable": False}
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    _gate()
    _company()
    _disputes()
    _refunds()


def _gate() -> None:
    op.create_table(
        "gate_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", WHEN, **MADE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_decisions")),
        sa.UniqueConstraint("name", "number", name=op.f("uq_gate_decisions_name_number")),
        sa.CheckConstraint("length(reason) >= 10", name=op.f("ck_gate_decisions_reason_given")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_gate_decisions_decided_by_id")
        ),
    )
    op.execute(
        "create trigger append_only before update or delete on gate_decisions "
        "for each row execute function refuse_change()"
    )


def _company() -> None:
    op.create_table(
        "card_checkouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("back", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("session", sa.String(255), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("charge", sa.String(255), nullable=True),
        sa.Column("ended_at", WHEN, nullable=True),
        sa.Column("created_at", WHEN, **MADE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_checkouts")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_card_checkouts_payment_id")),
        sa.UniqueConstraint("session", name=op.f("uq_card_checkouts_session")),
        sa.UniqueConstraint("charge", name=op.f("uq_card_checkouts_charge")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_card_checkouts_payment_id")
        ),
    )
    op.create_table(
        "card_messages",
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(80), nullable=False),
        sa.Column("reference", sa.String(60), nullable=False),
        sa.Column("charge", sa.String(255), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("done_at", WHEN, nullable=True),
        sa.Column("created_at", WHEN, **MADE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_messages")),
    )
    op.create_index(
        "ix_card_messages_waiting",
        "card_messages",
        ["created_at"],
        postgresql_where=sa.text("done_at is null"),
    )


def _disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("closed_at", WHEN, nullable=True),
        sa.Column("created_at", WHEN, **MADE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("external_id", name=op.f("uq_disputes_external_id")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_disputes_amount_positive")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_disputes_payment_id")
        ),
    )
    op.create_index(op.f("ix_disputes_payment_id"), "disputes", ["payment_id"])
    op.create_index(op.f("ix_disputes_state"), "disputes", ["state"])


def _refunds() -> None:
    op.add_column(
        "refunds", sa.Column("way", sa.String(20), nullable=False, server_default="transfer")
    )
    op.add_column("refunds", sa.Column("refusals", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "refunds", sa.Column("trouble", sa.String(300), nullable=False, server_default="")
    )
    op.add_column("refunds", sa.Column("sent_at", WHEN, nullable=True))
    for column in ("way", "refusals", "trouble"):
        op.alter_column("refunds", column, server_default=None)


def downgrade() -> None:
    for column in ("sent_at", "trouble", "refusals", "way"):
        op.drop_column("refunds", column)
    for table in ("disputes", "card_messages", "card_checkouts", "gate_decisions"):
        op.drop_table(table)
