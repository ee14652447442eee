import pytest
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Permission
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Forbidden, Invalid
from marketplace.core.money import Money
from marketplace.core.states import IllegalMove
from marketplace.ledger import queries as ledger
from marketplace.payouts import queries, reconciliation
from marketplace.payouts.models import BatchState, PayoutBatch
from marketplace.payouts.services import batches
from tests.factories.cooperatives import make_cooperative
from tests.factories.fulfilment import SHEBA, make_paid_order, make_treasurer
from tests.factories.payouts import make_batch, make_credits


def approved(batch: PayoutBatch) -> PayoutBatch:
    batches.approve(batch, make_treasurer(batch.cooperative))
    return batch


def paid(batch: PayoutBatch) -> PayoutBatch:
    batches.mark_paid(approved(batch), "BANK-1", make_treasurer(batch.cooperative))
    return batch


def test_a_batch_holds_all_that_is_payable_to_its_makers() -> None:
    cooperative = make_cooperative()
    earned = [*make_credits(make_paid_order(cooperative=cooperative))]
    earned += make_credits(make_paid_order(cooperative=cooperative))
    batch = make_batch(credits_=earned)
    assert sum(p.amount.minor for p in batch.payouts) == sum(c.amount.minor for c in earned)
    assert {p.sheba for p in batch.payouts} == {SHEBA}
    assert batch.number.startswith(f"{cooperative.code}-PAY-")


def test_a_credit_lies_in_one_batch_only() -> None:
    earned = make_credits()
    make_batch(credits_=earned)
    with pytest.raises(Conflict, match="another batch"):
        make_batch(credits_=earned)


def test_what_is_not_yet_payable_stays_out() -> None:
    with pytest.raises(Conflict):
        make_batch(credits_=make_credits(payable=False))


def test_a_maker_without_an_account_number_stays_out() -> None:
    earned = make_credits()
    earned[0].artisan.sheba = None
    with pytest.raises(Conflict):
        make_batch(credits_=earned)


def test_numbers_of_batches_have_no_gap() -> None:
    cooperative = make_cooperative()
    numbers = [make_batch(cooperative).number[-4:] for _ in range(3)]
    assert numbers == ["0001", "0002", "0003"]


def test_who_made_a_batch_may_not_approve_it() -> None:
    treasurer = make_treasurer(make_cooperative())
    batch = make_batch(by=treasurer)
    with pytest.raises(Forbidden, match="Somebody else"):
        batches.approve(batch, treasurer)


def test_nor_does_the_database_let_her() -> None:
    batch = make_batch()
    batch.approved_by_id = batch.made_by_id
    with pytest.raises(IntegrityError, match="four_eyes"), db.session.begin_nested():
        db.session.flush()


def test_two_who_approve_are_one_and_a_conflict() -> None:
    batch = approved(make_batch())
    with pytest.raises(Conflict, match="approved already"):
        batches.approve(batch, make_treasurer(batch.cooperative))


def test_a_batch_is_paid_only_after_it_was_approved() -> None:
    batch = make_batch()
    with pytest.raises(Conflict):
        batches.mark_paid(batch, "BANK-1", make_treasurer(batch.cooperative))


def test_a_payment_is_booked_once() -> None:
    batch = paid(make_batch())
    batches.mark_paid(batch, "BANK-1", make_treasurer(batch.cooperative))
    artisan_id = batch.payouts[0].artisan_id
    assert ledger.balance(f"artisan:{artisan_id}", "EUR") == Money(0, "EUR")
    assert reconciliation.faults() == []


def test_another_bank_reference_afterwards_is_a_conflict() -> None:
    batch = paid(make_batch())
    with pytest.raises(Conflict):
        batches.mark_paid(batch, "BANK-2", make_treasurer(batch.cooperative))


def test_without_a_bank_reference_nothing_is_paid() -> None:
    batch = approved(make_batch())
    with pytest.raises(Invalid) as refused:
        batches.mark_paid(batch, "", make_treasurer(batch.cooperative))
    assert refused.value.field == "bank_reference"


def test_a_dropped_batch_frees_what_lay_in_it() -> None:
    earned = make_credits()
    batch = make_batch(credits_=earned)
    batches.drop(batch, make_treasurer(batch.cooperative))
    assert batch.state is BatchState.DROPPED
    assert make_batch(credits_=earned).payouts[0].credits == earned


def test_what_was_paid_cannot_be_dropped() -> None:
    batch = paid(make_batch())
    with pytest.raises((Conflict, IllegalMove)):
        batches.drop(batch, make_treasurer(batch.cooperative))


def test_every_step_is_in_the_audit_trail() -> None:
    batch = paid(make_batch())
    entries = (
        db.session.query(AuditEntry)
        .filter_by(subject_type="PayoutBatch")
        .order_by(AuditEntry.id)
        .all()
    )
    assert [e.action for e in entries] == [
        "payout_batch.prepared",
        "payout_batch.approved",
        "payout_batch.paid",
    ]
    assert {e.scope_id for e in entries} == {batch.cooperative_id}


def test_payables_are_listed_by_maker() -> None:
    (credit,) = make_credits()
    scope = make_treasurer(credit.order_line.order.cooperative).scope(Permission.PAYOUT_PREPARE)
    (row,) = queries.payable(scope)
    assert (row.artisan, row.amount, row.pieces) == (credit.artisan, credit.amount, 2)
