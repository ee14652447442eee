"""The list of orders as a table: filters, columns, files, and confirming many at once."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.desk.tables import Act, Asked, Column, Filters, Table
from marketplace.localisation import countries
from marketplace.localisation.languages import local_text
from marketplace.orders.fulfilment import handling
from marketplace.orders.fulfilment import queries as orders
from marketplace.orders.models import OrderState
from marketplace.orders.staff import queries
from marketplace.orders.staff.queries import Row, Search
from marketplace.orders.staff.words import STATES


def search_in(values: Filters) -> Search:
    state = values.get("state", "")
    return Search(
        words=values.get("q", "").replace("\0", "")[:100].strip(),
        country=values.get("country", "")[:2],
        state=OrderState(state) if state in set(OrderState) else None,
    )


def _count(asked: Asked) -> int:
    return queries.count(asked.scope, search_in(asked.filters))


def _rows(asked: Asked) -> Iterator[Row]:
    return queries.all_rows(asked.scope, search_in(asked.filters))


def _confirm(user: User, key: str, _choice: str) -> None:
    handling.confirm(orders.locked_order(key, user.scope(Permission.ORDER_MANAGE)), user)


def _titles(row: Row) -> str:
    return str(_(", ")).join(str(local_text(titles)) for titles in row.titles)


ORDERS = Table(
    name="orders",
    endpoint="office_orders.board",
    title=_("Orders"),
    permission=Permission.ORDER_READ,
    filters=("q", "country", "state", "view"),
    columns=(
        Column("number", _("Order"), lambda r: r.number, fixed=True),
        Column("buyer", _("Buyer"), lambda r: r.buyer),
        Column("country", _("Country"), lambda r: countries.name(r.country) if r.country else ""),
        Column("city", _("City"), lambda r: r.city, usual=False),
        Column("titles", _("Pieces"), _titles),
        Column("pieces", _("How many"), lambda r: r.pieces, usual=False),
        Column(
            "makers",
            _("Makers"),
            lambda r: str(_(", ")).join(str(local_text(names)) for names in r.makers),
            usual=False,
        ),
        Column("state", _("Status"), lambda r: STATES[r.state][0]),
        Column("placed", _("Placed"), lambda r: r.placed_at),
        Column("value", _("Value"), lambda r: r.total),
        Column("currency", _("Currency"), lambda r: r.total.currency, usual=False),
    ),
    count=_count,
    rows=_rows,
    acts=(Act("confirm", _("Confirm the orders"), Permission.ORDER_MANAGE, do=_confirm),),
)
