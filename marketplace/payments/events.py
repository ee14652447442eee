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


@dataclass(frozen=True)
class RefundFailed:
    """Money that had been sent back did not arrive there; it is with us again."""

    refund_id: int


@dataclass(frozen=True)
class PaymentProlonged:
    """It is awaited until its new `due_at`."""

    payment_id: int


@dataclass(frozen=True)
class PaymentLapsed:
    """Nobody paid it in time, and nobody can any more."""

    payment_id: int


@dataclass(frozen=True)
class PaymentClosed:
    """Nothing is awaited any more because what it was for has ended."""

    payment_id: int


@dataclass(frozen=True)
class DisputeMoved:
    """A dispute was opened, won, lost or closed."""

    dispute_id: int
