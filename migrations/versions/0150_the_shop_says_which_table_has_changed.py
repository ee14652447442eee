"""the shop says which table has changed, so that what is read from others may be kept"""

from collections.abc import Sequence

from alembic import op

revision: str = "0150"
down_revision: str | None = "0140"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    tell("tg_table_name")
    op.execute(
        "create trigger shown_in_the_shop "
        "after insert or update or delete or truncate on bank_accounts "
        "for each statement execute function tell_the_shop()"
    )


def downgrade() -> None:
    op.execute("drop trigger shown_in_the_shop on bank_accounts")
    tell("''")


def tell(what: str) -> None:
    op.execute(
        f"""
        create or replace function tell_the_shop() returns trigger language plpgsql as $$
        begin
          perform pg_notify('shop', {what});
          return null;
        end $$
        """
    )
