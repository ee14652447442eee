"""What the stock does when the catalogue speaks."""

from sqlalchemy import exists, select

from marketplace.catalogue.events import PiecesDeclared, ProductChanged
from marketplace.catalogue.models import Variant
from marketplace.core.db import db
from marketplace.inventory import services
from marketplace.inventory.models import StockItem


def book_in(event: PiecesDeclared) -> None:
    """Pieces that the maker declared ready are booked in at the cooperative's main place."""
    location = services.main_place(event.cooperative_id)
    services.receive(event.variant_id, location.id, event.quantity, event.key, None)


def note_prices(event: ProductChanged) -> None:
    """Pieces that lie somewhere count for what they cost from today."""
    lying = exists().where(StockItem.variant_id == Variant.id)
    hers = select(Variant.id).where(Variant.product_id == event.product_id, lying)
    if variant_ids := db.session.scalars(hers.order_by(Variant.id)).all():
        services.note_prices(variant_ids)
