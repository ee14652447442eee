"""What the stock does when the catalogue speaks."""

from sqlalchemy import exists, select

from marketplace.catalogue.events import PiecesDeclared, ProductChanged
from marketplace.catalogue.models import Variant
from marketplace.core.db import db
from marketplace.inventory import queries, services
from marketplace.inventory.models import StockItem

MAIN_NAMES = {"en": "Main store", "fa": "انبار اصلی"}


def book_in(event: PiecesDeclared) -> None:
    """Pieces that the maker declared ready are booked in at the cooperative's main place."""
    location = queries.main_location(event.cooperative_id) or services.make_location(
        event.cooperative_id, services.PlaceDetails(queries.MAIN, MAIN_NAMES), None
    )
    services.receive(event.variant_id, location.id, event.quantity, event.key, None)


def note_prices(event: ProductChanged) -> None:
    """Pieces that lie somewhere count for what they cost from today."""
    lying = exists().where(StockItem.variant_id == Variant.id)
    hers = select(Variant.id).where(Variant.product_id == event.product_id, lying)
    if variant_ids := db.session.scalars(hers.order_by(Variant.id)).all():
        services.note_prices(variant_ids)
