"""What accounts and entries are called. A positive posting is a debit."""

from enum import StrEnum


class EntryKind(StrEnum):
    RECEIPT = "receipt"  # bank + / buyer -
    SALE = "sale"  # buyer + / artisan-pending -, commission -, shipping -
    REVERSAL = "reversal"  # a sale, backwards
    CREDIT = "credit"  # artisan-pending + / artisan -
    PAYOUT = "payout"  # artisan + / bank -
    REFUND = "refund"  # buyer + / bank -


def bank(cooperative_id: int) -> str:
    """Money on a cooperative's own accounts."""
    return f"bank:{cooperative_id}"


def buyer(order_id: int) -> str:
    """What the buyer of an order owes (positive) or has paid ahead (negative)."""
    return f"buyer:{order_id}"


def artisan_pending(artisan_id: int) -> str:
    """What an artisan has sold and not yet earned."""
    return f"artisan-pending:{artisan_id}"


def artisan(artisan_id: int) -> str:
    """What an artisan has earned and not yet been paid."""
    return f"artisan:{artisan_id}"


def commission(cooperative_id: int) -> str:
    return f"commission:{cooperative_id}"


def shipping(cooperative_id: int) -> str:
    return f"shipping:{cooperative_id}"
