"""What pieces of a craft are looked at for."""

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.core.db import db
from marketplace.pardis.production.models import Criterion


def criteria_of(craft_id: str | None) -> Sequence[Criterion]:
    return db.session.scalars(
        select(Criterion)
        .where(Criterion.craft_id == craft_id)
        .order_by(Criterion.position, Criterion.id)
    ).all()
