"""What an order does to the ledger. Several orders may share one payment; each has its part."""

from collections import Counter
from collections.abc import Sequence

from marketplace.core.money import Money
from marketplace.ledger import accounts
from marketplace.ledger import queries as books
from marketplace.ledger import services as ledger
from marketplace.ledger.accounts import EntryKind
from marketplace.orders.models import Order
from marketplace.payments.models import BY_ITSELF, Dispute, DisputeState, Receipt, Refund


def book_receipt(receipt: Receipt, orders: Sequence[Order]) -> None:
    """Money has arrived: it lies with the cooperative, and the buyer owes less."""
    for order, part in zip(orders, parts_of(receipt.amount, orders), strict=True):
        ledger.post(
            f"receipt:{receipt.id}:{order.id}",
            EntryKind.RECEIPT,
            order.number,
            receipt.external_id,
            [(place_of(receipt.gateway, order), part), (accounts.buyer(order.id), -part)],
        )


def place_of(way: str, order: Order) -> str:
    """Whose hands money is in that comes or goes so."""
    keeper = accounts.card if way == BY_ITSELF else accounts.bank
    return keeper(order.cooperative_id)


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
            [(accounts.buyer(order.id), part), (place_of(refund.way, order), -part)],
        )


def book_allowance(order: Order, refund: Refund) -> None:
    """A cooperative owes a buyer money for sold goods, at its own cost."""
    ledger.post(
        f"allowance:{refund.id}",
        EntryKind.ALLOWANCE,
        order.number,
        refund.reason,
        [
            (accounts.allowance(order.cooperative_id), refund.amount),
            (accounts.buyer(order.id), -refund.amount),
        ],
    )


def take_back_allowances(order: Order) -> None:
    """The sale is off, and with it what was given back of it: the buyer is owed the rest only."""
    for entry in books.entries_about(order.number, EntryKind.ALLOWANCE):
        ledger.post(
            f"reversal:{entry.key}",
            EntryKind.ALLOWANCE,
            order.number,
            entry.memo,
            [(posting.account, -posting.amount) for posting in entry.postings],
        )


def book_return(refund: Refund, orders: Sequence[Order]) -> None:
    """A refund that was booked did not arrive there."""
    for order, part in zip(orders, parts_of(refund.amount, orders), strict=True):
        ledger.post(
            f"return:{refund.id}:{order.id}",
            EntryKind.RETURN,
            order.number,
            refund.reason,
            [(place_of(refund.way, order), part), (accounts.buyer(order.id), -part)],
        )


def book_dispute(dispute: Dispute, orders: Sequence[Order]) -> None:
    """The money goes where the dispute's state says it is; each state is booked once."""
    for order, part in zip(orders, parts_of(dispute.amount, orders), strict=True):
        ledger.post(
            f"dispute:{dispute.id}:{dispute.state}:{order.id}",
            EntryKind.DISPUTE,
            order.number,
            dispute.reason,
            dispute_postings(dispute, order, part),
        )


def dispute_postings(dispute: Dispute, order: Order, part: Money) -> list[tuple[str, Money]]:
    """What is still missing until the money stands where this state wants it."""
    coop = order.cooperative_id
    at = {
        DisputeState.OPEN: accounts.disputed(coop),
        DisputeState.LOST: accounts.dispute_loss(coop),
    }
    here = books.turnover_of(f"dispute:{dispute.id}:", f":{order.id}")
    wanted = {}
    if dispute.state in at:
        wanted = {at[dispute.state]: part.minor, accounts.card(coop): -part.minor}
    return [
        (account, Money(wanted.get(account, 0) - here.get(account, 0), part.currency))
        for account in sorted(wanted.keys() | here.keys())
    ]


def parts_of(amount: Money, orders: Sequence[Order]) -> list[Money]:
    """Each order's part of an amount, by what it costs."""
    return amount.split([order.total_minor for order in orders]) if orders else []
