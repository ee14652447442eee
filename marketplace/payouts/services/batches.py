"""Batches: prepared by one person, approved by another, paid by the bank. A credit lies in one."""

from collections.abc import Collection, Sequence
from itertools import groupby

from flask_babel import gettext as _

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.cooperatives.models import Artisan, Cooperative
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.core.events import announce
from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.payouts import owed, queries
from marketplace.payouts.events import BatchPaid
from marketplace.payouts.models import BatchState, Credit, Earning, Payout, PayoutBatch

Due = Credit | Earning


def prepare(
    cooperative: Cooperative, currency: str, artisan_ids: Collection[int], by: User
) -> PayoutBatch:
    """Put all that is payable to these makers into a new batch. Two treasurers at once get one
    batch between them: the second finds nothing left."""
    wanted = cooperative.id, currency, artisan_ids
    due: list[Due] = [
        *queries.locked_payable_credits(*wanted),
        *owed.locked(*wanted),
    ]
    due = [one for one in due if one.artisan.sheba]
    if not due:
        raise Conflict(_("Nothing is left to pay here: it lies in another batch already."))
    batch = PayoutBatch(
        number=_number(cooperative),
        cooperative_id=cooperative.id,
        currency=currency,
        made_by_id=by.id,
    )
    batch.payouts = [_payout(artisan, list(own)) for artisan, own in _by_artisan(due)]
    db.session.add(batch)
    _record(batch, "payout_batch.prepared", by)
    return batch


def approve(batch: PayoutBatch, by: User) -> None:
    """The second pair of eyes. Approving again changes nothing."""
    if batch.state is BatchState.APPROVED and batch.approved_by_id == by.id:
        return
    if batch.made_by_id == by.id:
        raise Forbidden(_("You prepared this batch. Somebody else must approve it."))
    _refuse_unless(batch, BatchState.DRAFT)
    batch.state = BatchState.APPROVED
    batch.approved_by_id, batch.approved_at = by.id, now()
    _record(batch, "payout_batch.approved", by)


def drop(batch: PayoutBatch, by: User) -> None:
    """Give the batch up; what lay in it can be paid in another."""
    if batch.state is BatchState.DROPPED:
        return
    _refuse_unless(batch, BatchState.DRAFT, BatchState.APPROVED)
    batch.state = BatchState.DROPPED
    for payout in batch.payouts:
        for credit in list(payout.credits):
            credit.payout = None
        for earning in list(payout.earnings):
            earning.payout = None
    _record(batch, "payout_batch.dropped", by)


def mark_paid(batch: PayoutBatch, bank_reference: str, by: User) -> None:
    """The bank has done it. Saying so again with the same reference changes nothing."""
    if not bank_reference:
        raise Invalid(
            _("Write the bank's reference, for example 140509031234."), field="bank_reference"
        )
    if batch.state is BatchState.PAID and batch.bank_reference == bank_reference:
        return
    _refuse_unless(batch, BatchState.APPROVED)
    batch.state = BatchState.PAID
    batch.paid_by_id, batch.paid_at, batch.bank_reference = by.id, now(), bank_reference
    for payout in batch.payouts:
        _book(payout, batch)
    _record(batch, "payout_batch.paid", by, bank_reference=bank_reference)
    announce(BatchPaid(batch.id))


def _refuse_unless(batch: PayoutBatch, *states: BatchState) -> None:
    """Say in words where somebody else was faster."""
    if batch.state in states:
        return
    words = {
        BatchState.DRAFT: _("Somebody else has to approve this batch first."),
        BatchState.APPROVED: _("This batch has been approved already."),
        BatchState.PAID: _("This batch has been paid already."),
        BatchState.DROPPED: _("This batch has been given up already."),
    }
    raise Conflict(words[batch.state])


def _by_artisan(due: Sequence[Due]) -> list[tuple[Artisan, list[Due]]]:
    ordered = sorted(due, key=lambda one: one.artisan_id)
    groups = groupby(ordered, key=lambda one: one.artisan_id)
    return [(own[0].artisan, own) for own in (list(group) for _id, group in groups)]


def _payout(artisan: Artisan, own: list[Due]) -> Payout:
    return Payout(
        artisan=artisan,
        amount=Money.total((one.amount for one in own), own[0].amount.currency),
        sheba=artisan.sheba,
        credits=[one for one in own if isinstance(one, Credit)],
        earnings=[one for one in own if isinstance(one, Earning)],
    )


def _number(cooperative: Cooperative) -> str:
    year = now().year
    return f"{cooperative.code}-PAY-{year}-{queries.next_number(cooperative.id, year):04}"


def _book(payout: Payout, batch: PayoutBatch) -> None:
    ledger.post(
        f"payout:{payout.id}",
        EntryKind.PAYOUT,
        batch.number,
        f"bank reference {batch.bank_reference}",
        [
            (accounts.artisan(payout.artisan_id), payout.amount),
            (accounts.bank(batch.cooperative_id), -payout.amount),
        ],
    )


def _record(batch: PayoutBatch, action: str, by: User, **after: str) -> None:
    db.session.flush()
    audit.record(
        by,
        action,
        batch,
        after={"number": batch.number, "total": str(batch.total.decimal), **after},
        scope_id=batch.cooperative_id,
    )
