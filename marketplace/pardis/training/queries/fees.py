"""What courses cost, who pays less, and who has paid."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.pardis.training.models import (
    CentreAccount,
    Enrolment,
    Fee,
    FeeRate,
    FeeState,
    Group,
    GroupState,
    RefundRule,
    ScholarshipRule,
    Trainee,
)
from marketplace.payments.models import Payment, Refund
from marketplace.payments.queries import locked_payment

REMIND_BEFORE = timedelta(days=2)
BEGUN = (GroupState.RUNNING, GroupState.FINISHED)


def rate_of(group: Group, day: date) -> FeeRate | None:
    """The price of a day: that of the group, where it has one of its own, else of its course."""
    return db.session.scalar(
        select(FeeRate)
        .where(
            FeeRate.course_id == group.course_id,
            or_(FeeRate.group_id.is_(None), FeeRate.group_id == group.id),
            FeeRate.from_day <= day,
        )
        .order_by(FeeRate.group_id.is_(None), FeeRate.from_day.desc(), FeeRate.id.desc())
        .limit(1)
    )


def own_rate(group: Group, day: date) -> FeeRate | None:
    """The price that a group has of its own on a day."""
    return db.session.scalar(
        select(FeeRate)
        .where(FeeRate.group_id == group.id, FeeRate.from_day <= day)
        .order_by(FeeRate.from_day.desc(), FeeRate.id.desc())
        .limit(1)
    )


def rates() -> Sequence[FeeRate]:
    """All there were, the newest first."""
    return db.session.scalars(
        select(FeeRate)
        .options(joinedload(FeeRate.course), joinedload(FeeRate.group))
        .order_by(FeeRate.from_day.desc(), FeeRate.id.desc())
        .limit(200)
    ).all()


def account_for(currency: str) -> CentreAccount | None:
    return db.session.scalar(
        select(CentreAccount)
        .where(CentreAccount.currency == currency, CentreAccount.closed_at.is_(None))
        .order_by(CentreAccount.id.desc())
        .limit(1)
    )


def accounts() -> Sequence[CentreAccount]:
    return db.session.scalars(
        select(CentreAccount)
        .where(CentreAccount.closed_at.is_(None))
        .order_by(CentreAccount.currency, CentreAccount.id)
    ).all()


def refund_rules(day: date) -> Sequence[RefundRule]:
    """The table that held on a day: that of the newest `from_day` until then."""
    newest = select(func.max(RefundRule.from_day)).where(RefundRule.from_day <= day)
    return db.session.scalars(
        select(RefundRule)
        .where(RefundRule.from_day == newest.scalar_subquery())
        .order_by(RefundRule.happens, RefundRule.bound)
    ).all()


def scholarships(day: date) -> Mapping[str, ScholarshipRule]:
    """Those that hold on a day, by their codes."""
    found = db.session.scalars(
        select(ScholarshipRule)
        .where(ScholarshipRule.from_day <= day)
        .order_by(ScholarshipRule.code, ScholarshipRule.from_day)
    )
    return {rule.code: rule for rule in found}


def fee_of(enrolment_id: int) -> Fee | None:
    """The first part of what it is asked for."""
    return db.session.scalar(select(Fee).where(Fee.enrolment_id == enrolment_id, Fee.part == 0))


def held(fee: Fee) -> Money:
    """What of a paid fee has not gone back, nor is owed back."""
    key = f"fee:{fee.id}"
    back = db.session.scalars(
        select(Refund).where(or_(Refund.key == key, Refund.key.startswith(f"{key}:")))
    )
    return fee.charged - Money.total((each.amount for each in back), fee.charged.currency)


def parts_of(enrolment_id: int) -> Sequence[Fee]:
    """All of it, the first part first."""
    return db.session.scalars(
        _whole().where(Fee.enrolment_id == enrolment_id).order_by(Fee.part)
    ).all()


def locked_fees(enrolment_id: int) -> Sequence[Fee]:
    """All parts of what an enrolment is asked for, the first first. Their payments are locked first,
    then themselves, as whoever notes money does."""
    of_parts = (
        select(Fee.payment_id).where(Fee.enrolment_id == enrolment_id).order_by(Fee.payment_id)
    )
    for payment_id in db.session.scalars(of_parts):
        if payment_id is not None:
            locked_payment(payment_id)
    return db.session.scalars(_locked(Fee.enrolment_id == enrolment_id).order_by(Fee.part)).all()


def locked_fee_of(payment: Payment) -> Fee | None:
    """What a payment is for, also one under an older reference, where it is for a seat. Whoever calls
    holds the payment's lock."""
    if fee_id := payment.details.get("fee"):
        return db.session.scalar(_locked(Fee.id == int(fee_id)))
    enrolment_id = payment.details.get("enrolment")
    return (
        db.session.scalar(_locked((Fee.enrolment_id == int(enrolment_id)) & (Fee.part == 0)))
        if enrolment_id
        else None
    )


def _locked(clause: ColumnElement[bool]) -> Select[Fee]:
    wanted = select(Fee).where(clause)
    return wanted.with_for_update(of=Fee).execution_options(populate_existing=True)


def fee_for(user: User, enrolment_id: int) -> Fee:
    """The latest part, of an enrolment of hers."""
    mine = _whole().where(Fee.enrolment_id == enrolment_id, Trainee.user_id == user.id)
    found = db.session.scalar(mine.order_by(Fee.part.desc()).limit(1))
    if found is None:
        raise NotFound
    return found


def fee_at(enrolment_id: int) -> Fee:
    """The latest part, for people of the centre."""
    latest = _whole().where(Fee.enrolment_id == enrolment_id).order_by(Fee.part.desc())
    found = db.session.scalar(latest.limit(1))
    if found is None:
        raise NotFound
    return found


def fees_of(enrolment_ids: Sequence[int]) -> dict[int, Fee]:
    """The latest part of each."""
    found = (
        select(Fee)
        .where(Fee.enrolment_id.in_(enrolment_ids))
        .options(joinedload(Fee.payment))
        .order_by(Fee.part)
    )
    return {fee.enrolment_id: fee for fee in db.session.scalars(found)}


def fees(state: FeeState | None, number: int, size: int = 50) -> Sequence[Fee]:
    """One page more than `size` tells that there is another; the soonest due first."""
    wanted = _whole().order_by(Fee.due_at, Fee.id).limit(size + 1).offset((number - 1) * size)
    return db.session.scalars(wanted if state is None else wanted.where(Fee.state == state)).all()


def _whole() -> Select[Fee]:
    return (
        select(Fee)
        .join(Fee.enrolment)
        .join(Enrolment.trainee)
        .join(Enrolment.group)
        .options(
            contains_eager(Fee.enrolment).options(
                contains_eager(Enrolment.trainee),
                contains_eager(Enrolment.group).joinedload(Group.course),
            ),
            joinedload(Fee.payment).selectinload(Payment.proofs),
        )
    )


def overdue() -> Sequence[int]:
    """Enrolments whose fee nobody has paid in time."""
    return db.session.scalars(
        select(Fee.enrolment_id)
        .where(Fee.state == FeeState.OWED, Fee.due_at <= now())
        .order_by(Fee.enrolment_id)
    ).all()


def to_remind() -> Sequence[int]:
    soon = now() + REMIND_BEFORE
    return db.session.scalars(
        select(Fee.enrolment_id)
        .where(
            Fee.state == FeeState.OWED,
            Fee.due_at > now(),
            Fee.due_at <= soon,
            Fee.reminded_at.is_(None),
        )
        .order_by(Fee.enrolment_id)
    ).all()


def to_earn(group_id: int | None = None) -> Sequence[Fee]:
    """Paid for a course that has begun since, and not yet earned."""
    wanted = (
        select(Fee)
        .join(Fee.enrolment)
        .join(Enrolment.group)
        .where(
            and_(Fee.state == FeeState.PAID, Fee.earned_at.is_(None), Group.state.in_(BEGUN)),
        )
        .with_for_update(of=Fee, skip_locked=True)
        .execution_options(populate_existing=True)
        .order_by(Fee.id)
    )
    return db.session.scalars(
        wanted if group_id is None else wanted.where(Group.id == group_id)
    ).all()


def all_fees() -> Sequence[Fee]:
    return db.session.scalars(select(Fee).options(joinedload(Fee.payment)).order_by(Fee.id)).all()
