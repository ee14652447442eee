"""What payouts do when a parcel arrives, and whom they write to."""

from itertools import groupby

from marketplace.core.db import db
from marketplace.orders.events import ParcelDelivered
from marketplace.orders.models import Parcel
from marketplace.payouts import letters
from marketplace.payouts.events import BatchPaid
from marketplace.payouts.models import PayoutBatch
from marketplace.payouts.services.crediting import credit_parcel


def on_parcel_delivered(event: ParcelDelivered) -> None:
    """Credit the makers and tell each of them what is hers."""
    parcel = db.session.get_one(Parcel, event.parcel_id)
    earned = sorted(credit_parcel(parcel), key=lambda credit: credit.artisan_id)
    earned = [credit for credit in earned if credit.own_pieces]
    for _artisan_id, group in groupby(earned, key=lambda credit: credit.artisan_id):
        hers = list(group)
        letters.credited(hers[0].artisan, parcel.number, hers)


def write_of_paid(event: BatchPaid) -> None:
    batch = db.session.get_one(PayoutBatch, event.batch_id)
    for payout in batch.payouts:
        letters.paid(payout, batch)
