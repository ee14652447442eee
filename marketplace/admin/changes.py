"""What an act changed, as lines that people read: the thing, what it was, what it is.

The trail keeps JSON of any shape. Whatever it is, it becomes lines: what lies within something is
named after it, lists of plain values are one line, days and figures are written as the reader does.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from marketplace.accounts.models import AuditEntry
from marketplace.admin.details import detail_name, state_word, value_word
from marketplace.admin.names import Names, names_for, no_names
from marketplace.localisation.formats import format_day, format_moment, format_number
from marketplace.localisation.languages import LANGUAGES

LONGEST_VALUE = 160
MOST_LINES = 60
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*")
PLAIN = ("id", "version", "year", "sha256", "code", "number", "reference")
"""What is a name and no figure, though it may be written in digits."""


@dataclass(frozen=True)
class Change:
    """One thing that an act changed; None where there was, or is, nothing."""

    name: str
    before: str | None
    after: str | None


def changes_of(entry: AuditEntry, names: Names = no_names) -> list[Change]:
    """Before and after, side by side, by name; what stayed the same is left out."""
    before, after = (_lines(side or {}, entry, names) for side in (entry.before, entry.after))
    every = [*before, *(name for name in after if name not in before)]
    found = [
        Change(name, before.get(name), after.get(name))
        for name in every
        if before.get(name) != after.get(name)
    ]
    return found[:MOST_LINES]


def read_for(entries: Iterable[AuditEntry]) -> Callable[[AuditEntry], list[Change]]:
    """`changes_of` for a page of entries, with the people in them by their names."""
    names = names_for(entries)
    return lambda entry: changes_of(entry, names)


def _lines(side: Mapping[str, Any], entry: AuditEntry, names: Names) -> dict[str, str | None]:
    return {
        name: text
        for key in sorted(side)
        for name, text in _of(detail_name(key), key, side[key], entry, names)
    }


def _of(
    name: str, key: str, value: Any, entry: AuditEntry, names: Names
) -> Iterator[tuple[str, str | None]]:
    """The lines of one value; what it holds within is called after it."""
    if isinstance(value, Mapping):
        for inner in sorted(value, key=str):
            called = _inner(key, str(inner), names)
            within = _("%(what)s, %(part)s", what=name, part=called)
            yield from _of(within, key, value[inner], entry, names)
    elif _is_list(value) and any(isinstance(one, Mapping | list) for one in value):
        for place, one in enumerate(value, start=1):
            within = _("%(what)s %(n)s", what=name, n=format_number(place))
            yield from _of(within, key, one, entry, names)
    else:
        yield name, _text(key, value, entry, names)


def _inner(key: str, inner: str, names: Names) -> str:
    if inner in LANGUAGES:
        return str({"en": _("in English"), "fa": _("in Persian")}.get(inner, inner))
    return str(names(key, inner) or detail_name(inner))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _text(key: str, value: Any, entry: AuditEntry, names: Names) -> str | None:
    if value is None or value == "" or value == []:
        return None
    if _is_list(value):
        return _cut(_(", ").join(_word(key, one, entry, names) for one in value))
    return _cut(_word(key, value, entry, names))


def _word(key: str, value: Any, entry: AuditEntry, names: Names) -> str:
    """One plain value."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if named := names(key, str(value)) or _known(key, str(value), entry):
        return named
    if isinstance(value, int) and not key.endswith(PLAIN):
        return str(format_number(value))
    return _moment(str(value))


def _known(key: str, value: str, entry: AuditEntry) -> str:
    return state_word(entry.subject_type, value) if key == "state" else value_word(key, value)


def _moment(text: str) -> str:
    """Days and moments in the reader's calendar; all else as it stands."""
    try:
        if DAY.fullmatch(text):
            return str(format_day(date.fromisoformat(text)))
        if MOMENT.fullmatch(text) and (at := datetime.fromisoformat(text)).tzinfo:
            return str(format_moment(at))
    except ValueError:
        pass
    return text


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
