"""orders that two people look at before they can be paid, and what they found"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0085"
down_revision: str | None = "0070"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

STEPS = ("opened", "proposed", "released", "refused")


def upgrade() -> None:
    op.add_column(
        "orders", sa.Column("gateway", sa.String(20), nullable=False, server_default="transfer")
    )
    op.execute(
        "update orders set gateway = payments.gateway from payments "
        "where payments.id = orders.payment_id"
    )
    op.alter_column("orders", "gateway", server_default=None)
    op.create_table(
        "compliance_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(*STEPS, name="checkstep", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("policy", postgresql.JSONB(), nullable=False),
        sa.Column("lists", sa.String(300), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(step = 'opened') = (by_id is null)",
            name=op.f("ck_compliance_checks_somebody_decides"),
        ),
        sa.CheckConstraint(
            "step <> 'released' or (proposed_by_id is not null and proposed_by_id <> by_id)",
            name=op.f("ck_compliance_checks_two_people_release"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_compliance_checks_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_compliance_checks_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["users.id"], name=op.f("fk_compliance_checks_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_checks")),
        sa.UniqueConstraint("order_id", "step", name=op.f("uq_compliance_checks_order_id_step")),
    )
    op.create_index(op.f("ix_compliance_checks_order_id"), "compliance_checks", ["order_id"])
    op.execute(
        "create trigger append_only before update or delete on compliance_checks "
        "for each row execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("compliance_checks")
    op.drop_column("orders", "gateway")
