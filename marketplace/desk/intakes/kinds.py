"""What can be taken in: which columns it has, and what is to be done with its rows.

Each part of the trade describes its own in its `intakes.py`; `wiring.INTAKES` names them.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from marketplace.accounts.models import User
from marketplace.accounts.permissions import Permission
from marketplace.core.errors import NotFound

House = tuple[int, object]


@dataclass(frozen=True)
class Cell:
    """A column: its heads by language, how its text is read (ValueError says why it cannot be) and
    what stands in the template. `also` are other heads that mean it, `default` is meant where
    nothing stands. `prepare` makes the reader anew for each file, from what it must look up once."""

    key: str
    heads: Mapping[str, str]
    read: Callable[[str], Any]
    sample: Mapping[str, str]
    required: bool = True
    also: Sequence[str] = ()
    default: Any = None
    prepare: Callable[[], Callable[[str], Any]] | None = None


@dataclass(frozen=True)
class Row:
    """A row as it was read. What is empty and need not be given is None, and so is what is wrong:
    then it is not `whole`, and only what it says elsewhere can be checked."""

    number: int
    values: Mapping[str, Any]
    whole: bool = True


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: the row as the spreadsheet counts it, the head of the column."""

    row: int
    column: str
    words: str


@dataclass(frozen=True)
class Step:
    """What a row would do: `verb` is `add`, `change` or `same`; `do` does it."""

    row: int
    verb: str
    name: str
    do: Callable[[], object] = lambda: None


@dataclass
class Plan:
    """What a file would do. Where there are faults nothing is done at all."""

    steps: list[Step] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rows: int = 0

    def refuse(self, row: int, column: str, words: object) -> None:
        self.faults.append(Fault(row, column, str(words)))

    def count(self, verb: str) -> int:
        return sum(step.verb == verb for step in self.steps)

    @property
    def counts(self) -> dict[str, int]:
        return {verb: self.count(verb) for verb in ("add", "change", "same")}


@dataclass(frozen=True)
class Order:
    """Who takes in, for which house, under which name: its movements bear it, so that the same
    file never does anything twice. With `lock` all that is read is held until it is done."""

    by: User
    house: int | None
    name: str
    lock: bool = False


@dataclass(frozen=True)
class Kind:
    """`natural` are the columns that say which thing a row is. `houses` are those she may choose
    from; None where there is nothing to choose."""

    name: str
    title: object
    explains: object
    permission: Permission
    cells: Sequence[Cell]
    natural: Sequence[str]
    plan: Callable[[Order, Sequence[Row], Plan], None]
    houses: Callable[[User], Sequence[House]] | None = None

    def head(self, key: str, lang: str) -> str:
        return next(cell.heads[lang] for cell in self.cells if cell.key == key)

    def natural_key(self, row: Row) -> Hashable:
        return tuple(row.values[key] for key in self.natural)


def all_kinds() -> Mapping[str, Kind]:
    found: Mapping[str, Kind] = current_app.extensions["intakes"]
    return found


def kinds_for(user: User) -> list[Kind]:
    return [kind for kind in all_kinds().values() if user.may(kind.permission)]


def kind_for(user: User, name: str) -> Kind:
    """One that she may take in; any other does not exist for her."""
    found = all_kinds().get(name)
    if found is None or not user.may(found.permission):
        raise NotFound
    return found
