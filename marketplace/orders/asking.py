"""Asking the buyer of an order for its money."""

from marketplace.core.db import db
from marketplace.orders.models import Order
from marketplace.payments import services as payments
from marketplace.payments.references import creditor_reference


def ask(order: Order) -> None:
    """One payment for each order: every cooperative is a seller with a bank account of its own.
    It is due when the pieces are no longer held."""
    order.payment = payments.expect(
        gateway=order.gateway,
        reference=creditor_reference(order.number),
        amount=order.total,
        payee_id=order.cooperative_id,
        due_at=order.reserved_until,
        details={
            "orders": [order.number],
            "buyer": order.group.address.get("name", ""),
            "email": order.group.email,
            "country": order.group.address.get("country", ""),
            "seller": order.seller["names"],
            "account": order.seller["bank_account"],
        },
    )
    db.session.flush()
