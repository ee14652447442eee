"""What the index does when the catalogue or the rules of the world have changed."""

from marketplace.catalogue.events import ProductChanged
from marketplace.compliance.events import RulesLoaded
from marketplace.core.clock import now
from marketplace.core.jobs import enqueue
from marketplace.search import jobs, services


def follow(event: ProductChanged) -> None:
    """In the same transaction, so that what is found is never behind what is shown."""
    services.index(event.product_id)


def follow_rules(_event: RulesLoaded) -> None:
    """Crafts and places may have other names now, and every piece is found by them."""
    if not services.is_empty():
        enqueue(jobs.rebuild, key=f"rebuild {now().isoformat()}")
