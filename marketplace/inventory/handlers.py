"""What the stock does when the catalogue speaks."""

from marketplace.catalogue.events import PiecesDeclared
from marketplace.inventory import queries, services


def book_in(event: PiecesDeclared) -> None:
    """Pieces that the maker declared ready are booked in at the cooperative's main place."""
    location = queries.main_location(event.cooperative_id) or services.make_location(
        event.cooperative_id, queries.MAIN, {"en": "Main store", "fa": "انبار اصلی"}, None
    )
    services.receive(event.variant_id, location.id, event.quantity, event.key, None)
