"""the freight of each parcel, and after how many days what was earned is payable"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from alembic import op

revision: str = "0070"
down_revision: str | None = "0060"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "parcels", sa.Column("freight_minor", sa.BigInteger(), nullable=False, server_default="0")
    )
    op.alter_column("parcels", "freight_minor", server_default=None)
    op.create_check_constraint(
        op.f("ck_parcels_freight_not_negative"), "parcels", "freight_minor >= 0"
    )
    rules = op.create_table(
        "payout_rules",
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("starts_on", name=op.f("pk_payout_rules")),
        sa.CheckConstraint("days between 0 and 365", name=op.f("ck_payout_rules_days_in_range")),
    )
    op.bulk_insert(
        rules,
        [
            {
                "starts_on": date(2020, 1, 1),
                "days": 7,
                "reason": "A week for the buyer to report damage before the maker is paid.",
            }
        ],
    )


def downgrade() -> None:
    op.drop_table("payout_rules")
    op.drop_constraint(op.f("ck_parcels_freight_not_negative"), "parcels")
    op.drop_column("parcels", "freight_minor")
