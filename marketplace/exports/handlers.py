"""What exports do when an order can be paid or a parcel is packed."""

from marketplace.core.jobs import enqueue
from marketplace.exports import jobs
from marketplace.orders.events import OrderPlaced, OrderReleased, ParcelPacked


def on_order_payable(event: OrderPlaced | OrderReleased) -> None:
    enqueue(jobs.make_proforma, key=f"proforma {event.order_id}", order_id=event.order_id)


def on_parcel_packed(event: ParcelPacked) -> None:
    enqueue(jobs.make_parcel_papers, key=f"papers {event.parcel_id}", parcel_id=event.parcel_id)
