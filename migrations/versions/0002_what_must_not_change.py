"""what must not change: append-only tables, and ledger entries that balance"""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

APPEND_ONLY = ("audit_entries", "ledger_entries", "ledger_postings", "stock_movements")


def upgrade() -> None:
    op.execute(
        """
        create function refuse_change() returns trigger language plpgsql as $$
        begin
          raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
        end $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"create trigger append_only before update or delete on {table} "
            "for each row execute function refuse_change()"
        )
    op.execute(
        """
        create function refuse_imbalance() returns trigger language plpgsql as $$
        begin
          if exists (
            select from ledger_postings where entry_id = new.entry_id
            group by amount_currency having sum(amount_minor) <> 0
          ) then
            raise exception 'ledger entry % does not balance', new.entry_id
              using errcode = 'check_violation';
          end if;
          return null;
        end $$
        """
    )
    op.execute(
        "create constraint trigger balanced after insert on ledger_postings "
        "deferrable initially deferred for each row execute function refuse_imbalance()"
    )


def downgrade() -> None:
    op.execute("drop trigger balanced on ledger_postings")
    op.execute("drop function refuse_imbalance")
    for table in APPEND_ONLY:
        op.execute(f"drop trigger append_only on {table}")
    op.execute("drop function refuse_change")
