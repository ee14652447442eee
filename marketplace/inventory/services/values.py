"""What a piece counts for, noted by the day, and how few may be left."""

from collections.abc import Collection

from sqlalchemy import Date, delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.catalogue.models import Variant
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.inventory import queries
from marketplace.inventory.models import ReorderPoint, UnitValue

PRICE = Variant.__table__.c


def note_prices(variant_ids: Collection[int]) -> None:
    """From today each of the variants counts for its price; nothing is written where it does already."""
    now_worth = queries.newest_values().subquery()
    changed = (
        select(PRICE.id, literal(today(), Date), PRICE.price_minor)
        .add_columns(PRICE.price_currency)
        .outerjoin(now_worth, now_worth.c.variant_id == PRICE.id)
        .where(
            PRICE.id.in_(variant_ids),
            (now_worth.c.value_minor.is_distinct_from(PRICE.price_minor))
            | (now_worth.c.value_currency.is_distinct_from(PRICE.price_currency)),
        )
    )
    columns = ["variant_id", "starts_on", "value_minor", "value_currency"]
    made = insert(UnitValue).from_select(columns, changed)
    worth = {name: made.excluded[name] for name in columns[2:]}
    db.session.execute(made.on_conflict_do_update(index_elements=columns[:2], set_=worth))


def set_reorder_point(variant: Variant, cooperative_id: int, least: int, by: User) -> None:
    """So few pieces may be left; none at all ends the watching."""
    where = {"variant_id": variant.id, "cooperative_id": cooperative_id}
    if least:
        statement = insert(ReorderPoint).values(**where, least=least)
        keys, new = list(where), {"least": least}
        db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=new))
    else:
        db.session.execute(delete(ReorderPoint).filter_by(**where))
    after = {"least": least}
    audit.record(by, "stock.watched", variant, after=after, scope_id=cooperative_id)
