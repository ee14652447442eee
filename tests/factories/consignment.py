"""Notes of the centre, with pieces in its keeping."""

from datetime import timedelta
from itertools import count
from typing import Any

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Role
from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Artisan
from marketplace.core.clock import today
from marketplace.core.db import db
from marketplace.core.money import Money
from marketplace.inventory import services as inventory
from marketplace.inventory.models import Condition, Location, StockItem
from marketplace.inventory.services.movements import Cause
from marketplace.inventory.services.movements import Sale as Sold
from marketplace.pardis.consignment.models import (
    Bearer,
    Note,
    Piece,
    PriceRule,
    Sale,
    Settlement,
    Unsold,
)
from marketplace.pardis.consignment.months import end_of, ended
from marketplace.pardis.consignment.queries import pieces as queries
from marketplace.pardis.consignment.services import keeping, notes, settling
from marketplace.pardis.consignment.services.notes import Terms
from tests.factories.accounts import make_user
from tests.factories.catalogue import make_product
from tests.factories.cooperatives import make_centre
from tests.factories.inventory import make_location

_numbers = count(1)
PRICE = Money(100_00, "EUR")


def make_terms(**given: Any) -> Terms:
    defaults = {
        "currency": "EUR",
        "price_rule": PriceRule.AGREED,
        "commission_bp": 2500,
        "cost_rule": Bearer.CENTRE,
        "liability": Bearer.CENTRE,
        "unsold": Unsold.RETURN,
        "unsold_after_days": 90,
        "cheaper_bp": 0,
        "ends_on": today() + timedelta(days=180),
    }
    return Terms(**defaults | given)


def make_draft(
    artisan: Artisan | None = None,
    *,
    pieces: int = 3,
    price: Money = PRICE,
    variant: Variant | None = None,
    **given: Any,
) -> Note:
    """A note with so many pieces of one kind, not offered yet; `given` says more of its terms."""
    make_centre()
    if variant is None:
        variant = make_product(**({"artisan": artisan} if artisan else {})).variants[0]
    by = make_user(Role.STOREKEEPER)
    note = notes.write_note(variant.product.artisan, make_terms(**given), by)
    notes.add_line(note, variant, pieces, price, "")
    return note


def make_offered(artisan: Artisan | None = None, **given: Any) -> Note:
    note = make_draft(artisan, **given)
    notes.offer(note, make_user(Role.STOREKEEPER))
    return note


def make_accepted(artisan: Artisan | None = None, **given: Any) -> Note:
    note = make_offered(artisan, **given)
    notes.accept(note, make_user(Role.STOREKEEPER), on_paper=True)
    return note


def make_note(
    artisan: Artisan | None = None, *, place: Location | None = None, **given: Any
) -> Note:
    """A note of which all pieces lie in the showroom."""
    note = make_accepted(artisan, **given)
    location = place or make_location(make_centre())
    pieces = {line.id: line.quantity for line in note.lines}
    cause = Cause(f"test:{next(_numbers)}", make_user(Role.STOREKEEPER))
    keeping.receive(note, location, pieces, Condition.SELLABLE, cause)
    return note


def shelf_of(note: Note) -> StockItem:
    """Where the pieces of its first line lie."""
    return queries.shelves(note.lines[0].variant_id)[0]


def sell(
    note: Note,
    pieces: int = 1,
    *,
    price: Money = PRICE,
    cost: Money | None = None,
    key: str = "",
    by: User | None = None,
) -> str:
    """So many pieces of its first line from the shelf; the cause."""
    item = shelf_of(note)
    sold = Sold(price, cost or Money.zero(price.currency))
    cause = Cause(key or f"sale:{next(_numbers)}", by or make_user(), sale=sold)
    inventory.sell_from(item.location_id, item.variant_id, pieces, cause)
    return cause.key


def first_piece(note: Note) -> Piece:
    return queries.pieces_of([note.lines[0].id])[0]


def settle(note: Note) -> Settlement:
    """What was sold of the note, in a settlement of last month."""
    sales = [sale for piece in queries.pieces_of([note.lines[0].id]) for sale in _open(piece)]
    for sale in sales:
        sale.sold_at = end_of(ended(1)[0]) - timedelta(days=1)
    db.session.flush()
    made = settling.settle(ended(1)[0], make_user(Role.PARDIS_MANAGER))
    return next(one for one in made if one.artisan_id == note.artisan_id)


def _open(piece: Piece) -> list[Sale]:
    return [sale for sale in queries.sales_of(piece.id) if sale.settlement_id is None]
