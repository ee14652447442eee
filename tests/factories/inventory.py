from datetime import timedelta
from itertools import count
from typing import Any

from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.inventory import queries, services
from marketplace.inventory.models import Location, StockItem
from marketplace.inventory.services.movements import Cause
from tests.factories.accounts import make_user

_numbers = count(1)


def make_location(cooperative: Cooperative, **given: Any) -> Location:
    location = Location(
        **{
            "cooperative": cooperative,
            "code": f"L{next(_numbers)}",
            "names": {"en": "Store", "fa": "انبار"},
        }
        | given
    )
    db.session.add(location)
    db.session.flush()
    return location


def make_stock(variant: Variant, pieces: int = 3, location: Location | None = None) -> StockItem:
    """So many sellable pieces, booked in at the cooperative's main place unless another is said."""
    cooperative = variant.product.cooperative
    location = location or queries.main_location(cooperative.id) or make_location(cooperative)
    return services.receive(variant.id, location.id, pieces, f"test:{next(_numbers)}", None)


def make_store(item: StockItem, to: Location) -> dict[str, Any]:
    """Of one stock item: a piece on its way, one lent, one to be written off, the rest counted."""
    by, home = make_user(), item.location
    terms = services.LoanTerms("Fair of Isfahan", "Hall 7", today() + timedelta(days=9))
    lent = services.lend(home.cooperative_id, {item.id: 1}, terms, _cause(by))
    return {
        "transfer": services.send(to, {item.id: 1}, _cause(by)),
        "loan": lent,
        "write_off": services.ask_write_off(item, 1, _cause(by)),
        "stocktake": services.start_count(home, by),
    }


def _cause(by: Any) -> Cause:
    return Cause(f"store:{next(_numbers)}", by, "Because")
