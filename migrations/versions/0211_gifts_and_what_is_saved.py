"""what waits beside a bag for later, and the words of a gift"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0211"
down_revision: str | None = "0210"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # Older code saves nothing for later: the database says so for it.
    later = sa.Column("later", sa.Boolean(), nullable=False, server_default="false")
    op.add_column("basket_lines", later)
    op.add_column("baskets", sa.Column("gift_note", sa.Text(), nullable=True))
    op.add_column("orders", sa.Column("gift_note", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("orders", "gift_note")
    op.drop_column("baskets", "gift_note")
    op.drop_column("basket_lines", "later")
