"""Credits and batches."""

from collections.abc import Iterable
from datetime import timedelta

from marketplace.accounts.models import User
from marketplace.cooperatives.models import Cooperative
from marketplace.core.clock import today
from marketplace.orders.models import Order
from marketplace.payouts import queries
from marketplace.payouts.models import Credit, PayoutBatch
from marketplace.payouts.services import batches
from tests.factories.fulfilment import deliver, make_paid_order, make_treasurer


def make_credits(order: Order | None = None, *, payable: bool = True) -> list[Credit]:
    """What the makers of an order earned when it arrived, payable today unless said otherwise."""
    parcel = deliver(order or make_paid_order())
    earned = queries.credits_of_parcel(parcel.id)
    for credit in earned:
        credit.payable_on = today() - timedelta(days=1) if payable else credit.payable_on
    return earned


def make_batch(
    cooperative: Cooperative | None = None,
    by: User | None = None,
    credits_: Iterable[Credit] | None = None,
) -> PayoutBatch:
    """A draft batch with all that is payable to the makers of the credits."""
    earned = list(credits_ or make_credits(make_paid_order(cooperative=cooperative)))
    cooperative = earned[0].order_line.order.cooperative
    return batches.prepare(
        cooperative,
        "EUR",
        {credit.artisan_id for credit in earned},
        by or make_treasurer(cooperative),
    )
