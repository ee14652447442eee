"""what lists are filtered and sorted by stands beside the words that find them"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

COLUMNS = {
    "published_at": sa.DateTime(timezone=True),
    "craft_id": sa.String(40),
    "family": sa.String(20),
    "place_id": sa.String(40),
    "county_id": sa.String(40),
    "cooperative_id": sa.Integer(),
    "artisan_id": sa.Integer(),
    "price_minor": sa.BigInteger(),
    "price_currency": sa.String(3),
    "made_to_order": sa.Boolean(),
}
FACETS = ("craft_id", "family", "place_id", "county_id", "cooperative_id", "artisan_id")
NEWEST = (sa.text("published_at desc"), sa.text("product_id desc"))


def upgrade() -> None:
    """The index is made from the products: `flask search rebuild` fills it again."""
    op.execute("delete from search_documents")
    for name, kind in COLUMNS.items():
        op.add_column("search_documents", sa.Column(name, kind, nullable=False))
    op.create_index("ix_search_documents_shelf", "search_documents", [*NEWEST])
    op.create_index(
        "ix_search_documents_price", "search_documents", ["price_minor", "product_id"]
    )
    op.create_index("ix_search_documents_currency", "search_documents", ["price_currency"])
    for facet in FACETS:
        op.create_index(f"ix_search_documents_{facet}", "search_documents", [facet, *NEWEST])


def downgrade() -> None:
    for name in (*FACETS, "price", "currency", "shelf"):
        op.drop_index(f"ix_search_documents_{name}", "search_documents")
    for name in COLUMNS:
        op.drop_column("search_documents", name)
