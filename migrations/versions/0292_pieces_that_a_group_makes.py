"""training pieces name the group that makes them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0292"
down_revision: str | None = "0291"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("work_orders", sa.Column("group_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_work_orders_group_id"), "work_orders", "training_groups", ["group_id"], ["id"]
    )
    op.create_index(op.f("ix_work_orders_group_id"), "work_orders", ["group_id"])
    op.create_check_constraint(
        op.f("ck_work_orders_group_of_training_pieces"),
        "work_orders",
        "group_id is null or purpose = 'training'",
    )


def downgrade() -> None:
    op.drop_column("work_orders", "group_id")
