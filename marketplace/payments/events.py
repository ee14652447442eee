"""What payments tell the domains above them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReceiptRecorded:
    """Money arrived; it may be all of it, a part, or too much."""

    receipt_id: int


@dataclass(frozen=True)
class PaymentSucceeded:
    """All that was asked for has arrived. Said once."""

    payment_id: int


@dataclass(frozen=True)
class RefundRequested:
    """Money is owed back."""

    refund_id: int


@dataclass(frozen=True)
class RefundPaid:
    refund_id: int
