"""What somebody is to pay, what arrived, and what goes back. Knows references, never orders."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.core.db import Dated, Json, Model
from marketplace.core.money import Money
from marketplace.core.seal import Marks, Sealed, SealedJson, begun
from marketplace.core.states import Flow, Stateful
from marketplace.media.models import StoredFile

BY_ITSELF = "card"
"""The way of paying that sends money back without anybody's hand."""


PAYER = ("buyer", "email", "country")


class PaymentState(StrEnum):
    EXPECTED = "expected"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    CANCELLED = "cancelled"


class Payment(Stateful, Dated, Model):
    """What is asked for under one reference. `received` is kept by the services that record
    receipts and proved by `ledger check`."""

    flow = Flow(
        {
            PaymentState.EXPECTED: {
                PaymentState.PARTLY_PAID,
                PaymentState.PAID,
                PaymentState.CANCELLED,
            },
            PaymentState.PARTLY_PAID: {PaymentState.PAID, PaymentState.CANCELLED},
            PaymentState.PAID: set(),
            PaymentState.CANCELLED: set(),
        }
    )
    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", "amount_positive"),
        Index("ix_payments_found_by", "found_by", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[PaymentState] = mapped_column(default=PaymentState.EXPECTED, index=True)
    reference: Mapped[str] = mapped_column(String(30), unique=True)
    gateway: Mapped[str] = mapped_column(String(20))
    payee_id: Mapped[int]  # the cooperative; a bare number here, as in RoleGrant.scope_id
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    received_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    due_at: Mapped[datetime]
    details: Mapped[Json] = mapped_column(default=dict)
    account: Mapped[Json | None] = mapped_column(SealedJson)  # the bank account to pay to
    payer: Mapped[Json | None] = mapped_column(SealedJson)  # buyer, email, country
    found_by: Mapped[list[str] | None] = mapped_column(
        Marks, info={"words": lambda row: words_of(row["payer"])}
    )

    receipts: Mapped[list["Receipt"]] = relationship(back_populates="payment")
    proofs: Mapped[list["Proof"]] = relationship(back_populates="payment")

    @property
    def who(self) -> Json:
        """`buyer`, `email` and `country`, as far as they are known. A version that did not seal
        them may have written them among the details while it was being replaced."""
        return self.payer or self.details

    @property
    def received(self) -> Money:
        return Money(self.received_minor, self.amount.currency)

    @property
    def outstanding(self) -> Money:
        return self.amount - self.received


def words_of(payer: Json | None) -> list[str]:
    """What a payment is found by besides its reference and its orders."""
    return begun([str((payer or {}).get("buyer") or "")])


class Match(StrEnum):
    EXACT = "exact"
    PARTIAL = "partial"
    OVER = "over"
    DUPLICATE = "duplicate"
    UNMATCHED = "unmatched"


class Receipt(Dated, Model):
    """Money that arrived: by bank as a treasurer saw it on the statement, or as a gateway told.
    `external_id` is the bank's or the gateway's own number of it; twice the same is a duplicate."""

    __tablename__ = "receipts"
    __table_args__ = (CheckConstraint("amount_minor > 0", "amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey(Payment.id), index=True)
    payee_id: Mapped[int] = mapped_column(index=True)
    gateway: Mapped[str] = mapped_column(String(20))
    external_id: Mapped[str] = mapped_column(String(120), unique=True)
    match: Mapped[Match]
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    value_date: Mapped[date]
    sender: Mapped[str] = mapped_column(Sealed, default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    payment: Mapped[Payment | None] = relationship(back_populates="receipts")


class Proof(Dated, Model):
    """What a buyer sent us to show that she has paid."""

    __tablename__ = "payment_proofs"

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey(Payment.id), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id))

    payment: Mapped[Payment] = relationship(back_populates="proofs")
    file: Mapped[StoredFile] = relationship()


class RefundState(StrEnum):
    OWED = "owed"
    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"


class Refund(Stateful, Dated, Model):
    """Money that goes back to a buyer; `key` is its cause and makes it only one.

    `way` is how: by hand of a treasurer (`transfer`), or by itself (`card`), which a company may
    be asked for, take on, refuse, or fail at later. `refusals` counts how often it has refused,
    for `trouble`, its last reason.
    """

    flow = Flow(
        {
            RefundState.OWED: {RefundState.SENT, RefundState.PAID},
            RefundState.SENT: {RefundState.OWED, RefundState.PAID, RefundState.FAILED},
            RefundState.PAID: {RefundState.FAILED},
            RefundState.FAILED: set(),
        }
    )
    __tablename__ = "refunds"
    __table_args__ = (CheckConstraint("amount_minor > 0", "amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[RefundState] = mapped_column(default=RefundState.OWED, index=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey(Payment.id), index=True)
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    reason: Mapped[str] = mapped_column(String(300))
    way: Mapped[str] = mapped_column(String(20))
    refusals: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(String(300), default="")
    external_id: Mapped[str | None] = mapped_column(String(120))
    sent_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]

    payment: Mapped[Payment] = relationship()

    @property
    def by_itself(self) -> bool:
        """Whether it goes back without anybody's hand."""
        return self.way == BY_ITSELF


class DisputeState(StrEnum):
    INQUIRY = "inquiry"
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"


class Dispute(Stateful, Dated, Model):
    """A buyer's bank asks for a payment back. While it is open, and when it is lost, the money is
    not ours; an inquiry takes none. A lost one may still be won on appeal."""

    flow = Flow(
        {
            DisputeState.INQUIRY: {DisputeState.OPEN, DisputeState.CLOSED},
            DisputeState.OPEN: {DisputeState.WON, DisputeState.LOST},
            DisputeState.LOST: {DisputeState.WON},
            DisputeState.WON: set(),
            DisputeState.CLOSED: set(),
        }
    )
    __tablename__ = "disputes"
    __table_args__ = (CheckConstraint("amount_minor > 0", "amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    state: Mapped[DisputeState] = mapped_column(default=DisputeState.INQUIRY, index=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey(Payment.id), index=True)
    external_id: Mapped[str] = mapped_column(String(120), unique=True)
    amount: Mapped[Money] = composite(
        mapped_column("amount_minor", BigInteger), mapped_column("amount_currency", String(3))
    )
    reason: Mapped[str] = mapped_column(String(60))
    closed_at: Mapped[datetime | None]

    payment: Mapped[Payment] = relationship()
