"""What payouts do when a parcel arrives."""

from marketplace.core.db import db
from marketplace.orders.events import ParcelDelivered
from marketplace.orders.models import Parcel
from marketplace.payouts.services.crediting import credit_parcel


def on_parcel_delivered(event: ParcelDelivered) -> None:
    credit_parcel(db.session.get_one(Parcel, event.parcel_id))
