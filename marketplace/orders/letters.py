"""What orders write to buyers and cooperatives. Sums and days are written in the receiver's
language at once; all other words are found when the mail is made."""

from typing import Any

from marketplace.core.calendars import written_for
from marketplace.core.money import Money
from marketplace.localisation.formats import format_day, format_moment, format_money
from marketplace.notifications import services as notifications
from marketplace.orders.models import Order, OrderMessage
from marketplace.payments.models import BY_ITSELF, Dispute, Receipt, Refund

OFFICE_LANGUAGE = "fa"


def placed(order: Order) -> None:
    _to_buyer(order, "order_placed", "placed")


def placed_for_cooperative(order: Order) -> None:
    _to_cooperative(order, "order_new", "placed")


def held(order: Order) -> None:
    _to_buyer(order, "order_held", "held")


def held_for_cooperative(order: Order) -> None:
    _to_cooperative(order, "order_to_check", "held")


def released(order: Order) -> None:
    _to_buyer(order, "order_released", "released")


def paid(order: Order) -> None:
    _to_buyer(order, "order_paid", "paid")


def paid_for_cooperative(order: Order) -> None:
    _to_cooperative(order, "order_to_confirm", "paid")


def cancelled(order: Order) -> None:
    came = order.payment.received if order.payment else Money.zero(order.currency)
    _to_buyer(order, "order_cancelled", "cancelled", _sum("came", came), reason=order.cancel_reason)


def part_received(order: Order, receipt: Receipt) -> None:
    missing = receipt.payment.outstanding if receipt.payment else order.total
    sums = _sum("came", receipt.amount) | _sum("missing", missing)
    _to_buyer(order, "order_part_received", f"part:{receipt.id}", sums)


def refunded(order: Order, refund: Refund) -> None:
    sums = _sum("came", refund.amount)
    _to_buyer(order, "order_refunded", f"refund:{refund.id}", sums, reason=refund.reason)


def disputed(order: Order, dispute: Dispute) -> None:
    """To the cooperative: what a buyer's bank asks for, or has decided."""
    amount = format_money(dispute.amount, OFFICE_LANGUAGE)
    _to_cooperative(
        order,
        "order_disputed",
        f"dispute:{dispute.id}:{dispute.state}",
        state=dispute.state.value,
        amount=amount,
    )


def asked(order: Order, message: OrderMessage) -> None:
    """A buyer's question, to her cooperative."""
    said = {"text": message.text, "author": message.author}
    _to_cooperative(order, "order_asked", f"message:{message.id}", **said)


def _sum(name: str, amount: Money) -> dict[str, Money]:
    return {name: amount} if amount else {}


def _to_buyer(
    order: Order, template: str, cause: str, sums: dict[str, Money] | None = None, **more: Any
) -> None:
    group = order.group
    with written_for(group.user.calendar if group.user else None):
        facts = _facts(order, group.locale)
    told = {name: format_money(amount, group.locale) for name, amount in (sums or {}).items()}
    notifications.send(
        key=f"order:{order.number}:{cause}",
        to=group.email,
        locale=group.locale,
        template=template,
        context=facts | told | more,
        about=order.number,
    )


def _to_cooperative(order: Order, template: str, cause: str, **more: Any) -> None:
    with written_for(None):
        facts = _facts(order, OFFICE_LANGUAGE)
    notifications.send(
        key=f"order:{order.number}:{cause}:office",
        to=str(order.seller["email"]),
        locale=OFFICE_LANGUAGE,
        template=template,
        context=facts | more,
        about=order.number,
    )


def _facts(order: Order, lang: str) -> dict[str, Any]:
    by_card = bool(order.payment and order.payment.gateway == BY_ITSELF)
    return {
        "number": order.number,
        "name": str(order.group.address.get("name") or ""),
        "country": str(order.group.address.get("country") or ""),
        "seller": order.seller.get("names") or {},
        "account": order.seller.get("bank_account") or {},
        "reference": order.payment.reference if order.payment else "",
        "by_transfer": bool(order.payment and order.payment.gateway == "transfer"),
        "by_card": by_card,
        "until": (format_moment if by_card else format_day)(order.reserved_until, lang),
        "shipping": format_money(order.shipping, lang),
        "total": format_money(order.total, lang),
        "lines": [
            {
                "titles": line.titles,
                "makers": line.artisan_names,
                "quantity": line.quantity,
                "sum": format_money(line.total, lang),
            }
            for line in order.lines
        ],
    }
