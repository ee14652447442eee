"""what cooperatives give back of sold goods, and what the card company sends on to them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0101"
down_revision: str | None = "0100"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "order_allowances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("refund_id", sa.Integer(), nullable=False),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.clock_timestamp(),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_allowances")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_order_allowances_amount_positive")),
        sa.CheckConstraint(
            "(order_line_id is null) = (quantity is null)",
            name=op.f("ck_order_allowances_pieces_of_a_line"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_order_allowances_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refunds.id"], name=op.f("fk_order_allowances_refund_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_order_allowances_order_line_id")
        ),
    )
    op.create_index(op.f("ix_order_allowances_order_id"), "order_allowances", ["order_id"])
    op.create_index(op.f("ix_order_allowances_refund_id"), "order_allowances", ["refund_id"])
    _forwards()


def _forwards() -> None:
    op.create_table(
        "card_forwards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payee_id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(60), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(3), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.clock_timestamp(),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_forwards")),
        sa.UniqueConstraint(
            "payee_id", "external_id", name=op.f("uq_card_forwards_payee_id_external_id")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_card_forwards_amount_positive")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_card_forwards_recorded_by_id")
        ),
    )
    op.create_index(op.f("ix_card_forwards_payee_id"), "card_forwards", ["payee_id"])


def downgrade() -> None:
    op.drop_table("card_forwards")
    op.drop_table("order_allowances")
