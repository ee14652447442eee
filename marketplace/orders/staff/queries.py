"""The board and the list: lean rows, a fixed number of selects however many orders there are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from marketplace.accounts.models import Scope
from marketplace.core.db import Texts, db
from marketplace.core.digits import to_latin
from marketplace.core.money import Money
from marketplace.core.seal import is_marked
from marketplace.desk.tables import in_parts
from marketplace.media.models import Picture
from marketplace.orders.models import Order, OrderGroup, OrderLine, OrderState
from marketplace.payments.models import Payment

BOARD = (
    OrderState.HELD,
    OrderState.PLACED,
    OrderState.PAID,
    OrderState.CONFIRMED,
    OrderState.PARTLY_SHIPPED,
    OrderState.SHIPPED,
)
A_COLUMN, A_PAGE = 12, 25
PICTURES = 3


@dataclass(frozen=True)
class Search:
    """What the board and the list are narrowed to."""

    words: str = ""
    country: str = ""
    state: OrderState | None = None


@dataclass(frozen=True)
class Row:
    """One order on the board or in the list."""

    number: str
    state: OrderState
    buyer: str
    city: str
    country: str
    pieces: int
    titles: Sequence[Texts]
    makers: Sequence[Texts]
    pictures: Sequence[Sequence[Mapping[str, Any]]]
    total: Money
    placed_at: datetime
    reserved_until: datetime
    gift: bool


@dataclass(frozen=True)
class Page:
    rows: Sequence[Row]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // A_PAGE))


def board(scope: Scope, search: Search) -> dict[OrderState, list[Row]]:
    """The oldest open orders of each state."""
    place = func.row_number().over(partition_by=Order.state, order_by=Order.id).label("place")
    inner = _matching(select(Order.id, place), scope, search).where(Order.state.in_(BOARD))
    ranked = inner.subquery()
    ids = db.session.scalars(select(ranked.c.id).where(ranked.c.place <= A_COLUMN)).all()
    columns: dict[OrderState, list[Row]] = {state: [] for state in BOARD}
    for row in _rows(ids):
        columns[row.state].append(row)
    return columns


def counts(scope: Scope, search: Search) -> dict[OrderState, int]:
    """How many orders there are in each state."""
    found = db.session.execute(
        _matching(select(Order.state, func.count()), scope, search).group_by(Order.state)
    ).all()
    return dict.fromkeys(OrderState, 0) | {row[0]: row[1] for row in found}


def page(scope: Scope, search: Search, number: int) -> Page:
    """One page of the list, latest first."""
    total = count(scope, search)
    number = max(1, min(number, -(-total // A_PAGE) or 1))
    ids = db.session.scalars(
        _matching(select(Order.id), scope, search)
        .order_by(Order.id.desc())
        .limit(A_PAGE)
        .offset((number - 1) * A_PAGE)
    ).all()
    return Page(sorted(_rows(ids), key=lambda row: row.placed_at, reverse=True), number, total)


def count(scope: Scope, search: Search) -> int:
    return db.session.scalar(_matching(select(func.count(Order.id)), scope, search)) or 0


def all_rows(scope: Scope, search: Search) -> Iterator[Row]:
    """Every order of the list, latest first, read piece by piece."""
    ids = db.session.scalars(
        _matching(select(Order.id), scope, search).order_by(Order.id.desc())
    ).all()
    for part in in_parts(ids):
        yield from reversed(_rows(part))


def destinations(scope: Scope) -> Sequence[str]:
    """Countries that orders of this scope went to."""
    return db.session.scalars(
        select(OrderGroup.country)
        .join(Order, Order.group_id == OrderGroup.id)
        .where(scope.clause(Order.cooperative_id), OrderGroup.country != "")
        .distinct()
        .order_by(OrderGroup.country)
    ).all()


def _matching(query: Any, scope: Scope, search: Search) -> Any:
    query = (
        query.select_from(Order)
        .join(OrderGroup, Order.group_id == OrderGroup.id)
        .where(scope.clause(Order.cooperative_id))
    )
    if search.state:
        query = query.where(Order.state == search.state)
    if search.country:
        query = query.where(OrderGroup.country == search.country)
    for word in to_latin(search.words).split()[:6]:
        query = query.where(_has(word))
    return query


def _has(word: str) -> ColumnElement[bool]:
    """Order, buyer, payment reference, maker, article."""
    lines = select(OrderLine.order_id).where(
        or_(
            OrderLine.sku.icontains(word, autoescape=True),
            *(
                OrderLine.artisan_names[lang].astext.icontains(word, autoescape=True)
                for lang in ("en", "fa")
            ),
            *(
                OrderLine.titles[lang].astext.icontains(word, autoescape=True)
                for lang in ("en", "fa")
            ),
        )
    )
    payments = select(Payment.id).where(Payment.reference.icontains(word, autoescape=True))
    return or_(
        Order.number.icontains(word, autoescape=True),
        OrderGroup.email.icontains(word, autoescape=True),
        is_marked(OrderGroup.found_by, word),
        Order.payment_id.in_(payments),
        Order.id.in_(lines),
    )


def _rows(ids: Sequence[int]) -> list[Row]:
    """Two selects: the orders, and all their lines."""
    orders = db.session.execute(
        select(
            Order.id,
            Order.number,
            Order.state,
            Order.total_minor,
            Order.currency,
            Order.created_at,
            Order.reserved_until,
            Order.gift_note.is_not(None).label("gift"),
            OrderGroup.address,
            OrderGroup.email,
        )
        .join(OrderGroup, Order.group_id == OrderGroup.id)
        .where(Order.id.in_(ids))
        .order_by(Order.id)
    ).all()
    lines = _lines(ids)
    return [_row(order, lines.get(order.id, [])) for order in orders]


def _lines(ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for line in db.session.execute(
        select(
            OrderLine.order_id,
            OrderLine.quantity,
            OrderLine.titles,
            OrderLine.artisan_names,
            Picture.derivatives,
        )
        .outerjoin(Picture, OrderLine.picture_id == Picture.id)
        .where(OrderLine.order_id.in_(ids))
        .order_by(OrderLine.order_id, OrderLine.position)
    ):
        found.setdefault(line.order_id, []).append(line)
    return found


def _row(order: Any, lines: Sequence[Any]) -> Row:
    makers = {str(line.artisan_names): line.artisan_names for line in lines}
    return Row(
        number=order.number,
        state=order.state,
        buyer=str(order.address.get("name") or order.email),
        city=str(order.address.get("city") or ""),
        country=str(order.address.get("country") or ""),
        pieces=sum(line.quantity for line in lines),
        titles=[line.titles for line in lines],
        makers=list(makers.values()),
        pictures=[line.derivatives for line in lines if line.derivatives][:PICTURES],
        total=Money(order.total_minor, order.currency),
        placed_at=order.created_at,
        reserved_until=order.reserved_until,
        gift=order.gift,
    )


def smallest(derivatives: Sequence[Mapping[str, Any]]) -> str:
    """The public name of a picture's smallest WebP, or of its smallest file of any kind."""
    named = [one for one in derivatives if one["format"] == "webp"] or list(derivatives)
    return str(min(named, key=lambda one: int(one["width"]))["name"])
