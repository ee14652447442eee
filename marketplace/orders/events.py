"""What orders tell the domains above them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OrderPlaced:
    """It can be paid at once."""

    order_id: int


@dataclass(frozen=True)
class OrderHeld:
    """It is placed, but two people look at it before anything can be paid."""

    order_id: int


@dataclass(frozen=True)
class OrderReleased:
    """It was held, and can be paid now."""

    order_id: int


@dataclass(frozen=True)
class OrderPaid:
    order_id: int


@dataclass(frozen=True)
class OrderConfirmed:
    order_id: int


@dataclass(frozen=True)
class OrderCancelled:
    order_id: int


@dataclass(frozen=True)
class ParcelPacked:
    parcel_id: int


@dataclass(frozen=True)
class ParcelUnpacked:
    parcel_id: int


@dataclass(frozen=True)
class ParcelShipped:
    parcel_id: int


@dataclass(frozen=True)
class ParcelDelivered:
    parcel_id: int


@dataclass(frozen=True)
class OrderDelivered:
    order_id: int
