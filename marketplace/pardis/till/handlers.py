"""What the counter does when a loan ends."""

from marketplace.accounts.models import User
from marketplace.core.db import db
from marketplace.inventory.events import LoanEnds
from marketplace.pardis.till.services import exhibiting


def on_loan_ends(event: LoanEnds) -> None:
    exhibiting.before_it_ends(event.transfer_id, db.session.get_one(User, event.by_id))
