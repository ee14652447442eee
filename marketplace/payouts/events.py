"""What payouts tells the domains above it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BatchPaid:
    """The bank has paid all that lay in it."""

    batch_id: int
