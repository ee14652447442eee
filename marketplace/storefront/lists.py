"""A list of pieces as its page shows it: what was found, what can be chosen, what is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _

from marketplace.core.money import Money
from marketplace.localisation import rates
from marketplace.localisation.formats import format_money, format_number
from marketplace.localisation.languages import LocalText, language, local_text
from marketplace.search import queries as search
from marketplace.search.queries import Choice, Filters, Page, Ready, Sort
from marketplace.storefront import queries
from marketplace.storefront.asking import Asked, known


@dataclass(frozen=True)
class Chip:
    """Something the list is narrowed by, and the address of the list without it."""

    label: str
    url: str


@dataclass(frozen=True)
class Shelf:
    asked: Asked
    page: Page
    crafts: tuple[Choice, ...]
    places: tuple[Choice, ...]
    cooperatives: tuple[Choice, ...]
    chips: tuple[Chip, ...]
    notes: tuple[str, ...]

    @property
    def families(self) -> list[str]:
        return list(dict.fromkeys(choice.group for choice in self.crafts))


@dataclass(frozen=True, eq=False)
class Box:
    """Something to tick, in the reader's language: the busiest first."""

    value: str
    name: LocalText
    count: str
    ticked: bool
    group: str


def boxes(choices: tuple[Choice, ...], ticked: Sequence[str], *, counted: bool) -> tuple[Box, ...]:
    """`counted` only where nothing else narrows the list, for then the numbers are those of it."""
    return _boxes(choices, tuple(ticked), counted, language())


@lru_cache(maxsize=50)
def _boxes(
    choices: tuple[Choice, ...], ticked: tuple[str, ...], counted: bool, lang: str
) -> tuple[Box, ...]:
    return tuple(
        Box(
            choice.id,
            local_text(choice.names, lang),
            _count(choice, lang) if counted else "",
            choice.id in ticked,
            choice.group,
        )
        for choice in sorted(choices, key=lambda one: -one.pieces)
    )


@dataclass(frozen=True, eq=False)
class County:
    """A county to tick, and the places in it, which are shown once it or one of them is ticked."""

    box: Box
    towns: Sequence[Box]

    @property
    def open(self) -> bool:
        return self.box.ticked or any(town.ticked for town in self.towns)


@lru_cache(maxsize=50)
def counties(places: tuple[Box, ...]) -> tuple[County, ...]:
    inside: dict[str, list[Box]] = {}
    for place in places:
        inside.setdefault(place.group, []).append(place)
    return tuple(County(box, inside.get(box.value, [])) for box in inside.get("", []))


def _count(choice: Choice, lang: str) -> str:
    return format_number(choice.pieces, lang) + ("+" if choice.more_than_counted else "")


def shelf(asked: Asked, currency: str) -> Shelf:
    """Find what was asked for; names that there are none of are left out and noted."""
    choices = search.choices(brief=not asked.places)
    crafts, places = choices.crafts, choices.places
    notes = list(asked.notes)
    asked = replace(
        asked,
        crafts=known(asked.crafts, {c.id for c in crafts}, notes),
        places=known(asked.places, {p.id for p in places}, notes),
    )
    asked, filters, names = _resolved(asked, notes)
    if asked.sort in {Sort.CHEAPEST, Sort.DEAREST} or asked.price_from or asked.price_to:
        filters = replace(filters, rates=rates_into(currency))
    page = search.find(asked.text, filters, asked.sort, asked.at)
    chosen = {*asked.crafts, *asked.places}
    labels = {c.id: str(local_text(c.names)) for c in (*crafts, *places) if c.id in chosen}
    chips = _chips(asked, labels | names)
    return Shelf(asked, page, crafts, places, choices.cooperatives, chips, tuple(notes))


def rates_into(currency: str) -> dict[str, Decimal]:
    """What a unit of each of the shop's currencies is worth, as far as rates are known."""
    found = {}
    for priced in search.currencies():
        try:
            found[priced] = rates.convert(Money.of(1, priced), currency).rate
        except rates.NoRate:
            continue
    return found


def _resolved(asked: Asked, notes: list[str]) -> tuple[Asked, Filters, dict[str, str]]:
    """The filters with numbers for names in the address, and how those are called."""
    seller = queries.cooperative_named(asked.cooperative) if asked.cooperative else None
    maker = queries.maker_named(asked.maker) if asked.maker else None
    pairs = ((asked.cooperative or "", seller), (asked.maker or "", maker))
    there = {slug: named for slug, named in pairs if named}
    known([slug for slug in (asked.cooperative, asked.maker) if slug], there, notes)
    asked = replace(
        asked,
        cooperative=asked.cooperative if seller else None,
        maker=asked.maker if maker else None,
    )
    filters = Filters(
        crafts=asked.crafts,
        family=asked.family,
        places=asked.places,
        cooperative_id=seller.id if seller else None,
        artisan_id=maker.id if maker else None,
        price_from=asked.price_from,
        price_to=asked.price_to,
        ready=asked.ready,
    )
    return asked, filters, {slug: str(local_text(named.names)) for slug, named in there.items()}


def _chips(asked: Asked, labels: dict[str, str]) -> tuple[Chip, ...]:
    single: list[tuple[str, dict[str, Any]]] = [
        (_("“%(text)s”", text=asked.text) if asked.text else "", {"q": None}),
        (family_name(asked.family) if asked.family else "", {"family": None}),
        (labels.get(asked.cooperative or "", ""), {"cooperative": None}),
        (labels.get(asked.maker or "", ""), {"maker": None}),
        (_range(asked), {"min": None, "max": None}),
        (ready_name(asked.ready) if asked.ready else "", {"ready": None}),
    ]
    several: list[tuple[str, dict[str, Any]]] = [
        (labels[one], {name: [other for other in chosen if other != one]})
        for name, chosen in (("craft", asked.crafts), ("place", asked.places))
        for one in chosen
    ]
    wanted = [*single[:2], *several, *single[2:]]
    return tuple(Chip(label, asked.address(**change)) for label, change in wanted if label)


def _range(asked: Asked) -> str:
    low, high = (format_money(p) if p else "" for p in (asked.price_from, asked.price_to))
    if low and high:
        return str(_("%(low)s to %(high)s", low=low, high=high))
    if not low and not high:
        return ""
    return str(_("from %(low)s", low=low) if low else _("up to %(high)s", high=high))


def ready_name(ready: Ready) -> str:
    names = {Ready.IN_STOCK: _("Ready to ship"), Ready.TO_ORDER: _("Made to order")}
    return str(names[ready])


def family_name(family: str) -> str:
    """What a family of crafts is called; its own word where we have none."""
    names = {
        "textile": _("Cloth and yarn"),
        "plant_fibre": _("Reed, willow and straw"),
        "wood": _("Wood"),
        "ceramic": _("Clay"),
        "leather": _("Leather"),
        "metal": _("Metal"),
        "mixed": _("Glass, shell and mixed"),
    }
    return str(names.get(family, family))
