"""Asking the buyer of an order for its money."""

from dataclasses import dataclass
from datetime import datetime

from marketplace.core.db import Json
from marketplace.core.money import Money
from marketplace.orders.models import Order
from marketplace.payments import services as payments
from marketplace.payments.references import creditor_reference


@dataclass(frozen=True)
class Bill:
    """What is asked for, of whom, and for whom; `seller` and `address` as the order keeps them."""

    number: str
    gateway: str
    total: Money
    payee_id: int
    due_at: datetime
    email: str
    address: Json
    seller: Json


def ask(bill: Bill) -> int:
    """One payment for each order: every cooperative is a seller with a bank account of its own.
    It is due when the pieces are no longer held. The payment's id."""
    return payments.expect(
        gateway=bill.gateway,
        reference=creditor_reference(bill.number),
        amount=bill.total,
        payee_id=bill.payee_id,
        due_at=bill.due_at,
        details={
            "orders": [bill.number],
            "buyer": bill.address.get("name", ""),
            "email": bill.email,
            "country": bill.address.get("country", ""),
            "seller": bill.seller["names"],
            "account": bill.seller["bank_account"],
        },
    )


def bill_of(order: Order) -> Bill:
    """Of an order that was placed before it could be paid."""
    return Bill(
        number=order.number,
        gateway=order.gateway,
        total=order.total,
        payee_id=order.cooperative_id,
        due_at=order.reserved_until,
        email=order.group.email,
        address=order.group.address,
        seller=order.seller,
    )
