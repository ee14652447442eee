"""What the stock does when the catalogue speaks."""

from marketplace.catalogue.events import PiecesDeclared
from marketplace.inventory import services


def book_in(event: PiecesDeclared) -> None:
    """Pieces that the maker declared ready are booked in at the cooperative's main place."""
    location = services.main_place(event.cooperative_id)
    services.receive(event.variant_id, location.id, event.quantity, event.key, None)
