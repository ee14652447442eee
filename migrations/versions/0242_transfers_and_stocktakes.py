"""moves in two steps, loans, write-offs by two people, and stocktakes"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0242"
down_revision: str | None = "0241"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "stock_transfers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("sent", "received", name="transferstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum("move", "loan", name="transferkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("cooperative_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.Column("received_by_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("borrower", sa.String(length=120), nullable=False),
        sa.Column("venue", sa.String(length=120), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("insured_minor", sa.BigInteger(), nullable=False),
        sa.Column("insured_currency", sa.String(length=3), nullable=False),
        sa.Column("courier", sa.String(length=120), nullable=False),
        sa.Column("handling", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'loan') = (borrower <> '')",
            name=op.f("ck_stock_transfers_loans_have_borrowers"),
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"], ["cooperatives.id"], name=op.f("fk_stock_transfers_cooperative_id")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["users.id"], name=op.f("fk_stock_transfers_received_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["users.id"], name=op.f("fk_stock_transfers_sent_by_id")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["locations.id"], name=op.f("fk_stock_transfers_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_transfers")),
        sa.UniqueConstraint("key", name=op.f("uq_stock_transfers_key")),
    )
    op.create_index(
        op.f("ix_stock_transfers_cooperative_id"),
        "stock_transfers",
        ["cooperative_id"],
        unique=False,
    )
    op.create_index(op.f("ix_stock_transfers_state"), "stock_transfers", ["state"], unique=False)
    op.create_table(
        "stocktakes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "counting",
                "review",
                "posted",
                "given_up",
                name="countstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("location_id", sa.Integer(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("posted_by_id", sa.Integer(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_stocktakes_location_id")
        ),
        sa.ForeignKeyConstraint(
            ["posted_by_id"], ["users.id"], name=op.f("fk_stocktakes_posted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["users.id"], name=op.f("fk_stocktakes_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktakes")),
    )
    op.create_index(op.f("ix_stocktakes_state"), "stocktakes", ["state"], unique=False)
    op.create_index(
        "uq_stocktakes_one_of_a_place",
        "stocktakes",
        ["location_id"],
        unique=True,
        postgresql_where=sa.text("state in ('counting', 'review')"),
    )
    op.create_table(
        "stock_transfer_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("came_back", sa.Boolean(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_stock_transfer_pictures_picture_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["stock_transfers.id"],
            name=op.f("fk_stock_transfer_pictures_transfer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_transfer_pictures")),
    )
    op.create_index(
        op.f("ix_stock_transfer_pictures_transfer_id"),
        "stock_transfer_pictures",
        ["transfer_id"],
        unique=False,
    )
    op.create_table(
        "stock_transfer_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("stock_item_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=True),
        sa.Column("damaged", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "came is null or came between 0 and quantity",
            name=op.f("ck_stock_transfer_lines_came_in_range"),
        ),
        sa.CheckConstraint(
            "damaged between 0 and coalesce(came, 0)",
            name=op.f("ck_stock_transfer_lines_damaged_in_range"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_transfer_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["stock_item_id"],
            ["stock_items.id"],
            name=op.f("fk_stock_transfer_lines_stock_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"],
            ["stock_transfers.id"],
            name=op.f("fk_stock_transfer_lines_transfer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_transfer_lines")),
        sa.UniqueConstraint(
            "transfer_id",
            "stock_item_id",
            name=op.f("uq_stock_transfer_lines_transfer_id_stock_item_id"),
        ),
    )
    op.create_index(
        op.f("ix_stock_transfer_lines_stock_item_id"),
        "stock_transfer_lines",
        ["stock_item_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_stock_transfer_lines_transfer_id"),
        "stock_transfer_lines",
        ["transfer_id"],
        unique=False,
    )
    op.create_table(
        "stocktake_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stocktake_id", sa.Integer(), nullable=False),
        sa.Column("stock_item_id", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("counted_by_id", sa.Integer(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "broken",
                "unbooked_sale",
                "unbooked_arrival",
                "misplaced",
                "unknown",
                name="countreason",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(counted is null) = (expected is null)",
            name=op.f("ck_stocktake_lines_counted_over_the_book"),
        ),
        sa.CheckConstraint(
            "counted is null or counted >= 0", name=op.f("ck_stocktake_lines_counted_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["counted_by_id"], ["users.id"], name=op.f("fk_stocktake_lines_counted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_items.id"], name=op.f("fk_stocktake_lines_stock_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["stocktake_id"], ["stocktakes.id"], name=op.f("fk_stocktake_lines_stocktake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake_lines")),
        sa.UniqueConstraint(
            "stocktake_id",
            "stock_item_id",
            name=op.f("uq_stocktake_lines_stocktake_id_stock_item_id"),
        ),
    )
    op.create_index(
        op.f("ix_stocktake_lines_stock_item_id"), "stocktake_lines", ["stock_item_id"], unique=False
    )
    op.create_index(
        op.f("ix_stocktake_lines_stocktake_id"), "stocktake_lines", ["stocktake_id"], unique=False
    )
    op.create_table(
        "write_offs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("asked", "done", "refused", name="writeoffstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("stock_item_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "decided_by_id is null or decided_by_id <> asked_by_id",
            name=op.f("ck_write_offs_two_people"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_write_offs_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_write_offs_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_write_offs_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["stock_item_id"], ["stock_items.id"], name=op.f("fk_write_offs_stock_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_write_offs")),
        sa.UniqueConstraint("key", name=op.f("uq_write_offs_key")),
    )
    op.create_index(op.f("ix_write_offs_state"), "write_offs", ["state"], unique=False)
    op.create_index(
        op.f("ix_write_offs_stock_item_id"), "write_offs", ["stock_item_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_write_offs_stock_item_id"), table_name="write_offs")
    op.drop_index(op.f("ix_write_offs_state"), table_name="write_offs")
    op.drop_table("write_offs")
    op.drop_index(op.f("ix_stocktake_lines_stocktake_id"), table_name="stocktake_lines")
    op.drop_index(op.f("ix_stocktake_lines_stock_item_id"), table_name="stocktake_lines")
    op.drop_table("stocktake_lines")
    op.drop_index(op.f("ix_stock_transfer_lines_transfer_id"), table_name="stock_transfer_lines")
    op.drop_index(op.f("ix_stock_transfer_lines_stock_item_id"), table_name="stock_transfer_lines")
    op.drop_table("stock_transfer_lines")
    op.drop_index(
        op.f("ix_stock_transfer_pictures_transfer_id"), table_name="stock_transfer_pictures"
    )
    op.drop_table("stock_transfer_pictures")
    op.drop_index(
        "uq_stocktakes_one_of_a_place",
        table_name="stocktakes",
        postgresql_where=sa.text("state in ('counting', 'review')"),
    )
    op.drop_index(op.f("ix_stocktakes_state"), table_name="stocktakes")
    op.drop_table("stocktakes")
    op.drop_index(op.f("ix_stock_transfers_state"), table_name="stock_transfers")
    op.drop_index(op.f("ix_stock_transfers_cooperative_id"), table_name="stock_transfers")
    op.drop_table("stock_transfers")
