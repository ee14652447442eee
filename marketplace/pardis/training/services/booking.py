"""What a fee does to the ledger: paid ahead until the course begins, earned from then on."""

from collections import Counter

from marketplace.accounts.permissions import CENTRE
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import queries as books
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.pardis.training.models import Fee
from marketplace.pardis.training.queries import fees as found
from marketplace.payments.models import BY_ITSELF, Dispute, DisputeState, Receipt, Refund

Cause = tuple[str, EntryKind, str]
"""The entry's key, its kind, and why, in words."""
AHEAD, EARNED = accounts.courses_ahead(CENTRE), accounts.courses(CENTRE)


def place_of(way: str) -> str:
    """Whose hands money is in that comes or goes so."""
    return accounts.card(CENTRE) if way == BY_ITSELF else accounts.bank(CENTRE)


def book_receipt(receipt: Receipt, fee: Fee) -> None:
    """Money has arrived, and the trainee owes less."""
    cause = f"receipt:{receipt.id}:fee", EntryKind.RECEIPT, receipt.external_id
    into, out_of = place_of(receipt.gateway), accounts.trainee(fee.enrolment_id)
    _move(fee, cause, receipt.amount, into=into, out_of=out_of)


def book_fee(fee: Fee) -> None:
    cause = f"fee:{fee.id}", EntryKind.FEE, "Paid in full"
    into, out_of = accounts.trainee(fee.enrolment_id), AHEAD
    _move(fee, cause, fee.charged, into=into, out_of=out_of)


def book_earned(fee: Fee) -> None:
    """The course has begun."""
    cause = f"fee-earned:{fee.id}", EntryKind.FEE_EARNED, "The course began"
    into, out_of = AHEAD, EARNED
    _move(fee, cause, found.held(fee), into=into, out_of=out_of)


def book_back(fee: Fee, refund: Refund) -> None:
    """A part of a paid fee is owed back."""
    cause = f"fee-back:{fee.id}:{refund.id}", EntryKind.FEE_BACK, refund.reason
    into, out_of = EARNED if fee.earned_at else AHEAD, accounts.trainee(fee.enrolment_id)
    _move(fee, cause, refund.amount, into=into, out_of=out_of)


def book_kept(fee: Fee, kept: Money) -> None:
    """What stays with the centre of a fee that ends before its course begins is earned with that."""
    cause = f"fee-kept:{fee.id}", EntryKind.FEE_EARNED, "Kept by the rule of refunds"
    into, out_of = AHEAD, EARNED
    _move(fee, cause, kept, into=into, out_of=out_of)


def book_refund(refund: Refund, fee: Fee) -> None:
    """Money has gone back."""
    cause = f"refund:{refund.id}:fee", EntryKind.REFUND, refund.reason
    into, out_of = accounts.trainee(fee.enrolment_id), place_of(refund.way)
    _move(fee, cause, refund.amount, into=into, out_of=out_of)


def book_return(refund: Refund, fee: Fee) -> None:
    """A refund that was booked did not arrive there."""
    cause = f"return:{refund.id}:fee", EntryKind.RETURN, refund.reason
    into, out_of = place_of(refund.way), accounts.trainee(fee.enrolment_id)
    _move(fee, cause, refund.amount, into=into, out_of=out_of)


def book_dispute(dispute: Dispute, fee: Fee) -> None:
    """The money goes where the dispute's state says it is; each state is booked once."""
    at = {
        DisputeState.OPEN: accounts.disputed(CENTRE),
        DisputeState.LOST: accounts.dispute_loss(CENTRE),
    }
    wanted: Counter[str] = Counter()
    if place := at.get(dispute.state):
        wanted.update({place: dispute.amount.minor, accounts.card(CENTRE): -dispute.amount.minor})
    wanted.subtract(books.turnover_of(f"dispute:{dispute.id}:", ":fee"))
    ledger.post(
        f"dispute:{dispute.id}:{dispute.state}:fee",
        EntryKind.DISPUTE,
        reference_of(fee),
        dispute.reason,
        [(name, Money(minor, dispute.amount.currency)) for name, minor in sorted(wanted.items())],
    )


def reference_of(fee: Fee) -> str:
    return f"fee {fee.enrolment_id}"


def _move(fee: Fee, cause: Cause, amount: Money, *, into: str, out_of: str) -> None:
    key, kind, memo = cause
    postings = [(into, amount), (out_of, -amount)]
    ledger.post(key, kind, reference_of(fee), memo, postings)
