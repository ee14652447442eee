"""The orders a list may have, and the cursor that says where a page of it ends.

Every order is a column and the product's number behind it, so that no two rows are equal. A cursor
carries what its row was sorted by, not its place: pieces that come or go meanwhile shift nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Numeric, bindparam, case, cast, func, tuple_

from marketplace.core.money import exponent
from marketplace.search.models import SearchDocument

CURSOR = re.compile(r"(-?[0-9]{1,16})\.([0-9]{1,9})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FARTHEST = 10**15


class Sort(StrEnum):
    NEWEST = "newest"
    CHEAPEST = "price"
    DEAREST = "-price"
    RELEVANCE = "relevance"


@dataclass(frozen=True)
class Cursor:
    """A row that a page begins after, or, going back, ends before."""

    key: int
    product_id: int
    back: bool = False

    @classmethod
    def read(cls, text: str, *, back: bool = False) -> "Cursor | None":
        """The cursor of an address; none where the text is not one."""
        found = CURSOR.fullmatch(text)
        return cls(int(found[1]), int(found[2]), back) if found else None

    def __str__(self) -> str:
        return f"{self.key}.{self.product_id}"


@dataclass(frozen=True)
class Order:
    """A sort as the database does it. `value_of` turns a cursor's whole number into the column's."""

    column: ColumnElement[Any]
    falling: bool
    key_of: Callable[[Any], int]
    value_of: Callable[[int], Any]

    def clauses(self, *columns: Any, back: bool) -> list[ColumnElement[Any]]:
        return [c.desc() if self.falling is not back else c.asc() for c in columns]

    def beyond(self, *, back: bool) -> ColumnElement[bool]:
        """Only what comes behind the cursor whose `values` are given, in the direction it goes."""
        here = tuple_(self.column, SearchDocument.product_id)
        there = tuple_(
            bindparam("at_key", type_=self.column.type), bindparam("at_id", type_=Integer)
        )
        return here < there if self.falling is not back else here > there

    def values(self, cursor: Cursor) -> dict[str, Any]:
        return {"at_key": self.value_of(cursor.key), "at_id": cursor.product_id}


def order_of(sort: Sort, rates: Mapping[str, Decimal], question: Any) -> Order:
    """How a list is sorted. Relevance needs a question; without one it is the newest first."""
    if sort is Sort.RELEVANCE and question is not None:
        rank = cast(func.ts_rank(SearchDocument.words, question) * 1_000_000, Numeric)
        return Order(func.round(rank), True, int, Decimal)
    if sort in {Sort.CHEAPEST, Sort.DEAREST}:
        falling = sort is Sort.DEAREST
        price = _price(rates, last=0 if falling else FARTHEST)
        return Order(price, falling, int, int)
    return Order(
        SearchDocument.published_at.expression,
        True,
        lambda moment: (moment - EPOCH) // timedelta(microseconds=1),
        lambda key: EPOCH + timedelta(microseconds=key),
    )


def _price(rates: Mapping[str, Decimal], last: int) -> ColumnElement[Any]:
    """Prices of several currencies, made comparable; what has no rate comes last."""
    if len(rates) < 2:
        return SearchDocument.price_minor.expression
    factors = {currency: rate.scaleb(4 - exponent(currency)) for currency, rate in rates.items()}
    factor = case(factors, value=SearchDocument.price_currency)
    return func.coalesce(func.round(SearchDocument.price_minor * factor), last)
