"""What the workshop has to say when an order is packed."""

from flask_babel import ngettext

from marketplace.core.db import db
from marketplace.core.errors import Conflict
from marketplace.localisation.formats import format_number
from marketplace.orders.events import ParcelPacked
from marketplace.orders.fulfilment import queries as fulfilment
from marketplace.orders.models import Parcel
from marketplace.pardis.production import queries


def on_parcel_packed(event: ParcelPacked) -> None:
    """What is still being made for an order cannot lie in a parcel; `Conflict` unpacks it again.
    So whoever is paid wages for a piece never is credited with its sale as well."""
    order = db.session.get_one(Parcel, event.parcel_id).order
    made = queries.being_made([line.id for line in order.lines if line.made_to_order])
    if not made:
        return
    left = fulfilment.left_to_pack(order, fulfilment.parcels_of(order.id))
    for line_id, pieces in sorted(made.items()):
        if left[line_id] < pieces:
            raise Conflict(
                ngettext(
                    "%(pieces)s piece of this order is still in the workshop. Pack it when graded.",
                    "%(pieces)s pieces of this order are still in the workshop. Pack them when graded.",
                    pieces,
                    pieces=format_number(pieces),
                )
            )
