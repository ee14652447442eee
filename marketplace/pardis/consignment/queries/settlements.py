"""What was sold and not settled yet, and what was settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Artisan
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.pardis.consignment.models import (
    Note,
    NoteLine,
    Piece,
    Sale,
    SaleKind,
    Settlement,
)

PAGE = 50
COUNTED = case(
    (Sale.kind == SaleKind.SOLD, 1),
    (Sale.kind == SaleKind.TAKEN_BACK, -1),
    else_=0,
)


@dataclass(frozen=True)
class Due:
    """What a maker is owed in one currency for what is not settled yet."""

    artisan: Artisan
    price: Money
    commission: Money
    cost: Money
    net: Money
    pieces: int


def due(until: datetime) -> list[Due]:
    """By maker and currency, for all that was sold before a moment; those who are owed most."""
    sums = {
        part: func.sum(getattr(Sale, f"{part}_minor")).label(part)
        for part in ("price", "commission", "cost", "net")
    }
    owed = (
        select(Note.artisan_id, Sale.currency, *sums.values(), func.sum(COUNTED).label("pieces"))
        .join(Sale.piece)
        .join(Piece.line)
        .join(NoteLine.note)
        .where(Sale.settlement_id.is_(None), Sale.sold_at < until)
        .group_by(Note.artisan_id, Sale.currency)
        .order_by(sums["net"].desc(), Note.artisan_id)
        .limit(PAGE)
        .subquery()
    )
    rows = db.session.execute(
        select(Artisan, *(column for column in owed.c if column.key != "artisan_id"))
        .join(owed, owed.c.artisan_id == Artisan.id)
        .order_by(owed.c.net.desc(), Artisan.id, owed.c.currency)
    ).all()
    found = []
    for artisan, currency, *minors, pieces in rows:
        price, commission, cost, net = (Money(int(minor), currency) for minor in minors)
        found.append(Due(artisan, price, commission, cost, net, int(pieces)))
    return found


def locked_open_sales(until: datetime) -> Sequence[Sale]:
    """All that was sold before a moment and lies in no settlement, held until the transaction
    ends."""
    return db.session.scalars(
        select(Sale)
        .where(Sale.settlement_id.is_(None), Sale.sold_at < until)
        .options(
            joinedload(Sale.piece, innerjoin=True)
            .joinedload(Piece.line, innerjoin=True)
            .joinedload(NoteLine.note, innerjoin=True)
            .joinedload(Note.artisan, innerjoin=True)
        )
        .order_by(Sale.id)
        .with_for_update(of=Sale)
        .execution_options(populate_existing=True)
    ).all()


def settlements_page(number: int = 1) -> tuple[Sequence[Settlement], int]:
    """The latest settlements, and how many pages of them there are."""
    total = db.session.scalar(select(func.count(Settlement.id))) or 0
    pages = max(1, -(-total // PAGE))
    rows = db.session.scalars(
        select(Settlement)
        .options(joinedload(Settlement.artisan))
        .order_by(Settlement.id.desc())
        .limit(PAGE)
        .offset((max(1, min(number, pages)) - 1) * PAGE)
    ).all()
    return rows, pages


def settlement(number: str, artisan_id: int | None = None) -> Settlement:
    """With all that lies in it. NotFound where it is not that maker's."""
    hers = [] if artisan_id is None else [Settlement.artisan_id == artisan_id]
    found = db.session.scalar(
        select(Settlement)
        .where(Settlement.number == number, *hers)
        .options(
            joinedload(Settlement.artisan),
            joinedload(Settlement.cooperative),
            joinedload(Settlement.made_by),
            selectinload(Settlement.sales)
            .joinedload(Sale.piece)
            .joinedload(Piece.line)
            .options(
                joinedload(NoteLine.note), joinedload(NoteLine.variant).joinedload(Variant.product)
            ),
        )
    )
    if found is None:
        raise NotFound
    return found


def settlements_of(artisan_id: int) -> Sequence[Settlement]:
    return db.session.scalars(
        select(Settlement)
        .where(Settlement.artisan_id == artisan_id)
        .order_by(Settlement.id.desc())
        .limit(24)
    ).all()


def open_total(artisan_id: int | None = None) -> list[Money]:
    """What she is owed, or all makers are, and was not settled yet, by currency."""
    wanted = select(Sale.currency, func.sum(Sale.net_minor)).where(Sale.settlement_id.is_(None))
    if artisan_id is not None:
        wanted = wanted.join(Sale.piece).join(Piece.line).join(NoteLine.note)
        wanted = wanted.where(Note.artisan_id == artisan_id)
    rows = db.session.execute(wanted.group_by(Sale.currency).order_by(Sale.currency)).all()
    return [Money(int(minor), currency) for currency, minor in rows]
