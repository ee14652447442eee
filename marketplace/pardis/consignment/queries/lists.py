"""What forms choose from, and the figures over the list of notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import contains_eager

from marketplace.catalogue.models import Variant
from marketplace.cooperatives.models import Artisan
from marketplace.core.clock import now
from marketplace.core.db import Texts, db
from marketplace.core.errors import NotFound
from marketplace.core.money import Money
from marketplace.inventory.models import StockItem
from marketplace.pardis.consignment.models import Note, Piece, PieceState
from marketplace.pardis.consignment.queries.notes import GONE
from marketplace.pardis.consignment.queries.settlements import open_total


@dataclass(frozen=True)
class Figures:
    """Pieces in keeping, of how many makers, how many of them for more than 90 and 180 days; and
    what makers are owed for what is not settled, by currency."""

    held: int
    makers: int
    over_90: int
    over_180: int
    owed: Sequence[Money]


def figures() -> Figures:
    long, longer = (now() - timedelta(days=days) for days in (90, 180))
    held, makers, over_90, over_180 = db.session.execute(
        select(
            func.count(Piece.id),
            func.count(Note.artisan_id.distinct()),
            func.count(case((Piece.received_at <= long, 1))),
            func.count(case((Piece.received_at <= longer, 1))),
        )
        .select_from(Piece)
        .join(Piece.line)
        .join(Note)
        .where(Piece.state == PieceState.HELD)
    ).one()
    return Figures(held, makers, over_90, over_180, open_total())


def chosen(view: str) -> list[ColumnElement[bool]]:
    """All notes, or those that are not over."""
    return [] if view == "all" else [Note.state.not_in(GONE)]


def makers() -> list[tuple[int, Texts]]:
    """Everybody a note can be written for, by name."""
    name = func.coalesce(Artisan.names["fa"].astext, Artisan.names["en"].astext)
    rows = db.session.execute(select(Artisan.id, Artisan.names).order_by(name, Artisan.id)).all()
    return [(row[0], row[1]) for row in rows]


def maker(artisan_id: int) -> Artisan:
    found = db.session.get(Artisan, artisan_id)
    if found is None:
        raise NotFound
    return found


def variant(sku: str) -> Variant:
    found = db.session.scalar(
        select(Variant)
        .join(Variant.product)
        .where(Variant.sku == sku)
        .options(contains_eager(Variant.product))
    )
    if found is None:
        raise NotFound
    return found


def shelf_among(shelves: Sequence[StockItem], item_id: int) -> StockItem:
    for item in shelves:
        if item.id == item_id:
            return item
    raise NotFound
