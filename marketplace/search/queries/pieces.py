"""Finding pieces: lean rows, a page at a time.

A page is taken by keyset: it begins after the row that its cursor names, so the hundredth page costs
what the first one does, and pieces that arrive meanwhile shift no row from one page to another. The
price of it is that pages are turned, not jumped to. The total is counted to `COUNTED` and then said
to be more. Both keep the cost of a page flat, however large the shop grows; offsets and full counts
do not (they took twenty-five times as long half way down 100,000 products).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row

from marketplace.cooperatives.pricing import Division, Share, divided
from marketplace.cooperatives.queries import divisions_on
from marketplace.core.clock import today
from marketplace.core.db import Json, Texts, db, run
from marketplace.core.money import Money
from marketplace.search.queries.filters import Filters
from marketplace.search.queries.sorting import Cursor, Order, Sort
from marketplace.search.queries.spelling import nearest
from marketplace.search.queries.statements import (
    COUNTED,
    Shape,
    Written,
    count_of,
    order_in,
    rows_of,
)
from marketplace.search.words import question

PAGE_SIZE = 24


@dataclass(frozen=True)
class PictureRow:
    width: int | None
    height: int | None
    derivatives: Json
    is_demo: bool


@dataclass(frozen=True, eq=False)
class PieceRow:
    """A piece as a card shows it. The same row of the database is the same object, for as long as it
    is remembered, so that what is made of it can be remembered too."""

    product_id: int
    slug: str
    titles: Texts
    picture: PictureRow | None
    alts: Texts
    maker_slug: str
    maker_names: Texts
    place_names: Texts
    price: Money
    dearer_too: bool
    shares: Sequence[Share]
    available: int
    made_to_order: bool

    @property
    def maker_share(self) -> Money | None:
        """What of the price goes to the maker; none while no commission term is known."""
        return self.shares[0].money if self.shares else None

    @property
    def sold(self) -> bool:
        return not self.made_to_order and self.available < 1

    @property
    def flag(self) -> str:
        """What is worth saying on the picture."""
        if self.made_to_order and self.available < 1:
            return str(_("Made to order"))
        return str(_("Last one")) if self.available == 1 else ""


@dataclass(frozen=True)
class Page:
    """Some rows of a list. `total` is exact unless `more_than_counted`.

    `corrected` is what was looked for instead, when what was asked found nothing.
    """

    rows: tuple[PieceRow, ...]
    total: int
    more_than_counted: bool = False
    next: Cursor | None = None
    previous: Cursor | None = None
    corrected: str | None = None


def find(
    text: str = "",
    filters: Filters | None = None,
    sort: Sort = Sort.NEWEST,
    at: Cursor | None = None,
    size: int = PAGE_SIZE,
) -> Page:
    """The pieces that hold all words of the text and pass the filters."""
    filters = filters or Filters()
    page = _page(text, filters, sort, at, size)
    if page.rows or at or not text:
        return page
    meant = nearest(text)
    if meant is None:
        return page
    return _page(meant, filters, sort, None, size, corrected=meant)


def newest(
    count: int, filters: Filters | None = None, *, but: int | None = None
) -> tuple[PieceRow, ...]:
    """The newest pieces that pass the filters, one left out, uncounted."""
    filters = filters or Filters()
    values = filters.values() | ({"but": but} if but is not None else {})
    given = frozenset(values)
    shape = Shape(given, count, ready=filters.ready, priced=filters.priced, counted=False)
    return _pieces(run(rows_of(shape), values))


def _page(
    text: str,
    filters: Filters,
    sort: Sort,
    at: Cursor | None,
    size: int,
    corrected: str | None = None,
) -> Page:
    asked = question(text)
    if text and not asked:
        return Page(rows=(), total=0)
    values = filters.values() | ({"asked": asked} if asked else {})
    rates = tuple(filters.rates.items()) if sort in {Sort.CHEAPEST, Sort.DEAREST} else ()
    given = frozenset(values) | ({"at_key", "at_id"} if at else set())
    shape = Shape(given, size + 1, sort, rates, filters.ready, filters.priced, _is_back(at))
    order = order_in(shape)
    values |= order.values(at) if at else {}
    found = run(rows_of(shape), values).all()
    total = found[0].total if found else _total(shape, values) if at else 0
    before, after = _ends(found, order, at, size)
    shown = found[:size]
    return Page(
        rows=_pieces(shown[::-1] if _is_back(at) else shown),
        total=min(total, COUNTED),
        more_than_counted=total > COUNTED,
        next=after,
        previous=before,
        corrected=corrected,
    )


def _total(shape: Shape, values: Mapping[str, Any]) -> int:
    """Of a list whose page behind the cursor is empty."""
    return db.session.scalar(count_of(shape), values) or 0


def _ends(
    found: Sequence[Row[Any]], order: Order, at: Cursor | None, size: int
) -> tuple[Cursor | None, Cursor | None]:
    """Where the pages before and after this one begin, where there are any."""
    if not found:
        return None, None
    shown, beyond = found[:size], len(found) > size
    first, last = (shown[-1], shown[0]) if _is_back(at) else (shown[0], shown[-1])
    before = beyond if _is_back(at) else at is not None
    after = True if _is_back(at) else beyond
    return (
        Cursor(order.key_of(first.key), first.id, back=True) if before else None,
        Cursor(order.key_of(last.key), last.id) if after else None,
    )


def _is_back(at: Cursor | None) -> bool:
    return at is not None and at.back


def _pieces(rows: Iterable[Row[Any]]) -> tuple[PieceRow, ...]:
    divisions = divisions_on(today())
    found = (Written._make(row[2:]) for row in rows)
    return tuple(_piece(one, divisions.get(one.cooperative_id, ())) for one in found)


@lru_cache(maxsize=500)
def _piece(row: Written, division: Division) -> PieceRow:
    """What is written in the row, read. Whole pages are asked for again and again while nothing of
    them changes, and reading costs more than asking."""
    price = Money(row.price_from_minor, row.price_currency)
    return PieceRow(
        product_id=row.id,
        slug=row.slug,
        titles=json.loads(row.titles),
        picture=_picture(row),
        alts=json.loads(row.alts) if row.alts else {},
        maker_slug=row.maker_slug,
        maker_names=json.loads(row.maker_names),
        place_names=json.loads(row.place_names),
        price=price,
        dearer_too=row.dearer_too,
        shares=divided(price, division) if division else (),
        available=int(row.available),
        made_to_order=row.made_to_order,
    )


def _picture(row: Written) -> PictureRow | None:
    if row.derivatives is None:
        return None
    return PictureRow(row.width, row.height, json.loads(row.derivatives), bool(row.is_demo))
