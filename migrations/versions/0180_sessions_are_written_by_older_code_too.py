"""what older code does not write of a session is filled in by the database"""

from collections.abc import Sequence

from alembic import op

revision: str = "0180"
down_revision: str | None = "0170"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.alter_column("sessions", "half", server_default="false")
    op.alter_column("sessions", "country", server_default="")


def downgrade() -> None:
    op.alter_column("sessions", "half", server_default=None)
    op.alter_column("sessions", "country", server_default=None)
