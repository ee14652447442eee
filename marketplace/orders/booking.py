"""What an order does to the ledger. Several orders may share one payment; each has its part."""

from collections import Counter
from collections.abc import Sequence

from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.orders.models import Order
from marketplace.payments.models import Receipt, Refund


def book_receipt(receipt: Receipt, orders: Sequence[Order]) -> None:
    """Money has arrived: it lies with the cooperative, and the buyer owes less."""
    for order, part in zip(orders, parts_of(receipt.amount, orders), strict=True):
        ledger.post(
            f"receipt:{receipt.id}:{order.id}",
            EntryKind.RECEIPT,
            order.number,
            receipt.external_id,
            [(accounts.bank(order.cooperative_id), part), (accounts.buyer(order.id), -part)],
        )


def book_sale(order: Order) -> None:
    """The buyer owes the total; the makers' shares, commission and shipping sum to it."""
    shares: Counter[str] = Counter()
    for line in order.lines:
        shares[accounts.artisan_pending(line.artisan_id)] += line.artisan_share.minor
        shares[accounts.commission(order.cooperative_id)] += line.commission.minor
    shares[accounts.shipping(order.cooperative_id)] += order.shipping_minor
    ledger.post(
        f"sale:{order.id}",
        EntryKind.SALE,
        order.number,
        "Paid in full",
        [
            (accounts.buyer(order.id), order.total),
            *((account, Money(-minor, order.currency)) for account, minor in shares.items()),
        ],
    )


def book_refund(refund: Refund, orders: Sequence[Order]) -> None:
    """Money has gone back."""
    for order, part in zip(orders, parts_of(refund.amount, orders), strict=True):
        ledger.post(
            f"refund:{refund.id}:{order.id}",
            EntryKind.REFUND,
            order.number,
            refund.reason,
            [(accounts.buyer(order.id), part), (accounts.bank(order.cooperative_id), -part)],
        )


def parts_of(amount: Money, orders: Sequence[Order]) -> list[Money]:
    """Each order's part of an amount, by what it costs."""
    return amount.split([order.total_minor for order in orders]) if orders else []
