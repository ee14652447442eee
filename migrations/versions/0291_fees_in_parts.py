"""who moves to a dearer group is asked for the difference"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0291"
down_revision: str | None = "0290"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("fees", sa.Column("part", sa.Integer(), server_default="0", nullable=False))
    op.add_column("fees", sa.Column("price_minor", sa.BigInteger(), nullable=True))
    op.execute("update fees set price_minor = full_minor")
    op.alter_column("fees", "price_minor", nullable=False)
    op.drop_constraint(op.f("uq_fees_enrolment_id"), "fees", type_="unique")
    op.create_unique_constraint(op.f("uq_fees_enrolment_id_part"), "fees", ["enrolment_id", "part"])


def downgrade() -> None:
    op.execute("delete from fees where part > 0")
    op.drop_constraint(op.f("uq_fees_enrolment_id_part"), "fees", type_="unique")
    op.create_unique_constraint(op.f("uq_fees_enrolment_id"), "fees", ["enrolment_id"])
    op.drop_column("fees", "price_minor")
    op.drop_column("fees", "part")
