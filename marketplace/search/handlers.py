"""What the index does when the catalogue has changed."""

from marketplace.catalogue.events import ProductChanged
from marketplace.search import services


def follow(event: ProductChanged) -> None:
    """In the same transaction, so that what is found is never behind what is shown."""
    services.index(event.product_id)
