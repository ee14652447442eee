"""What an address asks the list of pieces for, and the addresses of lists that ask a little less.

Nothing typed into an address is an error page: what cannot be understood is left out, and said.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from marketplace.core.money import Money, exponent
from marketplace.localisation.digits import to_latin
from marketplace.search.queries import Cursor, Ready, Sort

LONGEST_TEXT = 120
MOST_OF_A_KIND = 20
NAME = re.compile(r"[a-z0-9-]{1,60}")
SEPARATORS = re.compile("[\\s,٬'’\u00a0\u202f]")
AMOUNT = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,3}))?")


@dataclass(frozen=True)
class Asked:
    """A list somebody asked for. `notes` say what of it was not understood."""

    text: str = ""
    crafts: tuple[str, ...] = ()
    family: str | None = None
    places: tuple[str, ...] = ()
    cooperative: str | None = None
    maker: str | None = None
    price_from: Money | None = None
    price_to: Money | None = None
    ready: Ready | None = None
    sort: Sort = Sort.NEWEST
    at: Cursor | None = None
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def narrowed(self) -> bool:
        """Whether it asks for anything but all pieces."""
        return bool(set(self.parameters()) - {"sort"})

    def parameters(self) -> dict[str, Any]:
        """What its address says behind the question mark, its page left out."""
        found: dict[str, Any] = {
            "q": self.text,
            "craft": list(self.crafts),
            "family": self.family,
            "place": list(self.places),
            "cooperative": self.cooperative,
            "maker": self.maker,
            "min": _typed(self.price_from),
            "max": _typed(self.price_to),
            "ready": self.ready,
            "sort": self.sort if self.sort is not default_sort(self.text) else None,
        }
        return {name: value for name, value in found.items() if value}

    def address(self, **changes: Any) -> str:
        """The same list, some of it changed; None drops a parameter."""
        changed = self.parameters() | changes
        return url_for("storefront.browse", **{k: v for k, v in changed.items() if v})


def default_sort(text: str) -> Sort:
    """Who looks for words wants the best match first; who looks around, what is new."""
    return Sort.RELEVANCE if text else Sort.NEWEST


def read(args: MultiDict[str, str], currency: str) -> Asked:
    """The list that the address asks for, prices in the currency that is shown."""
    notes: list[str] = []
    text = _text(args.get("q", ""), notes)
    low, high = (_price(args.get(end, ""), currency, notes) for end in ("min", "max"))
    if low is not None and high is not None and low > high:
        notes.append(_("The lower price was above the higher one, so the two were exchanged."))
        low, high = high, low
    return Asked(
        text=text,
        crafts=_names(args.getlist("craft"), notes),
        family=_name(args.get("family", ""), notes),
        places=_names(args.getlist("place"), notes),
        cooperative=_name(args.get("cooperative", ""), notes),
        maker=_name(args.get("maker", ""), notes),
        price_from=low,
        price_to=high,
        ready=next((ready for ready in Ready if ready == args.get("ready")), None),
        sort=_sort(args.get("sort", ""), text),
        at=_cursor(args, notes),
        notes=tuple(dict.fromkeys(notes)),
    )


def known(names: Sequence[str], among: Container[str], notes: list[str]) -> tuple[str, ...]:
    """Those of the names that there are; the others are noted."""
    for name in names:
        if name not in among:
            notes.append(_not_known(name))
    return tuple(name for name in names if name in among)


def _text(typed: str, notes: list[str]) -> str:
    text = " ".join("".join(c if c.isprintable() or c == "\u200c" else " " for c in typed).split())
    if len(text) > LONGEST_TEXT:
        notes.append(_("Only the beginning of what you typed was searched for."))
    return text[:LONGEST_TEXT].strip()


def _names(typed: Sequence[str], notes: list[str]) -> tuple[str, ...]:
    names = dict.fromkeys(_name(name, notes) for name in typed[:MOST_OF_A_KIND])
    return tuple(name for name in names if name)


def _name(typed: str, notes: list[str]) -> str | None:
    if typed and not NAME.fullmatch(typed):
        notes.append(_not_known(typed))
        return None
    return typed or None


def _not_known(name: str) -> str:
    return str(_("There is no “%(name)s” here, so it was left out.", name=_quoted(name)))


def _price(typed: str, currency: str, notes: list[str]) -> Money | None:
    plain = SEPARATORS.sub("", to_latin(typed).replace("٫", "."))
    if not plain:
        return None
    found = AMOUNT.fullmatch(plain)
    if found is None:
        notes.append(
            _("“%(typed)s” is not a price. Type digits, for example 250.", typed=_quoted(typed))
        )
        return None
    return Money.of(Decimal(plain), currency)


def _sort(typed: str, text: str) -> Sort:
    chosen = next((sort for sort in Sort if sort == typed), default_sort(text))
    return Sort.NEWEST if chosen is Sort.RELEVANCE and not text else chosen


def _cursor(args: MultiDict[str, str], notes: list[str]) -> Cursor | None:
    for name in ("after", "before"):
        if typed := args.get(name):
            cursor = Cursor.read(typed, back=name == "before")
            if cursor is None:
                notes.append(_("That page is not known; this is the first one."))
            return cursor
    return None


def _quoted(typed: str) -> str:
    return _text(typed, [])[:40]


def _typed(price: Money | None) -> str:
    if price is None:
        return ""
    whole = price.minor % 10 ** exponent(price.currency) == 0
    return str(int(price.decimal)) if whole else str(price.decimal)
