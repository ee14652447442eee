"""the workshop: materials, bills, work orders, inspections, wages; what else makers are owed"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0250"
down_revision: str | None = "0242"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "materials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "gram",
                "millilitre",
                "centimetre",
                "piece",
                name="unit",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reorder_at", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_materials_on_hand_not_negative")),
        sa.CheckConstraint("reorder_at >= 0", name=op.f("ck_materials_reorder_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_materials")),
        sa.UniqueConstraint("code", name=op.f("uq_materials_code")),
    )
    op.create_table(
        "inspection_criteria",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("craft_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("units", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("methods", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "bound",
            sa.Enum("least", "most", name="bound", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("limit_a", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("limit_b", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["craft_id"], ["crafts.id"], name=op.f("fk_inspection_criteria_craft_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_criteria")),
    )
    op.create_index(
        op.f("ix_inspection_criteria_craft_id"), "inspection_criteria", ["craft_id"], unique=False
    )
    op.create_table(
        "maker_absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("artisan_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "first_day <= last_day", name=op.f("ck_maker_absences_first_before_last")
        ),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["artisans.id"], name=op.f("fk_maker_absences_artisan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maker_absences")),
    )
    op.create_index(
        "ix_maker_absences_artisan_id_last_day",
        "maker_absences",
        ["artisan_id", "last_day"],
        unique=False,
    )
    op.create_table(
        "wages_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "approved", "dropped", name="runstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("cooperative_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "approved_by_id is null or approved_by_id <> made_by_id",
            name=op.f("ck_wages_runs_four_eyes"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_wages_runs_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"], ["cooperatives.id"], name=op.f("fk_wages_runs_cooperative_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_wages_runs_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wages_runs")),
        sa.UniqueConstraint("number", name=op.f("uq_wages_runs_number")),
    )
    op.create_index(
        op.f("ix_wages_runs_cooperative_id"), "wages_runs", ["cooperative_id"], unique=False
    )
    op.create_table(
        "working_weeks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("artisan_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("minutes", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "0 <= all(minutes) and 960 >= all(minutes)",
            name=op.f("ck_working_weeks_minutes_in_range"),
        ),
        sa.CheckConstraint("cardinality(minutes) = 7", name=op.f("ck_working_weeks_seven_days")),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["artisans.id"], name=op.f("fk_working_weeks_artisan_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_weeks")),
        sa.UniqueConstraint(
            "artisan_id", "starts_on", name=op.f("uq_working_weeks_artisan_id_starts_on")
        ),
    )
    op.create_table(
        "piece_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column(
            "grade",
            sa.Enum("a", "b", "c", "reject", name="grade", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("rate_minor", sa.BigInteger(), nullable=False),
        sa.Column("rate_currency", sa.String(length=3), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("rate_minor >= 0", name=op.f("ck_piece_rates_rate_not_negative")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_piece_rates_product_id")
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f("fk_piece_rates_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_rates")),
        sa.UniqueConstraint(
            "product_id",
            "grade",
            "starts_on",
            name=op.f("uq_piece_rates_product_id_grade_starts_on"),
        ),
    )
    op.create_table(
        "wage_slips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("artisan_id", sa.Integer(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("repaid_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "net_minor = gross_minor - repaid_minor", name=op.f("ck_wage_slips_net_adds_up")
        ),
        sa.CheckConstraint(
            "repaid_minor between 0 and gross_minor",
            name=op.f("ck_wage_slips_repaid_from_what_is_earned"),
        ),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["artisans.id"], name=op.f("fk_wage_slips_artisan_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["wages_runs.id"], name=op.f("fk_wage_slips_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wage_slips")),
        sa.UniqueConstraint("run_id", "artisan_id", name=op.f("uq_wage_slips_run_id_artisan_id")),
    )
    op.create_index(op.f("ix_wage_slips_artisan_id"), "wage_slips", ["artisan_id"], unique=False)
    op.create_table(
        "bills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_bills_made_by_id")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_bills_variant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bills")),
        sa.UniqueConstraint("variant_id", "number", name=op.f("uq_bills_variant_id_number")),
    )
    op.create_table(
        "earnings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("artisan_id", sa.Integer(), nullable=False),
        sa.Column("cooperative_id", sa.Integer(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("payable_on", sa.Date(), nullable=False),
        sa.Column("payout_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_earnings_amount_positive")),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["artisans.id"], name=op.f("fk_earnings_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["cooperative_id"], ["cooperatives.id"], name=op.f("fk_earnings_cooperative_id")
        ),
        sa.ForeignKeyConstraint(["payout_id"], ["payouts.id"], name=op.f("fk_earnings_payout_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earnings")),
        sa.UniqueConstraint("key", name=op.f("uq_earnings_key")),
    )
    op.create_index(op.f("ix_earnings_artisan_id"), "earnings", ["artisan_id"], unique=False)
    op.create_index(
        "ix_earnings_payable",
        "earnings",
        ["cooperative_id", "payable_on", "payout_id"],
        unique=False,
    )
    op.create_index(op.f("ix_earnings_payout_id"), "earnings", ["payout_id"], unique=False)
    op.create_table(
        "bill_lines",
        sa.Column("bill_id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("scrap_bp", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_bill_lines_quantity_positive")),
        sa.CheckConstraint(
            "scrap_bp between 0 and 10000", name=op.f("ck_bill_lines_scrap_in_range")
        ),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_bill_lines_bill_id")),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name=op.f("fk_bill_lines_material_id")
        ),
        sa.PrimaryKeyConstraint("bill_id", "material_id", name=op.f("pk_bill_lines")),
    )
    op.create_index(op.f("ix_bill_lines_material_id"), "bill_lines", ["material_id"], unique=False)
    op.create_table(
        "bill_steps",
        sa.Column("bill_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_bill_steps_minutes_positive")),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_bill_steps_bill_id")),
        sa.PrimaryKeyConstraint("bill_id", "position", name=op.f("pk_bill_steps")),
    )
    op.create_table(
        "work_orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "offered",
                "accepted",
                "in_progress",
                "inspected",
                "closed",
                "cancelled",
                name="workstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("cooperative_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("bill_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("order", "stock", "training", name="purpose", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inspected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(purpose = 'order') = (order_line_id is not null)",
            name=op.f("ck_work_orders_line_of_an_order"),
        ),
        sa.CheckConstraint(
            "open = 0 or state not in ('inspected', 'closed')",
            name=op.f("ck_work_orders_over_when_none_open"),
        ),
        sa.CheckConstraint(
            "accepted + rejected + open = quantity", name=op.f("ck_work_orders_pieces_add_up")
        ),
        sa.CheckConstraint(
            "least(accepted, rejected, open) >= 0", name=op.f("ck_work_orders_pieces_not_negative")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_work_orders_quantity_positive")),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name=op.f("fk_work_orders_bill_id")),
        sa.ForeignKeyConstraint(
            ["cooperative_id"], ["cooperatives.id"], name=op.f("fk_work_orders_cooperative_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_work_orders_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_lines.id"], name=op.f("fk_work_orders_order_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variants.id"], name=op.f("fk_work_orders_variant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_work_orders_number")),
    )
    op.create_index("ix_work_orders_board", "work_orders", ["state", "due_on"], unique=False)
    op.create_index(
        op.f("ix_work_orders_cooperative_id"), "work_orders", ["cooperative_id"], unique=False
    )
    op.create_index(
        op.f("ix_work_orders_order_line_id"), "work_orders", ["order_line_id"], unique=False
    )
    op.create_index(op.f("ix_work_orders_variant_id"), "work_orders", ["variant_id"], unique=False)
    op.create_table(
        "kit_lines",
        sa.Column("work_order_id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("wasted", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "issued >= used + returned + wasted", name=op.f("ck_kit_lines_no_more_than_issued")
        ),
        sa.CheckConstraint(
            "least(needed, issued, used, returned, wasted) >= 0",
            name=op.f("ck_kit_lines_not_negative"),
        ),
        sa.CheckConstraint(
            "not settled or issued = used + returned + wasted",
            name=op.f("ck_kit_lines_settled_to_the_gram"),
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name=op.f("fk_kit_lines_material_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_order_id"], ["work_orders.id"], name=op.f("fk_kit_lines_work_order_id")
        ),
        sa.PrimaryKeyConstraint("work_order_id", "material_id", name=op.f("pk_kit_lines")),
    )
    op.create_index(op.f("ix_kit_lines_material_id"), "kit_lines", ["material_id"], unique=False)
    op.create_table(
        "material_movements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("work_order_id", sa.Integer(), nullable=True),
        sa.Column(
            "happening",
            sa.Enum(
                "received",
                "issued",
                "returned",
                "used",
                "wasted",
                "lent",
                name="happening",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("price_currency", sa.String(length=3), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "\n    (happening = 'received' and stock = quantity and work_order_id is null)\n    or (happening in ('issued', 'lent') and stock = -quantity and work_order_id is not null)\n    or (happening = 'returned' and stock = quantity and work_order_id is not null)\n    or (happening = 'used' and stock = 0 and work_order_id is not null)\n    or (happening = 'wasted' and stock = case when work_order_id is null then -quantity else 0 end)\n",
            name=op.f("ck_material_movements_stock_as_it_happened"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_material_movements_quantity_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_material_movements_by_id")),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name=op.f("fk_material_movements_material_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_order_id"], ["work_orders.id"], name=op.f("fk_material_movements_work_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_movements")),
        sa.UniqueConstraint("key", name=op.f("uq_material_movements_key")),
    )
    op.create_index(
        op.f("ix_material_movements_material_id"),
        "material_movements",
        ["material_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_material_movements_work_order_id"),
        "material_movements",
        ["work_order_id"],
        unique=False,
    )
    op.create_table(
        "work_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_order_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_work_notes_by_id")),
        sa.ForeignKeyConstraint(
            ["work_order_id"], ["work_orders.id"], name=op.f("fk_work_notes_work_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_notes")),
    )
    op.create_index(
        op.f("ix_work_notes_work_order_id"), "work_notes", ["work_order_id"], unique=False
    )
    op.create_table(
        "work_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "accepted",
                "declined",
                "withdrawn",
                name="offerstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("work_order_id", sa.Integer(), nullable=False),
        sa.Column("artisan_id", sa.Integer(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("minutes_each", sa.Integer(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("why", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("chosen", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint("minutes_each >= 0", name=op.f("ck_work_offers_minutes_not_negative")),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_work_offers_pieces_positive")),
        sa.ForeignKeyConstraint(
            ["artisan_id"], ["artisans.id"], name=op.f("fk_work_offers_artisan_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_work_offers_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_order_id"], ["work_orders.id"], name=op.f("fk_work_offers_work_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_offers")),
    )
    op.create_index(
        "ix_work_offers_artisan_id_created_at",
        "work_offers",
        ["artisan_id", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_work_offers_work_order_id"), "work_offers", ["work_order_id"], unique=False
    )
    op.create_index(
        "uq_work_offers_one_standing",
        "work_offers",
        ["work_order_id", "artisan_id"],
        unique=True,
        postgresql_where=sa.text("state in ('offered', 'accepted')"),
    )
    op.create_table(
        "work_advances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("cash", "material", name="advancekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_currency", sa.String(length=3), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'material') = (material_id is not null)",
            name=op.f("ck_work_advances_what_was_lent"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_work_advances_amount_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_work_advances_by_id")),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name=op.f("fk_work_advances_material_id")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["work_offers.id"], name=op.f("fk_work_advances_offer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_advances")),
        sa.UniqueConstraint("key", name=op.f("uq_work_advances_key")),
    )
    op.create_index(op.f("ix_work_advances_offer_id"), "work_advances", ["offer_id"], unique=False)
    op.create_table(
        "work_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("handed_in", "graded", name="batchstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("a", sa.Integer(), nullable=False),
        sa.Column("b", sa.Integer(), nullable=False),
        sa.Column("c", sa.Integer(), nullable=False),
        sa.Column("reject", sa.Integer(), nullable=False),
        sa.Column("back", sa.Integer(), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slip_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "a + b + c + reject = case when state = 'graded' then quantity else 0 end",
            name=op.f("ck_work_batches_grades_add_up"),
        ),
        sa.CheckConstraint(
            "least(a, b, c, reject, back) >= 0 and back <= c",
            name=op.f("ck_work_batches_grades_not_negative"),
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_work_batches_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["work_offers.id"], name=op.f("fk_work_batches_offer_id")
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["wage_slips.id"], name=op.f("fk_work_batches_slip_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_batches")),
        sa.UniqueConstraint("number", name=op.f("uq_work_batches_number")),
        sa.UniqueConstraint("offer_id", "position", name=op.f("uq_work_batches_offer_id_position")),
    )
    op.create_index(op.f("ix_work_batches_slip_id"), "work_batches", ["slip_id"], unique=False)
    op.create_index(op.f("ix_work_batches_state"), "work_batches", ["state"], unique=False)
    op.create_table(
        "inspections",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["work_batches.id"], name=op.f("fk_inspections_batch_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_inspections_by_id")),
        sa.PrimaryKeyConstraint("batch_id", name=op.f("pk_inspections")),
    )
    op.create_table(
        "wage_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slip_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column(
            "grade",
            sa.Enum("a", "b", "c", "reject", name="grade", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("rate_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "amount_minor = rate_minor * pieces", name=op.f("ck_wage_lines_amount_adds_up")
        ),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_wage_lines_pieces_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["work_batches.id"], name=op.f("fk_wage_lines_batch_id")
        ),
        sa.ForeignKeyConstraint(["slip_id"], ["wage_slips.id"], name=op.f("fk_wage_lines_slip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wage_lines")),
        sa.UniqueConstraint(
            "slip_id", "batch_id", "grade", name=op.f("uq_wage_lines_slip_id_batch_id_grade")
        ),
    )
    op.create_index(op.f("ix_wage_lines_batch_id"), "wage_lines", ["batch_id"], unique=False)
    op.create_table(
        "wage_repayments",
        sa.Column("slip_id", sa.Integer(), nullable=False),
        sa.Column("advance_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_wage_repayments_amount_positive")),
        sa.ForeignKeyConstraint(
            ["advance_id"], ["work_advances.id"], name=op.f("fk_wage_repayments_advance_id")
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["wage_slips.id"], name=op.f("fk_wage_repayments_slip_id")
        ),
        sa.PrimaryKeyConstraint("slip_id", "advance_id", name=op.f("pk_wage_repayments")),
    )
    op.create_index(
        op.f("ix_wage_repayments_advance_id"), "wage_repayments", ["advance_id"], unique=False
    )
    op.create_table(
        "inspection_measurements",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.String(length=60), nullable=False),
        sa.Column(
            "grade",
            sa.Enum("a", "b", "c", "reject", name="grade", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("value", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("limit", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.CheckConstraint(
            "grade in ('a', 'b')", name=op.f("ck_inspection_measurements_grade_with_limits")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["inspections.batch_id"], name=op.f("fk_inspection_measurements_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"],
            ["inspection_criteria.id"],
            name=op.f("fk_inspection_measurements_criterion_id"),
        ),
        sa.PrimaryKeyConstraint(
            "batch_id", "criterion_id", "grade", name=op.f("pk_inspection_measurements")
        ),
    )
    op.create_table(
        "inspection_pictures",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["inspections.batch_id"], name=op.f("fk_inspection_pictures_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_inspection_pictures_picture_id")
        ),
        sa.PrimaryKeyConstraint("batch_id", "picture_id", name=op.f("pk_inspection_pictures")),
    )
    op.execute(
        "create trigger append_only before update or delete on material_movements "
        "for each row execute function refuse_change()"
    )
    op.execute(
        """
        create function refuse_unsettled() returns trigger language plpgsql as $$
        begin
          if exists (
            select from kit_lines where work_order_id = new.id
            and issued <> used + returned + wasted
          ) then
            raise exception 'material of work order % is not accounted for', new.number
              using errcode = 'check_violation';
          end if;
          return null;
        end $$
        """
    )
    op.execute(
        "create constraint trigger settled after update of state on work_orders "
        "deferrable initially deferred for each row "
        "when (new.state in ('closed', 'cancelled')) execute function refuse_unsettled()"
    )


def downgrade() -> None:
    op.execute("drop trigger settled on work_orders")
    op.execute("drop function refuse_unsettled")
    op.execute("drop trigger append_only on material_movements")
    op.drop_table("inspection_pictures")
    op.drop_table("inspection_measurements")
    op.drop_index(op.f("ix_wage_repayments_advance_id"), table_name="wage_repayments")
    op.drop_table("wage_repayments")
    op.drop_index(op.f("ix_wage_lines_batch_id"), table_name="wage_lines")
    op.drop_table("wage_lines")
    op.drop_table("inspections")
    op.drop_index(op.f("ix_work_batches_state"), table_name="work_batches")
    op.drop_index(op.f("ix_work_batches_slip_id"), table_name="work_batches")
    op.drop_table("work_batches")
    op.drop_index(op.f("ix_work_advances_offer_id"), table_name="work_advances")
    op.drop_table("work_advances")
    op.drop_index(
        "uq_work_offers_one_standing",
        table_name="work_offers",
        postgresql_where=sa.text("state in ('offered', 'accepted')"),
    )
    op.drop_index(op.f("ix_work_offers_work_order_id"), table_name="work_offers")
    op.drop_index("ix_work_offers_artisan_id_created_at", table_name="work_offers")
    op.drop_table("work_offers")
    op.drop_index(op.f("ix_work_notes_work_order_id"), table_name="work_notes")
    op.drop_table("work_notes")
    op.drop_index(op.f("ix_material_movements_work_order_id"), table_name="material_movements")
    op.drop_index(op.f("ix_material_movements_material_id"), table_name="material_movements")
    op.drop_table("material_movements")
    op.drop_index(op.f("ix_kit_lines_material_id"), table_name="kit_lines")
    op.drop_table("kit_lines")
    op.drop_index(op.f("ix_work_orders_variant_id"), table_name="work_orders")
    op.drop_index(op.f("ix_work_orders_order_line_id"), table_name="work_orders")
    op.drop_index(op.f("ix_work_orders_cooperative_id"), table_name="work_orders")
    op.drop_index("ix_work_orders_board", table_name="work_orders")
    op.drop_table("work_orders")
    op.drop_table("bill_steps")
    op.drop_index(op.f("ix_bill_lines_material_id"), table_name="bill_lines")
    op.drop_table("bill_lines")
    op.drop_index(op.f("ix_earnings_payout_id"), table_name="earnings")
    op.drop_index("ix_earnings_payable", table_name="earnings")
    op.drop_index(op.f("ix_earnings_artisan_id"), table_name="earnings")
    op.drop_table("earnings")
    op.drop_table("bills")
    op.drop_index(op.f("ix_wage_slips_artisan_id"), table_name="wage_slips")
    op.drop_table("wage_slips")
    op.drop_table("piece_rates")
    op.drop_table("working_weeks")
    op.drop_index(op.f("ix_wages_runs_cooperative_id"), table_name="wages_runs")
    op.drop_table("wages_runs")
    op.drop_index("ix_maker_absences_artisan_id_last_day", table_name="maker_absences")
    op.drop_table("maker_absences")
    op.drop_index(op.f("ix_inspection_criteria_craft_id"), table_name="inspection_criteria")
    op.drop_table("inspection_criteria")
    op.drop_table("materials")
