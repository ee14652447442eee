"""entries of the audit trail may be deleted when the law asks for them no more, and not before"""

from collections.abc import Sequence

from alembic import op

revision: str = "0121"
down_revision: str | None = "0120"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        """
        create function refuse_change_for_ten_years() returns trigger language plpgsql as $$
        begin
          if tg_op = 'DELETE' and old.at < now() - interval '10 years' then
            return old;
          end if;
          raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
        end $$
        """
    )
    _guard("refuse_change_for_ten_years")


def downgrade() -> None:
    _guard("refuse_change")
    op.execute("drop function refuse_change_for_ten_years")


def _guard(function: str) -> None:
    op.execute("drop trigger append_only on audit_entries")
    op.execute(
        "create trigger append_only before update or delete on audit_entries "
        f"for each row execute function {function}()"
    )
