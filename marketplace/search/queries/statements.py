"""The statements of lists of pieces, each made once and then given other values.

Making one, and finding it among those that SQLAlchemy has compiled, would cost more than the
database needs to answer it. So a statement is kept by its shape: which values it is given, how it
is sorted and which way it goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from marketplace.catalogue.models import Product, ProductPicture, Variant
from marketplace.cooperatives.models import Artisan
from marketplace.localisation.models import Place
from marketplace.media.models import Picture
from marketplace.search.models import SearchDocument
from marketplace.search.queries.filters import Clauses, Ready, available_pieces, conditions
from marketplace.search.queries.sorting import Order, Sort, order_of

COUNTED = 1000


@dataclass(frozen=True)
class Shape:
    """`given` are the names of the values: of filters, `asked` (a text), `but` (one left out),
    `at_key` and `at_id` (a cursor). `most` is how many rows are wanted; it stands in the statement
    itself, for a plan that is made once for all values is a good one only where it knows."""

    given: frozenset[str]
    most: int
    sort: Sort = Sort.NEWEST
    rates: tuple[tuple[str, Decimal], ...] = ()
    ready: Ready | None = None
    priced: bool = False
    back: bool = False
    counted: bool = True


class Written(NamedTuple):
    """What cards need of a piece, as the database has it: texts in several languages and the files
    of its picture as JSON that nobody has read yet."""

    id: int
    slug: str
    titles: str
    cooperative_id: int
    price_from_minor: int
    price_currency: str
    made_to_order: bool
    dearer_too: bool
    alts: str | None
    maker_slug: str
    maker_names: str
    place_names: str
    width: int | None
    height: int | None
    derivatives: str | None
    is_demo: bool | None
    available: int


@lru_cache(maxsize=200)
def order_in(shape: Shape) -> Order:
    return order_of(shape.sort, dict(shape.rates), _question(shape))


@lru_cache(maxsize=200)
def rows_of(shape: Shape) -> Select[Any]:
    """All that cards need of the chosen products, in the order they were chosen."""
    order = order_in(shape)
    chosen = _chosen(shape, order)
    first = (
        select(ProductPicture.picture_id, ProductPicture.alts)
        .where(ProductPicture.product_id == chosen.c.product_id)
        .order_by(ProductPicture.position)
        .limit(_number(1))
        .lateral("first")
    )
    return (
        _columns(chosen, first, _count(shape) if shape.counted else null())
        .join(Product, Product.id == chosen.c.product_id)
        .join(Artisan, Artisan.id == Product.artisan_id)
        .join(Place, Place.id == Product.place_id)
        .outerjoin(first, true())
        .outerjoin(Picture, Picture.id == first.c.picture_id)
        .order_by(*order.clauses(chosen.c.key, chosen.c.product_id, back=shape.back))
    )


@lru_cache(maxsize=200)
def count_of(shape: Shape) -> Select[Any]:
    """How many pieces the whole list has, counted to one more than `COUNTED`."""
    return select(_count(shape))


def _count(shape: Shape) -> ScalarSelect[int]:
    some = (
        select(SearchDocument.product_id)
        .where(*_where(shape))
        .limit(_number(COUNTED + 1))
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()


def _number(number: int) -> ColumnElement[int]:
    return literal_column(str(number), Integer)


def _question(shape: Shape) -> Any:
    return cast(bindparam("asked", type_=Text), TSQUERY) if "asked" in shape.given else None


def _where(shape: Shape) -> Clauses:
    where = conditions(shape.given, shape.ready, shape.priced)
    question = _question(shape)
    if question is not None:
        where.append(SearchDocument.words.op("@@")(question))
    if "but" in shape.given:
        where.append(SearchDocument.product_id != bindparam("but", type_=Integer))
    return where


def _chosen(shape: Shape, order: Order) -> CTE:
    """The products of a page, and one more that tells whether there are others."""
    chosen = select(SearchDocument.product_id, order.column.label("key")).where(*_where(shape))
    if "at_key" in shape.given:
        chosen = chosen.where(order.beyond(back=shape.back))
    clauses: Sequence[ColumnElement[Any]] = order.clauses(
        order.column, SearchDocument.product_id, back=shape.back
    )
    return chosen.order_by(*clauses).limit(_number(shape.most)).cte("chosen")


def _columns(chosen: CTE, first: Any, total: Any) -> Select[Any]:
    """The place in the list, the total, and what is `Written`, under those names."""
    written: Sequence[Any] = (
        Product.id,
        Product.slug,
        _text(Product.titles),
        Product.cooperative_id,
        Product.price_from_minor,
        Product.price_currency,
        Product.made_to_order,
        _dearer_variant(),
        _text(first.c.alts),
        Artisan.slug,
        _text(Artisan.names),
        _text(Place.names),
        Picture.width,
        Picture.height,
        _text(Picture.derivatives),
        Picture.is_demo,
        available_pieces(chosen.c.product_id),
    )
    named = [one.label(name) for name, one in zip(Written._fields, written, strict=True)]
    return select(chosen.c.key, total.label("total"), *named).select_from(chosen)


def _text(column: Any) -> Any:
    return cast(column, Text)


def _dearer_variant() -> ColumnElement[bool]:
    """Whether some of it costs more than the price that the card shows."""
    return (
        exists()
        .where(
            Variant.product_id == Product.id,
            Variant.offered,
            Variant.__table__.c.price_minor > Product.price_from_minor,
        )
        .correlate(Product)
    )
