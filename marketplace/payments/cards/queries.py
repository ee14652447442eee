"""Checkouts and messages of the card company, and what is still open between it and us."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.payments.cards.models import CardCheckout, CardMessage
from marketplace.payments.models import BY_ITSELF, Dispute, Payment, Refund, RefundState
from marketplace.payments.queries import OPEN

QUIET = timedelta(minutes=3)
"""So long a word of the company may be on its way before we go and ask."""
SLOW = timedelta(hours=6)
"""So long we wait before we ask again about a refund that was refused or is under way."""


def checkout_of(payment_id: int) -> CardCheckout | None:
    return db.session.scalar(select(CardCheckout).where(CardCheckout.payment_id == payment_id))


def checkout_for(reference: str) -> CardCheckout | None:
    """By our reference of the payment."""
    return db.session.scalar(
        select(CardCheckout)
        .join(CardCheckout.payment)
        .where(Payment.reference == reference)
        .options(contains_eager(CardCheckout.payment))
    )


def checkout_by_charge(charge: str) -> CardCheckout | None:
    return db.session.scalar(
        select(CardCheckout)
        .join(CardCheckout.payment)
        .where(CardCheckout.charge == charge)
        .options(contains_eager(CardCheckout.payment))
    )


def messages_waiting() -> Sequence[str]:
    """Messages that nobody has got through with for a while, by their numbers."""
    return db.session.scalars(
        select(CardMessage.id)
        .where(CardMessage.done_at.is_(None), CardMessage.created_at < now() - QUIET)
        .order_by(CardMessage.created_at)
        .limit(200)
    ).all()


def payments_in_the_dark() -> Sequence[int]:
    """Payments by card that are awaited, and about which the company has long said nothing."""
    return db.session.scalars(
        select(Payment.id)
        .outerjoin(CardCheckout, CardCheckout.payment_id == Payment.id)
        .where(
            Payment.gateway == BY_ITSELF,
            Payment.state.in_(OPEN),
            or_(Payment.due_at < now(), CardCheckout.created_at < now() - QUIET),
        )
        .order_by(Payment.id)
        .limit(500)
    ).all()


def checkouts_left_open() -> Sequence[int]:
    """Payments that are over while the company's page for them may still be open."""
    return db.session.scalars(
        select(Payment.id)
        .join(CardCheckout, CardCheckout.payment_id == Payment.id)
        .where(
            Payment.state.not_in(OPEN),
            CardCheckout.charge.is_(None),
            CardCheckout.ended_at.is_(None),
            CardCheckout.created_at < now() - QUIET,
        )
        .order_by(Payment.id)
        .limit(500)
    ).all()


def refunds_to_send() -> Sequence[int]:
    """Refunds that should have gone back by themselves by now: nobody has asked the company, it
    refused some hours ago, or we fell before we heard its answer."""
    return db.session.scalars(
        select(Refund.id)
        .where(
            Refund.way == BY_ITSELF,
            Refund.external_id.is_(None),
            or_(
                (Refund.state == RefundState.OWED)
                & Refund.sent_at.is_(None)
                & (Refund.created_at < now() - QUIET),
                (Refund.state == RefundState.OWED) & (Refund.sent_at < now() - SLOW),
                (Refund.state == RefundState.SENT) & (Refund.sent_at < now() - QUIET),
            ),
        )
        .order_by(Refund.id)
        .limit(200)
    ).all()


def refunds_under_way() -> Sequence[int]:
    """Payments with a refund that the company has taken on, and of which we do not know how it
    ended."""
    return db.session.scalars(
        select(Refund.payment_id)
        .where(
            Refund.way == BY_ITSELF,
            Refund.external_id.is_not(None),
            Refund.state == RefundState.SENT,
            Refund.sent_at < now() - SLOW,
        )
        .distinct()
        .limit(200)
    ).all()


def locked_refund(refund_id: int) -> Refund:
    """For the clock and the company, who see all of them; held until the transaction ends."""
    return db.session.scalars(
        select(Refund)
        .where(Refund.id == refund_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def known_dispute(external_id: str) -> Dispute | None:
    return db.session.scalar(select(Dispute).where(Dispute.external_id == external_id))


def disputes_of(payment_id: int) -> Sequence[Dispute]:
    return db.session.scalars(
        select(Dispute).where(Dispute.payment_id == payment_id).order_by(Dispute.id)
    ).all()
