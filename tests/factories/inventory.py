from itertools import count
from typing import Any

from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Cooperative
from marketplace.core.db import db
from marketplace.inventory import queries, services
from marketplace.inventory.models import Location, StockItem

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
