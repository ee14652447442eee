"""notes of consignment, their pieces, sales and settlements"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0241"
down_revision: str | None = "0240"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "consignment_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "offered",
                "accepted",
                "open",
                "closed",
                "declined",
                "withdrawn",
                name="notestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("artisan_id", sa.Integer(), nullable=False),
        sa.Column("cooperative_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "price_rule",
            sa.Enum("agreed", "minimum_net", name="pricerule", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("commission_bp", sa.Integer(), nullable=False),
        sa.Column(
            "cost_rule",
            sa.Enum("centre", "artisan", name="bearer", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "liability",
            sa.Enum("centre", "artisan", name="bearer", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "unsold",
            sa.Enum("return", "cheaper", "ask", name="unsold", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("unsold_after_days", sa.Integer(), nullable=False),
        sa.Column("cheaper_bp", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_on_paper", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "cheaper_bp between 0 and 9000", name=op.f("ck_consignment_notes_cheaper_in_range")
        ),
        sa.CheckConstraint(
            "commission_bp between 0 and 10000",
            name=op.f("ck_consignment_notes_commission_in_range"),
        ),
        sa.CheckConstraint(
            "unsold_after_days between 1 and 1000", name=op.f("ck_consignment_notes_days_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["users.id"], name=op.f("fk_consignment_notes_accepted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["artisans.id"], name=op.f("fk_consignment_notes_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_consignment_notes_cooperative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_consignment_notes_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_notes")),
        sa.UniqueConstraint("number", name=op.f("uq_consignment_notes_number")),
    )
    op.create_index(
        op.f("ix_consignment_notes_artisan_id"), "consignment_notes", ["artisan_id"], unique=False
    )
    op.create_index(
        op.f("ix_consignment_notes_state"), "consignment_notes", ["state"], unique=False
    )
    op.create_table(
        "consignment_settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("artisan_id", sa.Integer(), nullable=False),
        sa.Column("cooperative_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_currency", sa.String(length=3), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("net_minor > 0", name=op.f("ck_consignment_settlements_net_positive")),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["artisans.id"], name=op.f("fk_consignment_settlements_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"],
            ["cooperatives.id"],
            name=op.f("fk_consignment_settlements_cooperative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_consignment_settlements_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_settlements")),
        sa.UniqueConstraint(
            "artisan_id",
            "until",
            "net_currency",
            name=op.f("uq_consignment_settlements_artisan_id_until_net_currency"),
        ),
        sa.UniqueConstraint("number", name=op.f("uq_consignment_settlements_number")),
    )
    op.create_index(
        op.f("ix_consignment_settlements_until"), "consignment_settlements", ["until"], unique=False
    )
    op.create_table(
        "consignment_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("price_currency", sa.String(length=3), nullable=False),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.CheckConstraint("price_minor > 0", name=op.f("ck_consignment_lines_price_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_consignment_lines_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["note_id"], ["consignment_notes.id"], name=op.f("fk_consignment_lines_note_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_consignment_lines_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_lines")),
        sa.UniqueConstraint(
            "note_id", "position", name=op.f("uq_consignment_lines_note_id_position")
        ),
    )
    op.create_index(
        op.f("ix_consignment_lines_note_id"), "consignment_lines", ["note_id"], unique=False
    )
    op.create_index(
        op.f("ix_consignment_lines_variant_id"), "consignment_lines", ["variant_id"], unique=False
    )
    op.create_table(
        "consigned_pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "sold",
                "sold_online",
                "settled",
                "returned",
                "lost",
                "damaged",
                name="piecestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["consignment_lines.id"], name=op.f("fk_consigned_pieces_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consigned_pieces")),
        sa.UniqueConstraint("line_id", "number", name=op.f("uq_consigned_pieces_line_id_number")),
    )
    op.create_index(op.f("ix_consigned_pieces_cause"), "consigned_pieces", ["cause"], unique=False)
    op.create_index(
        op.f("ix_consigned_pieces_line_id"), "consigned_pieces", ["line_id"], unique=False
    )
    op.create_index(
        "ix_consigned_pieces_state", "consigned_pieces", ["state", "received_at"], unique=False
    )
    op.create_table(
        "consigned_piece_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "received",
                "sold",
                "sold_online",
                "came_back",
                "settled",
                "returned",
                "lost",
                "found",
                "damaged",
                name="pieceeventkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_consigned_piece_events_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["piece_id"], ["consigned_pieces.id"], name=op.f("fk_consigned_piece_events_piece_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consigned_piece_events")),
    )
    op.create_index(
        op.f("ix_consigned_piece_events_piece_id"),
        "consigned_piece_events",
        ["piece_id"],
        unique=False,
    )
    op.create_table(
        "consigned_sales",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("piece_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sold",
                "taken_back",
                "made_good",
                "found_again",
                name="salekind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("commission_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('made_good', 'found_again') or price_minor = commission_minor + cost_minor + net_minor",
            name=op.f("ck_consigned_sales_divided_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["piece_id"], ["consigned_pieces.id"], name=op.f("fk_consigned_sales_piece_id")
        ),
        sa.ForeignKeyConstraint(
            ["settlement_id"],
            ["consignment_settlements.id"],
            name=op.f("fk_consigned_sales_settlement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consigned_sales")),
        sa.UniqueConstraint("key", "piece_id", name=op.f("uq_consigned_sales_key_piece_id")),
    )
    op.create_index(
        "ix_consigned_sales_open", "consigned_sales", ["settlement_id", "sold_at"], unique=False
    )
    op.create_index(
        op.f("ix_consigned_sales_piece_id"), "consigned_sales", ["piece_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_consigned_sales_piece_id"), table_name="consigned_sales")
    op.drop_index("ix_consigned_sales_open", table_name="consigned_sales")
    op.drop_table("consigned_sales")
    op.drop_index(op.f("ix_consigned_piece_events_piece_id"), table_name="consigned_piece_events")
    op.drop_table("consigned_piece_events")
    op.drop_index("ix_consigned_pieces_state", table_name="consigned_pieces")
    op.drop_index(op.f("ix_consigned_pieces_line_id"), table_name="consigned_pieces")
    op.drop_index(op.f("ix_consigned_pieces_cause"), table_name="consigned_pieces")
    op.drop_table("consigned_pieces")
    op.drop_index(op.f("ix_consignment_lines_variant_id"), table_name="consignment_lines")
    op.drop_index(op.f("ix_consignment_lines_note_id"), table_name="consignment_lines")
    op.drop_table("consignment_lines")
    op.drop_index(op.f("ix_consignment_settlements_until"), table_name="consignment_settlements")
    op.drop_table("consignment_settlements")
    op.drop_index(op.f("ix_consignment_notes_state"), table_name="consignment_notes")
    op.drop_index(op.f("ix_consignment_notes_artisan_id"), table_name="consignment_notes")
    op.drop_table("consignment_notes")
