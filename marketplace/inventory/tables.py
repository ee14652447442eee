"""The stock as a table: filters, columns, files, and what is done to many items at once."""

import secrets
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict
from marketplace.desk.tables import Act, Asked, Column, Filters, Table, in_parts
from marketplace.inventory import queries, services
from marketplace.inventory.forms import CONDITIONS, OWNERS
from marketplace.inventory.models import Condition, Location, PlaceKind, StockItem
from marketplace.inventory.services.movements import Cause
from marketplace.localisation.languages import local_text


class Row(NamedTuple):
    item: StockItem
    held: int

    @property
    def free(self) -> int:
        return max(self.item.on_hand - self.held, 0)


def filters_in(values: Filters) -> queries.Filters:
    """What is asked for; what it cannot mean is not asked."""
    condition = values.get("condition", "")
    place = to_latin(values.get("place", ""))
    return queries.Filters(
        text=values.get("q", "").replace("\0", "").strip()[:80],
        location_id=int(place) or None if place.isascii() and place.isdecimal() else None,
        condition=Condition(condition) if condition in set(Condition) else None,
        low=values.get("low") == "1",
    )


def _count(asked: Asked) -> int:
    return queries.count_of_items(asked.scope, filters_in(asked.filters))


def _rows(asked: Asked) -> Iterator[Row]:
    for part in in_parts(queries.all_items(asked.scope, filters_in(asked.filters))):
        held = queries.held_on([item.id for item in part])
        yield from (Row(item, held.get(item.id, 0)) for item in part)


def _labels(keys: Sequence[str]) -> str:
    return url_for("stock_figures.labels_of", item=keys)


def _carry(user: User, key: str, choice: str) -> None:
    """All that nobody holds, to another place."""
    item = queries.item_in(user.scope(Permission.STOCK_WRITE), int(key))
    free = item.on_hand - queries.held_on([item.id]).get(item.id, 0)
    if free <= 0:
        raise Conflict(_("Nothing of it is free to be carried."))
    places = {place.id for place in _places(user)}
    if int(choice) not in places:
        raise Conflict(_("Choose a place."))
    cause = Cause(f"carry:{secrets.token_hex(16)}", user, gettext("carried with others"))
    services.move_to(item, int(choice), free, cause)


def _places(user: User) -> list[Location]:
    found = queries.locations_in(user.scope(Permission.STOCK_WRITE))
    return [place for place in found if place.kind is not PlaceKind.TRANSIT]


def _choices(user: User) -> list[tuple[str, object]]:
    return [(str(place.id), local_text(place.names)) for place in _places(user)]


STOCK = Table(
    name="stock",
    endpoint="stock.items",
    title=_("Stock"),
    permission=Permission.STOCK_READ,
    filters=("q", "place", "condition", "low"),
    columns=(
        Column(
            "piece", _("Piece"), lambda r: local_text(r.item.variant.product.titles), fixed=True
        ),
        Column("sku", _("SKU"), lambda r: r.item.variant.sku),
        Column("maker", _("Maker"), lambda r: local_text(r.item.variant.product.artisan.names)),
        Column("place", _("Place"), lambda r: local_text(r.item.location.names)),
        Column("code", _("Code of the place"), lambda r: r.item.location.code, usual=False),
        Column("condition", _("Condition"), lambda r: CONDITIONS[r.item.condition]),
        Column("owner", _("Owner"), lambda r: OWNERS[r.item.owner]),
        Column("on_hand", _("On hand"), lambda r: r.item.on_hand),
        Column("held", _("Held"), lambda r: r.held),
        Column("free", _("Free"), lambda r: r.free),
        Column(
            "house",
            _("Cooperative"),
            lambda r: local_text(r.item.location.cooperative.names),
            usual=False,
        ),
    ),
    count=_count,
    rows=_rows,
    acts=(
        Act("labels", _("Print labels"), Permission.STOCK_READ, leads=_labels),
        Act("carry", _("Carry there"), Permission.STOCK_WRITE, do=_carry, choices=_choices),
    ),
)
