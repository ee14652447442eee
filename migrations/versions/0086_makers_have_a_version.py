"""makers have a version, so that two who write of one do not overwrite each other"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0086"
down_revision: str | None = "0085"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("artisans", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("artisans", "version", server_default=None)


def downgrade() -> None:
    op.drop_column("artisans", "version")
