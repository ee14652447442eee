"""pieces that are the house's: their share is not their maker's"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0290"
down_revision: str | None = "0280"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index(
        "ix_reservations_sold",
        "reservations",
        [sa.text("split_part(key, ':', 1)")],
        unique=False,
        postgresql_where=sa.text("used_at is not null"),
    )
    for column in (
        sa.Column("house_pieces", sa.Integer(), server_default="0", nullable=False),
        sa.Column("house_minor", sa.BigInteger(), server_default="0", nullable=False),
    ):
        op.add_column("credits", column)
    op.create_check_constraint(op.f("ck_credits_house_not_negative"), "credits", "house_minor >= 0")
    op.create_check_constraint(
        op.f("ck_credits_house_pieces_in_range"), "credits", "house_pieces between 0 and quantity"
    )
    op.execute(KEPT)


KEPT = """
    update credits set
        house_minor = kept.minor,
        house_pieces = round(quantity * kept.minor / (kept.minor + amount_minor))
    from (
        select e.key, -sum(p.amount_minor) as minor
        from ledger_postings p join ledger_entries e on e.id = p.entry_id
        where e.kind = 'credit' and p.account like 'house:%'
        group by e.key
    ) as kept
    where kept.key = 'credit:' || credits.id
"""
"""Books outlast a step down; what they say is taken up again."""


def downgrade() -> None:
    op.drop_column("credits", "house_minor")
    op.drop_column("credits", "house_pieces")
    op.drop_index("ix_reservations_sold", table_name="reservations")
