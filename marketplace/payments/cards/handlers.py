"""What payments by card do when something is announced."""

from marketplace.core.db import db
from marketplace.core.jobs import enqueue
from marketplace.payments.cards import jobs, queries
from marketplace.payments.events import PaymentClosed, RefundRequested
from marketplace.payments.models import Refund


def send_it_back(event: RefundRequested) -> None:
    """What came by card goes back by itself."""
    if db.session.get_one(Refund, event.refund_id).by_itself:
        enqueue(jobs.send_back, key=f"card-refund:{event.refund_id}", refund_id=event.refund_id)


def close_page(event: PaymentClosed) -> None:
    """Nobody shall pay for what was called off."""
    if queries.checkout_of(event.payment_id):
        enqueue(jobs.close, key=f"card-close:{event.payment_id}", payment_id=event.payment_id)
