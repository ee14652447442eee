"""which workers are alive, so that the jobs of a dead one are taken over"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0120"
down_revision: str | None = "0111"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "worker_slots",
        sa.Column("slot", sa.String(length=60), nullable=False),
        sa.Column("process", sa.String(length=32), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_worker_slots")),
    )


def downgrade() -> None:
    op.drop_table("worker_slots")
