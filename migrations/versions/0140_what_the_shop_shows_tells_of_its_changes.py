"""what the shop shows tells of its changes, so that kept pages are made anew"""

from collections.abc import Sequence

from alembic import op

revision: str = "0140"
down_revision: str | None = "0121"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SHOWN = (
    "artisans",
    "commission_terms",
    "cooperatives",
    "crafts",
    "delivery_rates",
    "delivery_services",
    "delivery_zones",
    "destinations",
    "exchange_rates",
    "locations",
    "memberships",
    "pictures",
    "places",
    "product_pictures",
    "products",
    "reservations",
    "search_documents",
    "search_trigrams",
    "stock_items",
    "variants",
)


def upgrade() -> None:
    op.execute(
        """
        create function tell_the_shop() returns trigger language plpgsql as $$
        begin
          perform pg_notify('shop', '');
          return null;
        end $$
        """
    )
    for table in SHOWN:
        op.execute(
            "create trigger shown_in_the_shop "
            f"after insert or update or delete or truncate on {table} "
            "for each statement execute function tell_the_shop()"
        )


def downgrade() -> None:
    for table in SHOWN:
        op.execute(f"drop trigger shown_in_the_shop on {table}")
    op.execute("drop function tell_the_shop")
