"""What stock is worth on a day, told from the movements; and what sells, and what does not."""

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.inventory.models import UnitValue

WORTH = UnitValue.__table__.c


def newest_values() -> Select[int, int, str]:
    """What each variant counts for now."""
    return (
        select(WORTH.variant_id, WORTH.value_minor, WORTH.value_currency)
        .ext(distinct_on(WORTH.variant_id))
        .order_by(WORTH.variant_id, WORTH.starts_on.desc())
    )
