"""the counter of the centre: tills, shifts, sales and what comes back"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0260"
down_revision: str | None = "0250"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('banknotes',
    sa.Column('rial', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('rial', 'valid_from', name=op.f('pk_banknotes'))
    )
    op.create_table('discount_rules',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('rate_bp', sa.Integer(), nullable=False),
    sa.Column('roles', postgresql.ARRAY(sa.String()), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.CheckConstraint('rate_bp between 1 and 9000', name=op.f('ck_discount_rules_rate_in_range')),
    sa.PrimaryKeyConstraint('code', 'valid_from', name=op.f('pk_discount_rules'))
    )
    op.create_table('sale_taxes',
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('rate_bp', sa.Integer(), nullable=False),
    sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('valid_from', name=op.f('pk_sale_taxes'))
    )
    op.create_table('tills',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('location_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("code ~ '^[A-Z0-9]{1,8}$'", name=op.f('ck_tills_code_letters')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_tills_location_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tills')),
    sa.UniqueConstraint('code', name=op.f('uq_tills_code'))
    )
    op.create_table('shelf_prices',
    sa.Column('variant_id', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('price_minor', sa.BigInteger(), nullable=False),
    sa.Column('price_currency', sa.String(length=3), nullable=False),
    sa.Column('set_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('price_minor > 0', name=op.f('ck_shelf_prices_price_positive')),
    sa.ForeignKeyConstraint(['set_by_id'], ['users.id'], name=op.f('fk_shelf_prices_set_by_id')),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_shelf_prices_variant_id')),
    sa.PrimaryKeyConstraint('variant_id', 'starts_on', name=op.f('pk_shelf_prices'))
    )
    op.create_table('till_shifts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('open', 'waiting', 'closed', name='shiftstate', native_enum=False, length=32), nullable=False),
    sa.Column('till_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=30), nullable=False),
    sa.Column('float_minor', sa.BigInteger(), nullable=False),
    sa.Column('opened_by_id', sa.Integer(), nullable=False),
    sa.Column('closed_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expected_minor', sa.BigInteger(), nullable=True),
    sa.Column('counted_minor', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('unsent', sa.String(length=300), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint("(state = 'open') = (counted_minor is null)", name=op.f('ck_till_shifts_counted_when_closed')),
    sa.CheckConstraint('approved_by_id is null or approved_by_id <> closed_by_id', name=op.f('ck_till_shifts_four_eyes')),
    sa.CheckConstraint('float_minor >= 0', name=op.f('ck_till_shifts_float_not_negative')),
    sa.ForeignKeyConstraint(['approved_by_id'], ['users.id'], name=op.f('fk_till_shifts_approved_by_id')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['users.id'], name=op.f('fk_till_shifts_closed_by_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['users.id'], name=op.f('fk_till_shifts_opened_by_id')),
    sa.ForeignKeyConstraint(['till_id'], ['tills.id'], name=op.f('fk_till_shifts_till_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_shifts')),
    sa.UniqueConstraint('number', name=op.f('uq_till_shifts_number'))
    )
    op.create_index(op.f('ix_till_shifts_till_id'), 'till_shifts', ['till_id'], unique=False)
    op.create_index('uq_till_shifts_one_open', 'till_shifts', ['till_id'], unique=True, postgresql_where=sa.text("state = 'open'"))
    op.create_table('till_counts',
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('rial', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('pieces', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('pieces > 0', name=op.f('ck_till_counts_pieces_positive')),
    sa.ForeignKeyConstraint(['shift_id'], ['till_shifts.id'], name=op.f('fk_till_counts_shift_id')),
    sa.PrimaryKeyConstraint('shift_id', 'rial', name=op.f('pk_till_counts'))
    )
    op.create_table('till_drops',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_till_drops_amount_positive')),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_till_drops_by_id')),
    sa.ForeignKeyConstraint(['shift_id'], ['till_shifts.id'], name=op.f('fk_till_drops_shift_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_drops')),
    sa.UniqueConstraint('key', name=op.f('uq_till_drops_key'))
    )
    op.create_index(op.f('ix_till_drops_shift_id'), 'till_drops', ['shift_id'], unique=False)
    op.create_table('till_sales',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('made_in_id', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=32), nullable=False),
    sa.Column('device_number', sa.Integer(), nullable=False),
    sa.Column('sold_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('discount', sa.String(length=20), nullable=False),
    sa.Column('discount_bp', sa.Integer(), nullable=False),
    sa.Column('tax_bp', sa.Integer(), nullable=False),
    sa.Column('total_minor', sa.BigInteger(), nullable=False),
    sa.Column('flags', postgresql.ARRAY(sa.String()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('total_minor >= 0', name=op.f('ck_till_sales_total_not_negative')),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_till_sales_by_id')),
    sa.ForeignKeyConstraint(['made_in_id'], ['till_shifts.id'], name=op.f('fk_till_sales_made_in_id')),
    sa.ForeignKeyConstraint(['shift_id'], ['till_shifts.id'], name=op.f('fk_till_sales_shift_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_sales')),
    sa.UniqueConstraint('key', name=op.f('uq_till_sales_key')),
    sa.UniqueConstraint('made_in_id', 'device', 'device_number', name=op.f('uq_till_sales_made_in_id_device_device_number')),
    sa.UniqueConstraint('number', name=op.f('uq_till_sales_number'))
    )
    op.create_index(op.f('ix_till_sales_shift_id'), 'till_sales', ['shift_id'], unique=False)
    op.create_table('till_payments',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sale_id', sa.Integer(), nullable=False),
    sa.Column('tender', sa.Enum('cash', 'card', 'transfer', 'exchange', name='tender', native_enum=False, length=32), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.CheckConstraint("tender in ('cash', 'exchange') or reference <> ''", name=op.f('ck_till_payments_referenced')),
    sa.CheckConstraint('amount_minor > 0', name=op.f('ck_till_payments_amount_positive')),
    sa.ForeignKeyConstraint(['sale_id'], ['till_sales.id'], name=op.f('fk_till_payments_sale_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_payments'))
    )
    op.create_index(op.f('ix_till_payments_sale_id'), 'till_payments', ['sale_id'], unique=False)
    op.create_table('till_returns',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('sale_id', sa.Integer(), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('exchanged_minor', sa.BigInteger(), nullable=False),
    sa.Column('exchange_id', sa.Integer(), nullable=True),
    sa.Column('tender', sa.Enum('cash', 'card', 'transfer', 'exchange', name='tender', native_enum=False, length=32), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.CheckConstraint('exchanged_minor between 0 and amount_minor', name=op.f('ck_till_returns_exchanged_in_range')),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_till_returns_by_id')),
    sa.ForeignKeyConstraint(['exchange_id'], ['till_sales.id'], name=op.f('fk_till_returns_exchange_id')),
    sa.ForeignKeyConstraint(['sale_id'], ['till_sales.id'], name=op.f('fk_till_returns_sale_id')),
    sa.ForeignKeyConstraint(['shift_id'], ['till_shifts.id'], name=op.f('fk_till_returns_shift_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_returns')),
    sa.UniqueConstraint('key', name=op.f('uq_till_returns_key'))
    )
    op.create_index(op.f('ix_till_returns_sale_id'), 'till_returns', ['sale_id'], unique=False)
    op.create_index(op.f('ix_till_returns_shift_id'), 'till_returns', ['shift_id'], unique=False)
    op.create_table('till_sale_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sale_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('variant_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('listed_minor', sa.BigInteger(), nullable=False),
    sa.Column('price_minor', sa.BigInteger(), nullable=False),
    sa.Column('tax_minor', sa.BigInteger(), nullable=False),
    sa.Column('failed', sa.String(length=300), nullable=False),
    sa.Column('settled', sa.Boolean(), nullable=False),
    sa.CheckConstraint('price_minor between 0 and listed_minor', name=op.f('ck_till_sale_lines_price_in_range')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_till_sale_lines_quantity_positive')),
    sa.CheckConstraint('tax_minor between 0 and price_minor', name=op.f('ck_till_sale_lines_tax_in_range')),
    sa.ForeignKeyConstraint(['sale_id'], ['till_sales.id'], name=op.f('fk_till_sale_lines_sale_id')),
    sa.ForeignKeyConstraint(['variant_id'], ['variants.id'], name=op.f('fk_till_sale_lines_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_sale_lines')),
    sa.UniqueConstraint('sale_id', 'position', name=op.f('uq_till_sale_lines_sale_id_position'))
    )
    op.create_index('ix_till_sale_lines_conflicts', 'till_sale_lines', ['id'], unique=False, postgresql_where=sa.text("failed <> '' and not settled"))
    op.create_index(op.f('ix_till_sale_lines_variant_id'), 'till_sale_lines', ['variant_id'], unique=False)
    op.create_table('till_sale_shares',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('stock_item_id', sa.Integer(), nullable=False),
    sa.Column('cause', sa.String(length=80), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.CheckConstraint('pieces > 0', name=op.f('ck_till_sale_shares_pieces_positive')),
    sa.CheckConstraint('returned between 0 and pieces', name=op.f('ck_till_sale_shares_returned_in_range')),
    sa.ForeignKeyConstraint(['line_id'], ['till_sale_lines.id'], name=op.f('fk_till_sale_shares_line_id')),
    sa.ForeignKeyConstraint(['stock_item_id'], ['stock_items.id'], name=op.f('fk_till_sale_shares_stock_item_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_sale_shares')),
    sa.UniqueConstraint('line_id', 'stock_item_id', name=op.f('uq_till_sale_shares_line_id_stock_item_id'))
    )
    op.create_table('till_settlements',
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('refund', 'other', 'note', name='settlementkind', native_enum=False, length=32), nullable=False),
    sa.Column('shift_id', sa.Integer(), nullable=False),
    sa.Column('tender', sa.Enum('cash', 'card', 'transfer', 'exchange', name='tender', native_enum=False, length=32), nullable=True),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_till_settlements_by_id')),
    sa.ForeignKeyConstraint(['line_id'], ['till_sale_lines.id'], name=op.f('fk_till_settlements_line_id')),
    sa.ForeignKeyConstraint(['shift_id'], ['till_shifts.id'], name=op.f('fk_till_settlements_shift_id')),
    sa.PrimaryKeyConstraint('line_id', name=op.f('pk_till_settlements'))
    )
    op.create_index(op.f('ix_till_settlements_shift_id'), 'till_settlements', ['shift_id'], unique=False)
    op.create_table('till_return_lines',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('return_id', sa.Integer(), nullable=False),
    sa.Column('share_id', sa.Integer(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('condition', sa.Enum('sellable', 'display', 'inspect', 'damaged', 'domestic', name='condition', native_enum=False, length=32), nullable=False),
    sa.CheckConstraint('pieces > 0', name=op.f('ck_till_return_lines_pieces_positive')),
    sa.ForeignKeyConstraint(['return_id'], ['till_returns.id'], name=op.f('fk_till_return_lines_return_id')),
    sa.ForeignKeyConstraint(['share_id'], ['till_sale_shares.id'], name=op.f('fk_till_return_lines_share_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_till_return_lines'))
    )
    op.create_index(op.f('ix_till_return_lines_return_id'), 'till_return_lines', ['return_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_till_return_lines_return_id'), table_name='till_return_lines')
    op.drop_table('till_return_lines')
    op.drop_index(op.f('ix_till_settlements_shift_id'), table_name='till_settlements')
    op.drop_table('till_settlements')
    op.drop_table('till_sale_shares')
    op.drop_index(op.f('ix_till_sale_lines_variant_id'), table_name='till_sale_lines')
    op.drop_index('ix_till_sale_lines_conflicts', table_name='till_sale_lines', postgresql_where=sa.text("failed <> '' and not settled"))
    op.drop_table('till_sale_lines')
    op.drop_index(op.f('ix_till_returns_shift_id'), table_name='till_returns')
    op.drop_index(op.f('ix_till_returns_sale_id'), table_name='till_returns')
    op.drop_table('till_returns')
    op.drop_index(op.f('ix_till_payments_sale_id'), table_name='till_payments')
    op.drop_table('till_payments')
    op.drop_index(op.f('ix_till_sales_shift_id'), table_name='till_sales')
    op.drop_table('till_sales')
    op.drop_index(op.f('ix_till_drops_shift_id'), table_name='till_drops')
    op.drop_table('till_drops')
    op.drop_table('till_counts')
    op.drop_index('uq_till_shifts_one_open', table_name='till_shifts', postgresql_where=sa.text("state = 'open'"))
    op.drop_index(op.f('ix_till_shifts_till_id'), table_name='till_shifts')
    op.drop_table('till_shifts')
    op.drop_table('shelf_prices')
    op.drop_table('tills')
    op.drop_table('sale_taxes')
    op.drop_table('discount_rules')
    op.drop_table('banknotes')
