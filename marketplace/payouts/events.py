"""What payouts tells the domains above it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ArtisanCredited:
    """Something of hers arrived; `credit_ids` are the new credits of one parcel."""

    artisan_id: int
    parcel_id: int


@dataclass(frozen=True)
class BatchPaid:
    batch_id: int
