"""places lie in places, what a piece counts for by the day, and how few may be left"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0240"
down_revision: str | None = "0233"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

KINDS = ("room", "shelf", "showroom", "workshop", "exhibition", "quarantine", "transit")


def upgrade() -> None:
    op.add_column("locations", sa.Column("parent_id", sa.Integer(), nullable=True))
    op.add_column(
        "locations",
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="placekind", native_enum=False, length=32),
            server_default="room",
            nullable=False,
        ),
    )
    op.create_index(op.f("ix_locations_parent_id"), "locations", ["parent_id"])
    op.create_foreign_key(
        op.f("fk_locations_parent_id"), "locations", "locations", ["parent_id"], ["id"]
    )
    op.create_check_constraint(op.f("ck_locations_not_in_itself"), "locations", "parent_id <> id")
    op.create_index("ix_stock_movements_created_at", "stock_movements", ["created_at"])
    op.create_table(
        "unit_values",
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("value_minor", sa.BigInteger(), nullable=False),
        sa.Column("value_currency", sa.String(length=3), nullable=False),
        sa.CheckConstraint("value_minor >= 0", name=op.f("ck_unit_values_value_not_negative")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_unit_values_variant_id")),
        sa.PrimaryKeyConstraint("variant_id", "starts_on", name=op.f("pk_unit_values")),
    )
    op.execute(
        "insert into unit_values "
        "select variants.id, min(stock_movements.created_at)::date, price_minor, price_currency "
        "from variants join stock_items on stock_items.variant_id = variants.id "
        "join stock_movements on stock_movements.stock_item_id = stock_items.id "
        "group by variants.id"
    )
    op.create_table(
        "reorder_points",
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("cooperative_id", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.CheckConstraint("least > 0", name=op.f("ck_reorder_points_least_positive")),
        sa.ForeignKeyConstraint(["variant_id"], ["variants.id"], name=op.f("fk_reorder_points_variant_id")),
        sa.ForeignKeyConstraint(
            ["cooperative_id"], ["cooperatives.id"], name=op.f("fk_reorder_points_cooperative_id")
        ),
        sa.PrimaryKeyConstraint("variant_id", "cooperative_id", name=op.f("pk_reorder_points")),
    )


def downgrade() -> None:
    op.drop_table("reorder_points")
    op.drop_table("unit_values")
    op.drop_index("ix_stock_movements_created_at", "stock_movements")
    op.drop_constraint(op.f("ck_locations_not_in_itself"), "locations", type_="check")
    op.drop_constraint(op.f("fk_locations_parent_id"), "locations", type_="foreignkey")
    op.drop_index(op.f("ix_locations_parent_id"), "locations")
    op.drop_column("locations", "kind")
    op.drop_column("locations", "parent_id")
