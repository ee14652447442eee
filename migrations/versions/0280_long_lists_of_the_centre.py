"""long lists: texts found by three letters, movements by day, when a stock item came and sold"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0280"
down_revision: str | None = "0270"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BOTH = "(coalesce({0} ->> 'fa', '') || ' ' || coalesce({0} ->> 'en', ''))"
FOUND = {
    "certificates": "(number || ' ' || name || ' ' || latin_name)",
    "products": BOTH.format("titles"),
    "artisans": BOTH.format("names"),
    "variants": "sku",
}


def upgrade() -> None:
    op.execute(
        """
        create function trigrams_of(said text) returns text[]
        language sql immutable parallel safe strict as $$
            select coalesce(array_agg(distinct substr(l, i, 3)), '{}')
            from lower(said) l, generate_series(1, length(l) - 2) i
        $$
        """
    )
    for table, said in FOUND.items():
        op.execute(f"create index ix_{table}_trigrams on {table} using gin (trigrams_of({said}))")
    op.drop_index("ix_stock_movements_created_at", "stock_movements")
    op.create_index(
        "ix_stock_movements_created_at",
        "stock_movements",
        ["created_at"],
        postgresql_include=["stock_item_id", "kind", "quantity"],
    )
    op.add_column("stock_items", sa.Column("came_at", sa.DateTime(timezone=True)))
    op.add_column("stock_items", sa.Column("sold_at", sa.DateTime(timezone=True)))
    op.execute(
        """
        update stock_items set came_at = m.came_at, sold_at = m.sold_at
        from (
            select stock_item_id, min(created_at) filter (where kind = 'received') as came_at,
                max(created_at) filter (where kind = 'sold') as sold_at
            from stock_movements group by stock_item_id
        ) m
        where m.stock_item_id = stock_items.id
        """
    )


def downgrade() -> None:
    op.drop_column("stock_items", "sold_at")
    op.drop_column("stock_items", "came_at")
    op.drop_index("ix_stock_movements_created_at", "stock_movements")
    op.create_index("ix_stock_movements_created_at", "stock_movements", ["created_at"])
    for table in FOUND:
        op.execute(f"drop index ix_{table}_trigrams")
    op.execute("drop function trigrams_of")
