"""What waits on somebody: small questions, each asked of those who can do something about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import all_, func, literal, select, union_all

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.catalogue.models import Product, Revision, RevisionState
from marketplace.core.db import db
from marketplace.notifications.models import Mail
from marketplace.notifications.services import TO_SEND_BY_HAND
from marketplace.orders.models import (
    CheckStep,
    ComplianceCheck,
    Order,
    OrderState,
    Parcel,
    ParcelState,
)
from marketplace.payments.models import Payment, PaymentState, Proof, Refund, RefundState
from marketplace.payouts.models import BatchState, PayoutBatch

P = Permission


@dataclass(frozen=True)
class Question:
    """One kind of waiting work: who is asked, where it is done, what so many are called, and how
    it is counted.

    `asks` is given her and the cooperatives in which she may do it. It answers with a select of one
    row: how many there are, and since when the oldest waits.
    """

    permission: P
    endpoint: str
    label: Callable[[int], str]
    act: object
    asks: Callable[[User, Scope], Any]
    urgent: bool = False


@dataclass(frozen=True)
class Waiting:
    """So much of one kind waits."""

    label: str
    act: str
    count: int
    oldest: datetime | None
    endpoint: str
    urgent: bool

    @property
    def url(self) -> str:
        return url_for(self.endpoint)


def _revisions(user: User, scope: Scope) -> Any:
    """Nobody publishes what she has worked on herself, so that does not wait on her."""
    return (
        select(func.count(), func.min(Revision.submitted_at))
        .join(Revision.product)
        .where(
            Revision.state == RevisionState.IN_REVIEW,
            literal(user.id) != all_(Revision.editor_ids),
            scope.clause(Product.cooperative_id),
        )
    )


def _orders(*states: OrderState) -> Callable[[User, Scope], Any]:
    return lambda _user, scope: select(func.count(), func.min(Order.created_at)).where(
        Order.state.in_(states), scope.clause(Order.cooperative_id)
    )


def _held(user: User, scope: Scope) -> Any:
    """Who proposed a release does not confirm it, so that does not wait on her."""
    hers = select(ComplianceCheck.order_id).where(
        ComplianceCheck.step == CheckStep.PROPOSED, ComplianceCheck.by_id == user.id
    )
    return _orders(OrderState.HELD)(user, scope).where(Order.id.not_in(hers))


def _parcels(_user: User, scope: Scope) -> Any:
    return (
        select(func.count(), func.min(Parcel.created_at))
        .join(Parcel.order)
        .where(Parcel.state == ParcelState.PACKED, scope.clause(Order.cooperative_id))
    )


def _proofs(_user: User, scope: Scope) -> Any:
    return (
        select(func.count(func.distinct(Payment.id)), func.min(Proof.created_at))
        .join(Proof.payment)
        .where(
            Payment.state.in_((PaymentState.EXPECTED, PaymentState.PARTLY_PAID)),
            scope.clause(Payment.payee_id),
        )
    )


def _refunds(_user: User, scope: Scope) -> Any:
    return (
        select(func.count(), func.min(Refund.created_at))
        .join(Payment, Refund.payment_id == Payment.id)
        .where(Refund.state == RefundState.OWED, scope.clause(Payment.payee_id))
    )


def _drafts(user: User, scope: Scope) -> Any:
    """Who made a batch does not approve it."""
    return _batches(scope, BatchState.DRAFT).where(PayoutBatch.made_by_id != user.id)


def _approved(_user: User, scope: Scope) -> Any:
    return _batches(scope, BatchState.APPROVED)


def _batches(scope: Scope, state: BatchState) -> Any:
    return select(func.count(), func.min(PayoutBatch.created_at)).where(
        PayoutBatch.state == state, scope.clause(PayoutBatch.cooperative_id)
    )


def _failed_mails(_user: User, _scope: Scope) -> Any:
    return select(func.count(), func.min(Mail.created_at)).where(Mail.state.in_(TO_SEND_BY_HAND))


QUESTIONS: Sequence[Question] = (
    Question(
        P.ORDER_RELEASE,
        "office_checks.index",
        lambda n: ngettext(
            "order to check before it can be paid", "orders to check before they can be paid", n
        ),
        _("Check"),
        _held,
    ),
    Question(
        P.PRODUCT_REVIEW,
        "review.queue",
        lambda n: ngettext("piece to review", "pieces to review", n),
        _("Review"),
        _revisions,
    ),
    Question(
        P.ORDER_MANAGE,
        "office_orders.board",
        lambda n: ngettext("order to confirm", "orders to confirm", n),
        _("Confirm"),
        _orders(OrderState.PAID),
    ),
    Question(
        P.ORDER_SHIP,
        "office_orders.board",
        lambda n: ngettext("order to pack", "orders to pack", n),
        _("Pack"),
        _orders(OrderState.CONFIRMED, OrderState.PARTLY_SHIPPED),
    ),
    Question(
        P.ORDER_SHIP,
        "office_orders.board",
        lambda n: ngettext("parcel to send", "parcels to send", n),
        _("Send"),
        _parcels,
    ),
    Question(
        P.PAYMENT_RECORD,
        "transfers.index",
        lambda n: ngettext("proof of transfer to look at", "proofs of transfer to look at", n),
        _("Look"),
        _proofs,
    ),
    Question(
        P.PAYMENT_RECORD,
        "transfers.index",
        lambda n: ngettext("refund to send", "refunds to send", n),
        _("Pay back"),
        _refunds,
        True,
    ),
    Question(
        P.PAYOUT_APPROVE,
        "payouts.index",
        lambda n: ngettext(
            "payout for a second person to approve", "payouts for a second person to approve", n
        ),
        _("Approve"),
        _drafts,
    ),
    Question(
        P.PAYOUT_PREPARE,
        "payouts.index",
        lambda n: ngettext("approved payout to pay", "approved payouts to pay", n),
        _("Pay"),
        _approved,
    ),
    Question(
        P.USER_MANAGE,
        "admin.mails",
        lambda n: ngettext("mail that failed", "mails that failed", n),
        _("Look"),
        _failed_mails,
        True,
    ),
)
"""Add a line for each new kind of work."""


def waiting_on(user: User) -> list[Waiting]:
    """All she may do something about, also where nothing waits; one query asks all of it."""
    open_here = current_app.view_functions
    asked = [q for q in QUESTIONS if q.endpoint in open_here and user.may(q.permission)]
    found = _answers(user, asked)
    return [
        Waiting(
            label=question.label(count),
            act=str(question.act),
            count=count,
            oldest=oldest,
            endpoint=question.endpoint,
            urgent=question.urgent,
        )
        for question, (count, oldest) in zip(asked, found, strict=True)
    ]


def _answers(user: User, asked: Sequence[Question]) -> list[tuple[int, datetime | None]]:
    """How many there are and since when the oldest waits, for each question in its turn."""
    if not asked:
        return []
    parts = []
    for turn, question in enumerate(asked):
        count, oldest = question.asks(user, user.scope(question.permission)).subquery().c
        parts.append(select(literal(turn).label("turn"), count, oldest))
    rows = db.session.execute(union_all(*parts).order_by("turn"))
    return [(count, oldest) for _turn, count, oldest in rows]
