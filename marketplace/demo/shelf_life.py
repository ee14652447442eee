"""Pieces were all booked in and out just now; this spreads it over the months before, as orders,
notes and sales say, so that stock has a past that can be looked at.

Movements cannot be changed. Only here, where nobody works yet, is that lifted for a moment.
"""

from sqlalchemy import text

from marketplace.core.db import db

LIFT, LAY_BACK = (
    f"alter table stock_movements {act} trigger append_only" for act in ("disable", "enable")
)
SOLD_IN_THE_SHOP = """
    update stock_movements m set created_at = o.paid_at from orders o
    where o.number = split_part(m.key, ':', 1) and m.kind = 'sold' and o.paid_at is not null
"""
SOLD_AT_THE_CENTRE = """
    update stock_movements m set created_at = s.sold_at from consigned_sales s where s.key = m.key
"""
LEFT_BY_MAKERS = """
    update stock_movements m set created_at = p.received_at
    from (select line_id, min(received_at) as received_at from consigned_pieces group by line_id) p
    where m.key like 'consignment:' || p.line_id || ':%' and m.kind = 'received'
"""
CAME_FROM_MAKERS = """
    update stock_movements m
    set created_at = least(p.published_at - interval '2 days', (
        select min(later.created_at) - interval '12 days' from stock_movements later
        where later.stock_item_id = m.stock_item_id
    ))
    from stock_items i join variants v on v.id = i.variant_id join products p on p.id = v.product_id
    where i.id = m.stock_item_id and m.key like 'revision:%' and p.published_at is not null
"""
COUNTED_FROM_THE_FIRST_DAY = """
    update unit_values w set starts_on = m.day from (
        select i.variant_id, min(created_at)::date as day
        from stock_movements join stock_items i on i.id = stock_item_id group by i.variant_id
    ) m
    where m.variant_id = w.variant_id
"""
CAME_AND_SOLD = """
    update stock_items i set came_at = m.came_at, sold_at = m.sold_at from (
        select stock_item_id, min(created_at) filter (where kind = 'received') as came_at,
            max(created_at) filter (where kind = 'sold') as sold_at
        from stock_movements group by stock_item_id
    ) m
    where m.stock_item_id = i.id
"""
TOLD_OF_PIECES = """
    update consigned_piece_events e
    set created_at = case e.kind when 'received' then p.received_at else coalesce(s.sold_at, now()) end
    from consigned_pieces p left join consigned_sales s on s.piece_id = p.id
    where p.id = e.piece_id and e.kind in ('received', 'sold')
"""


def age_stock() -> None:
    db.session.flush()
    for statement in (
        LIFT,
        SOLD_IN_THE_SHOP,
        SOLD_AT_THE_CENTRE,
        LEFT_BY_MAKERS,
        CAME_FROM_MAKERS,
        COUNTED_FROM_THE_FIRST_DAY,
        CAME_AND_SOLD,
        TOLD_OF_PIECES,
        LAY_BACK,
    ):
        db.session.execute(text(statement))
    db.session.expire_all()
