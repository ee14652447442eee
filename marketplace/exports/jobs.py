"""Papers are made by the worker, so that nobody waits for them."""

from marketplace.core.errors import NotFound
from marketplace.core.jobs import job
from marketplace.exports import queries, services


@job
def make_proforma(order_id: int) -> None:
    services.proforma(queries.order_with_id(order_id))


@job
def make_parcel_papers(parcel_id: int) -> None:
    """Nothing is made for a parcel that was unpacked in the meantime."""
    try:
        parcel = queries.parcel_with_id(parcel_id)
    except NotFound:
        return
    for kind in services.OF_PARCELS:  # that of the post names papers which staff put there later
        services.paper(kind, parcel.order, parcel)
