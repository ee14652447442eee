"""What orders write to buyers and cooperatives. Only what JSON can hold; words are found when the
mail is written, in its receiver's language."""

from typing import Any

from marketplace.notifications import services as notifications
from marketplace.orders.models import Order, OrderMessage
from marketplace.payments.models import Receipt, Refund

OFFICE_LANGUAGE = "fa"


def placed(order: Order) -> None:
    _to_buyer(order, "order_placed", "placed")


def placed_for_cooperative(order: Order) -> None:
    _to_cooperative(order, "order_new", "placed")


def paid(order: Order) -> None:
    _to_buyer(order, "order_paid", "paid")


def paid_for_cooperative(order: Order) -> None:
    _to_cooperative(order, "order_to_confirm", "paid")


def cancelled(order: Order) -> None:
    came = order.payment.received_minor if order.payment else 0
    _to_buyer(order, "order_cancelled", "cancelled", reason=order.cancel_reason, came_minor=came)


def part_received(order: Order, receipt: Receipt) -> None:
    payment = receipt.payment
    missing = payment.outstanding.minor if payment else 0
    _to_buyer(
        order,
        "order_part_received",
        f"part:{receipt.id}",
        came_minor=receipt.amount.minor,
        missing_minor=missing,
    )


def refunded(order: Order, refund: Refund) -> None:
    _to_buyer(
        order,
        "order_refunded",
        f"refund:{refund.id}",
        came_minor=refund.amount.minor,
        reason=refund.reason,
    )


def asked(order: Order, message: OrderMessage) -> None:
    """A buyer's question, to her cooperative."""
    _to_cooperative(
        order, "order_asked", f"message:{message.id}", text=message.text, author=message.author
    )


def _to_buyer(order: Order, template: str, cause: str, **more: Any) -> None:
    group = order.group
    notifications.send(
        key=f"order:{order.number}:{cause}",
        to=group.email,
        locale=group.locale,
        template=template,
        context=_facts(order) | more,
        about=order.number,
    )


def _to_cooperative(order: Order, template: str, cause: str, **more: Any) -> None:
    notifications.send(
        key=f"order:{order.number}:{cause}:office",
        to=str(order.seller["email"]),
        locale=OFFICE_LANGUAGE,
        template=template,
        context=_facts(order) | more,
        about=order.number,
    )


def _facts(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "name": order.group.address.get("name", ""),
        "country": order.group.address.get("country", ""),
        "seller": order.seller["names"],
        "account": order.seller.get("bank_account", {}),
        "reference": order.payment.reference if order.payment else "",
        "transfer": bool(order.payment and order.payment.gateway == "transfer"),
        "until": order.reserved_until.isoformat(),
        "currency": order.currency,
        "total_minor": order.total_minor,
        "shipping_minor": order.shipping_minor,
        "lines": [
            {
                "titles": li.titles,
                "quantity": li.quantity,
                "minor": li.total_minor,
                "by": li.artisan_names,
            }
            for li in order.lines
        ],
    }
