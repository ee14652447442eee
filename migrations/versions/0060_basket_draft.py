"""what a buyer said at the checkout so far

Revision ID: 0060
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "baskets",
        sa.Column("draft", postgresql.JSONB(), server_default="{}", nullable=False),
    )


def downgrade():
    op.drop_column("baskets", "draft")
