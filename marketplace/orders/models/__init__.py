"""The tables of orders, by topic."""

from marketplace.orders.models.allowances import Allowance
from marketplace.orders.models.basket import Basket, BasketLine
from marketplace.orders.models.checks import CheckStep, ComplianceCheck
from marketplace.orders.models.delivery import DeliveryRate, DeliveryService, DeliveryZone
from marketplace.orders.models.orders import (
    Order,
    OrderCounter,
    OrderEvent,
    OrderGroup,
    OrderLine,
    OrderMessage,
    OrderState,
    words_of,
)
from marketplace.orders.models.parcels import Parcel, ParcelDocument, ParcelLine, ParcelState

__all__ = [
    "Allowance",
    "Basket",
    "BasketLine",
    "CheckStep",
    "ComplianceCheck",
    "DeliveryRate",
    "DeliveryService",
    "DeliveryZone",
    "Order",
    "OrderCounter",
    "OrderEvent",
    "OrderGroup",
    "OrderLine",
    "OrderMessage",
    "OrderState",
    "Parcel",
    "ParcelDocument",
    "ParcelLine",
    "ParcelState",
    "words_of",
]
