"""mails that are being handed over say since when, so that none goes out twice"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0160"
down_revision: str | None = "0200"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("mails", sa.Column("sending_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("update mails set state = 'waiting' where state in ('sending', 'uncertain')")
    op.drop_column("mails", "sending_since")
