"""Standing work of payouts."""

from marketplace.accounts.models import Scope
from marketplace.config import settings
from marketplace.core.db import transaction
from marketplace.core.jobs import job
from marketplace.orders.fulfilment import queries as orders
from marketplace.orders.fulfilment.sending import deliver
from marketplace.orders.models import ParcelState
from marketplace.payouts import queries

EVERYWHERE = Scope(everywhere=True)


@job(alone=True, every="17 * * * *")
def take_overdue_as_delivered() -> None:
    """Makers do not wait for ever on a carrier that never reports: after a set number of days a
    parcel counts as arrived. Each in a transaction of its own, so that one fault stops one."""
    for number in queries.overdue_parcels(settings().credit_after_days):
        with transaction():
            parcel = orders.locked_parcel(number, EVERYWHERE)
            if parcel.state is ParcelState.SHIPPED:
                deliver(parcel, None)
