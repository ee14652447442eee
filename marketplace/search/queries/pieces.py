"""Finding pieces: lean rows, a page at a time.

A page is taken by keyset: it begins after the row that its cursor names, so the hundredth page costs
what the first one does, and pieces that arrive meanwhile shift no row from one page to another. The
price of it is that pages are turned, not jumped to. The total is counted to `COUNTED` and then said
to be more. Both keep the cost of a page flat, however large the shop grows; offsets and full counts
do not (they took twenty-five times as long half way down 100,000 products).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import CTE, ColumnElement, Row, Select, cast, exists, func, literal, select, true
from sqlalchemy.dialects.postgresql import TSQUERY

from marketplace.catalogue.models import Product, ProductPicture, Variant
from marketplace.cooperatives.models import Artisan, CommissionTerm
from marketplace.cooperatives.pricing import Share, shares_of
from marketplace.cooperatives.queries import terms_on
from marketplace.core.clock import today
from marketplace.core.db import Json, Texts, db
from marketplace.core.money import Money
from marketplace.localisation.models import Place
from marketplace.media.models import Picture
from marketplace.search.models import SearchDocument
from marketplace.search.queries.filters import Filters, available_pieces, conditions
from marketplace.search.queries.sorting import Cursor, Order, Sort, order_of
from marketplace.search.queries.spelling import nearest
from marketplace.search.words import question

COUNTED = 1000
PAGE_SIZE = 24


@dataclass(frozen=True)
class PictureRow:
    width: int | None
    height: int | None
    derivatives: Json
    is_demo: bool


@dataclass(frozen=True)
class PieceRow:
    """A piece as a card shows it."""

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

    rows: Sequence[PieceRow]
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


def newest(count: int, filters: Filters | None = None, *, but: int | None = None) -> list[PieceRow]:
    """The newest pieces that pass the filters, one left out, uncounted."""
    where = conditions(filters or Filters())
    if but is not None:
        where.append(SearchDocument.product_id != but)
    order = order_of(Sort.NEWEST, {}, None)
    return _pieces(_rows(_chosen(where, order, None, count), order, None)[:count])


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
        return Page(rows=[], total=0)
    query = cast(literal(asked), TSQUERY) if asked else None
    where = conditions(filters)
    if query is not None:
        where.append(SearchDocument.words.op("@@")(query))
    order = order_of(sort, filters.rates, query)
    found = _rows(_chosen(where, order, at, size), order, at)
    total = _count(where)
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


def _chosen(where: Sequence[Any], order: Order, at: Cursor | None, size: int) -> CTE:
    """The products of a page, and one more that tells whether there are others."""
    chosen = select(SearchDocument.product_id, order.column.label("key")).where(*where)
    if at:
        chosen = chosen.where(order.beyond(at))
    clauses = order.clauses(order.column, SearchDocument.product_id, back=_is_back(at))
    return chosen.order_by(*clauses).limit(size + 1).cte("chosen")


def _is_back(at: Cursor | None) -> bool:
    return at is not None and at.back


def _rows(chosen: CTE, order: Order, at: Cursor | None) -> Sequence[Row[Any]]:
    """All that cards need of the chosen products, in the order they were chosen."""
    first = (
        select(ProductPicture.picture_id, ProductPicture.alts)
        .where(ProductPicture.product_id == chosen.c.product_id)
        .order_by(ProductPicture.position)
        .limit(1)
        .lateral("first")
    )
    rows = (
        _columns(chosen, first)
        .join(Product, Product.id == chosen.c.product_id)
        .join(Artisan, Artisan.id == Product.artisan_id)
        .join(Place, Place.id == Product.place_id)
        .outerjoin(first, true())
        .outerjoin(Picture, Picture.id == first.c.picture_id)
        .order_by(*order.clauses(chosen.c.key, chosen.c.product_id, back=_is_back(at)))
    )
    return db.session.execute(rows).all()


def _columns(chosen: CTE, first: Any) -> Select[Any]:
    return select(
        chosen.c.key,
        Product.id,
        Product.slug,
        Product.titles,
        Product.cooperative_id,
        Product.price_from_minor,
        Product.price_currency,
        Product.made_to_order,
        _dearer_variant().label("dearer_too"),
        first.c.alts,
        Artisan.slug.label("maker_slug"),
        Artisan.names.label("maker_names"),
        Place.names.label("place_names"),
        Picture.id.label("picture_id"),
        Picture.width,
        Picture.height,
        Picture.derivatives,
        Picture.is_demo,
        available_pieces(chosen.c.product_id).label("available"),
    ).select_from(chosen)


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


def _pieces(rows: Sequence[Row[Any]]) -> list[PieceRow]:
    terms = terms_on(today()) if rows else {}
    return [_piece(row, terms) for row in rows]


def _piece(row: Row[Any], terms: Mapping[int, CommissionTerm]) -> PieceRow:
    price = Money(row.price_from_minor, row.price_currency)
    term = terms.get(row.cooperative_id)
    picture = PictureRow(row.width, row.height, row.derivatives, row.is_demo)
    return PieceRow(
        product_id=row.id,
        slug=row.slug,
        titles=row.titles,
        picture=picture if row.picture_id else None,
        alts=row.alts or {},
        maker_slug=row.maker_slug,
        maker_names=row.maker_names,
        place_names=row.place_names,
        price=price,
        dearer_too=row.dearer_too,
        shares=shares_of(price, term) if term else (),
        available=int(row.available),
        made_to_order=row.made_to_order,
    )


def _count(where: Sequence[Any]) -> int:
    some = select(SearchDocument.product_id).where(*where).limit(COUNTED + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
