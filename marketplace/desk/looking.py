"""How somebody looks at a table just now: through which view, at which columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import request, url_for
from flask_babel import gettext

from marketplace.accounts.access import me
from marketplace.accounts.models import User
from marketplace.core.addresses import LARGEST_ID
from marketplace.desk import queries
from marketplace.desk.intakes.kinds import all_kinds
from marketplace.desk.models import SavedView
from marketplace.desk.tables import Act, Column, Table

COLUMN, VIEW, ALL = "col", "saved", "0"


@dataclass(frozen=True)
class Look:
    """`elsewhere` is the address of the view that the table opens with, where the page was asked
    for by its bare address and there is one."""

    table: Table
    chosen: frozenset[str]
    filters: dict[str, str]
    views: Sequence[SavedView]
    current: SavedView | None
    elsewhere: str
    user: User

    def shows(self, key: str) -> bool:
        return key in self.chosen

    def label(self, key: str) -> str:
        return next(str(c.label) for c in self.table.columns if c.key == key)

    @property
    def columns(self) -> list[Column]:
        return self.table.ordered(self.chosen)

    def heads(self, *, end: Sequence[str] = (), under: Sequence[str] = ()) -> list[object]:
        """For the macro `ledger`: the words over the columns that are shown. Figures stand at the
        `end`; what stands `under` another has no column of its own."""
        boxes: list[object] = [(gettext("Choose"), "sr")] if self.acts else []
        own = (column for column in self.columns if column.key not in under)
        heads = [(str(c.label), "end") if c.key in end else str(c.label) for c in own]
        return [*boxes, *heads]

    @property
    def is_usual(self) -> bool:
        return self.chosen == self.table.usual

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What forms that narrow the table pass on besides their own fields."""
        columns = [] if self.is_usual else [(COLUMN, c.key) for c in self.columns]
        return [*columns, (VIEW, str(self.current.id) if self.current else ALL)]

    @property
    def query(self) -> str:
        """All of it, as forms send it."""
        columns = [(COLUMN, column.key) for column in self.columns]
        return urlencode([*self.filters.items(), *columns])

    @property
    def acts(self) -> list[Act]:
        return [act for act in self.table.acts if self.user.may(act.permission)]

    @property
    def intake(self) -> str:
        """Where she can take in a list of what stands in the table; nowhere unless she may."""
        kind = all_kinds().get(self.table.name)
        may = kind is not None and self.user.may(kind.permission)
        return url_for("desk.intake", sheet=self.table.name) if may else ""

    @property
    def everything(self) -> str:
        return url_for(self.table.endpoint, saved=ALL)

    @property
    def mine(self) -> SavedView | None:
        """The view she looks through, where it is her own."""
        view = self.current
        return view if view and view.user_id == self.user.id else None

    def url(self, view: SavedView) -> str:
        return url_of(self.table, view)


def look_at(table: Table) -> Look:
    """As the address says. One query."""
    user = me()
    views = queries.views_of(user, table.name)
    asked = request.args.get(VIEW, "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    default = None if request.args else _default(views, user)
    return Look(
        table=table,
        chosen=table.known(request.args.getlist(COLUMN)),
        filters=table.narrowed(request.args),
        views=views,
        current=next((view for view in views if view.id == number <= LARGEST_ID), None),
        elsewhere=url_of(table, default) if default else "",
        user=user,
    )


def url_of(table: Table, view: SavedView) -> str:
    given: dict[str, Any] = table.narrowed(view.filters)
    columns = table.known(view.columns)
    if columns != table.usual:
        given[COLUMN] = [column.key for column in table.ordered(columns)]
    return url_for(table.endpoint, **given, saved=view.id)


def read(table: Table, query: str) -> tuple[dict[str, str], list[str]]:
    """Filters and columns out of what a form sent along."""
    sent = parse_qs(query[:4000], max_num_fields=200)
    filters = table.narrowed({name: values[-1] for name, values in sent.items()})
    columns = table.ordered(table.known(sent.get(COLUMN, [])))
    return filters, [column.key for column in columns]


def _default(views: Sequence[SavedView], user: User) -> SavedView | None:
    found = [view for view in views if view.is_default]
    return min(found, key=lambda view: (view.user_id != user.id, view.id), default=None)
