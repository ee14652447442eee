"""Orders that are paid by card: brought to the company, paid there, and what became of them."""

from typing import Any

from flask import Flask
from sqlalchemy import func

from marketplace.core.db import db, transaction
from marketplace.inventory import queries as stock
from marketplace.ledger.queries import unbalanced
from marketplace.notifications.models import Mail
from marketplace.orders.models import Order, OrderEvent, OrderState
from marketplace.payments.cards import jobs, services
from marketplace.payments.models import Receipt, Refund, RefundState
from marketplace.payouts import reconciliation
from tests.factories.orders import make_piece
from tests.support.stripe.server import FakeStripe
from tests.support.stripe.shop import make_card_order

PAID_ONCE = {"state": OrderState.PAID, "receipts": 1, "paid": 1, "mails": 1, "refunds": 0}


def paid_at_the_company(shop: Flask, company: FakeStripe) -> int:
    order_id = opened(shop)
    session = list(company.books.sessions)[-1]
    company.books.pay(session)
    return order_id


def opened(shop: Flask, pieces: int = 1) -> int:
    """An order whose buyer is on the page of the company."""
    with shop.test_request_context("/en/"):
        with transaction():
            order = make_card_order(make_piece(pieces=pieces))
            checkout = services.want_checkout(order.payment_id or 0, "/en/")
            wanted, checkout_id, order_id = services.asked_for(checkout), checkout.id, order.id
        jobs.open_page(wanted, checkout_id)
    return order_id


def sound(shop: Flask) -> bool:
    """What `ledger check` and `stock check` look at."""
    with shop.app_context():
        wrong = stock.drift(), stock.promised_beyond_stock(), stock.sales_that_disagree()
        return not any(wrong) and reconciliation.faults() == [] and unbalanced() == []


def stands(shop: Flask, order_id: int) -> dict[str, Any]:
    """What became of an order: its state, and how often each thing happened to it."""
    with shop.app_context():
        order = db.session.get_one(Order, order_id)
        payment_id, number = order.payment_id, order.number
        kinds = db.session.scalars(db.select(OrderEvent.kind).filter_by(order_id=order_id)).all()
        return {
            "state": order.state,
            "receipts": _count(Receipt, payment_id=payment_id),
            "paid": kinds.count("paid"),
            "mails": _count(Mail, key=f"order:{number}:paid"),
            "refunds": _count(Refund, payment_id=payment_id, state=RefundState.PAID),
        }


def _count(model: Any, **where: Any) -> int:
    return db.session.scalar(db.select(func.count()).select_from(model).filter_by(**where)) or 0
