"""papers that a parcel needs and somebody has seen to"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0170"
down_revision: str | None = "0150"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "parcel_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parcel_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("rule_as_of", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.func.clock_timestamp(),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel_documents")),
        sa.UniqueConstraint(
            "parcel_id", "code", name=op.f("uq_parcel_documents_parcel_id_code")
        ),
        sa.ForeignKeyConstraint(
            ["parcel_id"], ["parcels.id"], name=op.f("fk_parcel_documents_parcel_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_parcel_documents_file_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_parcel_documents_by_id")),
    )
    op.create_index(op.f("ix_parcel_documents_parcel_id"), "parcel_documents", ["parcel_id"])


def downgrade() -> None:
    op.drop_table("parcel_documents")
