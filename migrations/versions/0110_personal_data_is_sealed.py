"""addresses, account numbers and what mails say are sealed, under keys that can change"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet, MultiFernet
from flask import current_app
from sqlalchemy.dialects import postgresql

from marketplace.core.seal import begun, ring

revision: str = "0110"
down_revision: str | None = "0101"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

JSON = (
    ("order_groups", "address"),
    ("orders", "seller"),
    ("payments", "account"),
    ("baskets", "draft"),
    ("mails", "context"),
)
TEXT = (("receipts", "sender", 200), ("bank_accounts", "iban", 34))
SEALED_BEFORE = (("artisans", "phone"), ("artisans", "sheba"), ("payouts", "sheba"))


def upgrade() -> None:
    op.add_column("order_groups", sa.Column("country", sa.String(2)))
    op.add_column("order_groups", sa.Column("found_by", postgresql.ARRAY(sa.String(16))))
    op.alter_column("baskets", "draft", server_default=None)
    op.add_column("payments", sa.Column("account", postgresql.JSONB()))
    op.execute(
        "update payments set account = details->'account', details = details - 'account' "
        "where details ? 'account'"
    )
    for table, column in JSON:
        op.alter_column(table, column, type_=sa.Text(), postgresql_using=f"{column}::text")
    for table, column, _length in TEXT:
        op.alter_column(table, column, type_=sa.Text())
    _note_what_is_asked_for()
    old = _old_box()
    for table, column in SEALED_BEFORE:
        _change(table, column, lambda text: ring().seal(old.decrypt(text.encode()).decode()))
    for table, column, *_length in (*JSON, *TEXT):
        _change(table, column, ring().seal)
    for column in ("country", "found_by"):
        op.alter_column("order_groups", column, nullable=False)
    op.create_index(op.f("ix_order_groups_country"), "order_groups", ["country"])
    op.create_index(
        op.f("ix_order_groups_found_by"), "order_groups", ["found_by"], postgresql_using="gin"
    )


def downgrade() -> None:
    old = _old_box()
    for table, column in SEALED_BEFORE:
        _change(table, column, lambda text: old.encrypt(ring().open(text).encode()).decode())
    for table, column, *_length in (*JSON, *TEXT):
        _change(table, column, ring().open)
    for table, column in JSON:
        op.alter_column(
            table, column, type_=postgresql.JSONB(), postgresql_using=f"{column}::jsonb"
        )
    for table, column, length in TEXT:
        op.alter_column(table, column, type_=sa.String(length))
    op.execute(
        "update payments set details = details || jsonb_build_object('account', account) "
        "where account is not null"
    )
    op.drop_column("payments", "account")
    op.alter_column("baskets", "draft", server_default="{}")
    op.drop_index(op.f("ix_order_groups_found_by"), table_name="order_groups")
    op.drop_index(op.f("ix_order_groups_country"), table_name="order_groups")
    op.drop_column("order_groups", "found_by")
    op.drop_column("order_groups", "country")


def _note_what_is_asked_for() -> None:
    """The country of each order, and the marks by which its buyer is found."""
    groups = sa.table(
        "order_groups",
        sa.column("id"),
        sa.column("country"),
        sa.column("found_by", postgresql.ARRAY(sa.String(16))),
    )
    for id_, text in _rows("order_groups", "address"):
        address: dict[str, Any] = json.loads(text)
        words = begun(str(address.get(part) or "") for part in ("name", "city"))
        op.get_bind().execute(
            groups.update()
            .where(groups.c.id == id_)
            .values(
                country=str(address.get("country") or "")[:2],
                found_by=sorted({ring().marks(word)[0] for word in words}),
            )
        )


def _change(table: str, column: str, turn: Callable[[str], str]) -> None:
    statement = sa.text(f"update {table} set {column} = :value where id = :id")
    for id_, text in _rows(table, column):
        op.get_bind().execute(statement, {"id": id_, "value": turn(text)})


def _rows(table: str, column: str) -> list[tuple[int, str]]:
    """All rows where the column holds something."""
    query = sa.text(f"select id, {column} from {table} where {column} is not null order by id")
    return [(row[0], row[1]) for row in op.get_bind().execute(query)]


def _old_box() -> MultiFernet:
    """How makers' numbers were sealed before."""
    keys = current_app.extensions["settings"].seal_keys
    return MultiFernet([Fernet(key) for key in keys])
