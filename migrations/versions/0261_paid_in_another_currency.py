"""what was paid for a consigned piece in another currency than its note's, and by which rate"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0261"
down_revision: str | None = "0260"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

WHOLE = "ck_consigned_sales_taken_whole"


def upgrade() -> None:
    op.add_column("consigned_sales", sa.Column("taken_minor", sa.BigInteger(), nullable=True))
    op.add_column("consigned_sales", sa.Column("taken_currency", sa.String(3), nullable=True))
    op.add_column("consigned_sales", sa.Column("rate", sa.Numeric(30, 18), nullable=True))
    op.add_column("consigned_sales", sa.Column("rate_as_of", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f(WHOLE),
        "consigned_sales",
        "num_nulls(taken_minor, taken_currency, rate, rate_as_of) in (0, 4)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f(WHOLE), "consigned_sales")
    for column in ("rate_as_of", "rate", "taken_currency", "taken_minor"):
        op.drop_column("consigned_sales", column)
