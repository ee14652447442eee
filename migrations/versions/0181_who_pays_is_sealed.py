"""who pays is sealed, and found by marks"""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from marketplace.core.seal import begun, ring

revision: str = "0181"
down_revision: str | None = "0180"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

PARTS = ("buyer", "email", "country")


def upgrade() -> None:
    op.add_column("payments", sa.Column("payer", sa.Text()))
    op.add_column("payments", sa.Column("found_by", postgresql.ARRAY(sa.String(16))))
    op.create_index(
        op.f("ix_payments_found_by"), "payments", ["found_by"], postgresql_using="gin"
    )
    statement = sa.text(
        "update payments set payer = :payer, found_by = :marks,"
        " details = details - 'buyer' - 'email' - 'country' where id = :id"
    )
    query = "select id, details from payments where details ?| array['buyer', 'email', 'country']"
    for id_, details in op.get_bind().execute(sa.text(query)).all():
        payer: dict[str, Any] = {part: details[part] for part in PARTS if part in details}
        words = begun([str(payer.get("buyer") or "")])
        marks = sorted({ring().marks(word)[0] for word in words})
        sealed = ring().seal(json.dumps(payer, ensure_ascii=False))
        op.get_bind().execute(statement, {"id": id_, "payer": sealed, "marks": marks})


def downgrade() -> None:
    statement = sa.text("update payments set details = details || cast(:payer as jsonb) where id = :id")
    query = "select id, payer from payments where payer is not null"
    for id_, payer in op.get_bind().execute(sa.text(query)).all():
        op.get_bind().execute(statement, {"id": id_, "payer": ring().open(payer)})
    op.drop_index(op.f("ix_payments_found_by"), table_name="payments")
    op.drop_column("payments", "found_by")
    op.drop_column("payments", "payer")
