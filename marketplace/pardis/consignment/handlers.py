"""What consignment does when stock moves."""

from marketplace.inventory.events import StockMoved
from marketplace.pardis.consignment.services.following import follow


def on_stock_moved(event: StockMoved) -> None:
    follow(event)
