"""Tables of the office: what one can be narrowed to, which columns it has, what is done to many
rows at once, and how all of its rows are read for a file.

Each part of the trade describes its tables in its `tables.py`; `wiring.OFFICE_TABLES` names them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.core.errors import NotFound

Filters = Mapping[str, str]
LONGEST_FILTER = 100


@dataclass(frozen=True)
class Column:
    """`value` is what stands in a file: text, a number, money, a day or a moment. One that is not
    `usual` is shown to whoever asks for it; a `fixed` one always."""

    key: str
    label: object
    value: Callable[[Any], Any]
    usual: bool = True
    fixed: bool = False


@dataclass(frozen=True)
class Act:
    """What can be done to many rows. `do` is given who does it, the key of a row and what she chose
    of `choices`, and does it as the page of that one thing would: with its checks and its trace.
    With `leads` nothing is done, and the answer is an address for all of the rows."""

    key: str
    label: object
    permission: Permission
    do: Callable[[User, str, str], object] | None = None
    leads: Callable[[Sequence[str]], str] | None = None
    choices: Callable[[User], Sequence[tuple[str, object]]] | None = None


@dataclass(frozen=True)
class Asked:
    """Who asks for which rows."""

    user: User
    scope: Scope
    filters: Filters


@dataclass(frozen=True)
class Table:
    """`filters` are the parts of its address that narrow it. `count` and `rows` keep to the scope
    of who asks; `rows` reads piece by piece, however many there are."""

    name: str
    endpoint: str
    title: object
    permission: Permission
    filters: Sequence[str]
    columns: Sequence[Column]
    count: Callable[[Asked], int]
    rows: Callable[[Asked], Iterable[Any]]
    acts: Sequence[Act] = ()

    @property
    def usual(self) -> frozenset[str]:
        return frozenset(c.key for c in self.columns if c.usual or c.fixed)

    def known(self, columns: Iterable[str]) -> frozenset[str]:
        """Of these columns the ones there are, with those that always stand; the usual ones where
        none is left."""
        keys = {c.key for c in self.columns}
        chosen = frozenset(columns) & keys
        fixed = {c.key for c in self.columns if c.fixed}
        return chosen | fixed if chosen else self.usual

    def narrowed(self, values: Filters) -> dict[str, str]:
        """Of these values the ones that narrow it."""
        found = {name: values.get(name, "") for name in self.filters}
        return {k: v.replace("\0", "")[:LONGEST_FILTER] for k, v in found.items() if v}

    def ordered(self, chosen: Iterable[str]) -> list[Column]:
        """Chosen columns in their order."""
        keys = frozenset(chosen)
        return [column for column in self.columns if column.key in keys]

    def asked_by(self, user: User, filters: Filters) -> Asked:
        return Asked(user, user.scope(self.permission), self.narrowed(filters))


def all_tables() -> Mapping[str, Table]:
    found: Mapping[str, Table] = current_app.extensions["office_tables"]
    return found


def table_for(user: User, name: str) -> Table:
    """One that she may read; any other does not exist for her."""
    found = all_tables().get(name)
    if found is None or not user.may(found.permission):
        raise NotFound
    return found


def act_for(user: User, table: Table, key: str) -> Act:
    for act in table.acts:
        if act.key == key and user.may(act.permission):
            return act
    raise NotFound


def in_parts(rows: Iterable[Any], size: int = 500) -> Iterator[list[Any]]:
    """So many at a time."""
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part
