"""What buyers are to pay, as a table: filters, columns and files."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from marketplace.accounts.permissions import Permission
from marketplace.desk.tables import Asked, Column, Filters, Table
from marketplace.payments import queries
from marketplace.payments.models import Payment, PaymentState
from marketplace.payments.references import grouped
from marketplace.payments.words import STATES

LISTS = ("open", "all", *PaymentState)


def state_in(values: Filters) -> str:
    state = values.get("state", "")
    return state if state in LISTS else "open"


def text_in(values: Filters) -> str:
    return " ".join(values.get("q", "").replace("\0", "").split())[:100]


def orders_of(payment: Payment) -> str:
    numbers = [*payment.details.get("orders", []), payment.details.get("group")]
    return " ".join(str(number) for number in numbers if number)


def _count(asked: Asked) -> int:
    state, text = state_in(asked.filters), text_in(asked.filters)
    return queries.count_of_payments(asked.scope, state=state, text=text)


def _rows(asked: Asked) -> Iterator[Payment]:
    state, text = state_in(asked.filters), text_in(asked.filters)
    return queries.all_payments(asked.scope, state=state, text=text)


TRANSFERS = Table(
    name="transfers",
    endpoint="transfers.index",
    title=_("Transfers"),
    permission=Permission.PAYMENT_READ,
    filters=("q", "state"),
    columns=(
        Column("reference", _("Reference"), lambda r: grouped(r.reference), fixed=True),
        Column("order", _("Order"), orders_of),
        Column("buyer", _("Buyer"), lambda r: r.who.get("buyer") or ""),
        Column("asked", _("Asked on"), lambda r: r.created_at, usual=False),
        Column("due", _("Held until"), lambda r: r.due_at),
        Column("state", _("Status"), lambda r: STATES[r.state][0]),
        Column("arrived", _("Arrived"), lambda r: r.received),
        Column("amount", _("Due"), lambda r: r.amount),
        Column("currency", _("Currency"), lambda r: r.amount.currency, usual=False),
    ),
    count=_count,
    rows=_rows,
)
