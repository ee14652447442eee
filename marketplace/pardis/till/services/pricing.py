"""What pieces cost at the counter."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.accounts.permissions import CENTRE
from marketplace.catalogue.models import Variant
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.pardis.till.models import ShelfPrice


def set_price(variant: Variant, price: Money, starts_on: date, by: User) -> None:
    """From a day on. Of two who set it for the same day the last one is right."""
    statement = insert(ShelfPrice).values(
        variant_id=variant.id,
        starts_on=starts_on,
        price_minor=price.minor,
        price_currency=price.currency,
        set_by_id=by.id,
    )
    changed = {name: statement.excluded[name] for name in ("price_minor", "set_by_id")}
    keys = ["variant_id", "starts_on"]
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))
    after = {"price": str(price.decimal), "starts_on": starts_on.isoformat()}
    audit.record(by, "shelf_price.set", variant, after=after, scope_id=CENTRE)
