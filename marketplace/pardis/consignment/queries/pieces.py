"""Pieces: those that are held, those that left by a movement, and the story of one."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.permissions import CENTRE
from marketplace.catalogue.models import Variant
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.inventory.models import Location, Owner, StockItem
from marketplace.pardis.consignment.models import (
    Note,
    NoteLine,
    Piece,
    PieceEvent,
    PieceState,
    Sale,
)


def locked_held(variant_id: int, pieces: int, line_id: int | None = None) -> Sequence[Piece]:
    """So many pieces of a variant that are in the centre's keeping, the oldest first, held until
    the transaction ends. Of one line only, if it is named."""
    return _locked(
        select(Piece)
        .join(Piece.line)
        .where(NoteLine.variant_id == variant_id, Piece.state == PieceState.HELD)
        .where(NoteLine.id == line_id if line_id else NoteLine.id.is_not(None))
        .limit(pieces)
    )


def locked_by_cause(cause: str, pieces: int) -> Sequence[Piece]:
    """Pieces that left by a movement."""
    gone = (PieceState.SOLD, PieceState.SOLD_ONLINE, PieceState.SETTLED)
    return _locked(select(Piece).where(Piece.cause == cause, Piece.state.in_(gone)).limit(pieces))


def locked_lost(variant_id: int, pieces: int) -> Sequence[Piece]:
    return _locked(
        select(Piece)
        .join(Piece.line)
        .where(NoteLine.variant_id == variant_id, Piece.state == PieceState.LOST)
        .limit(pieces)
    )


def _locked(statement: object) -> Sequence[Piece]:
    return db.session.scalars(
        statement.order_by(Piece.received_at, Piece.id)  # type: ignore[attr-defined]
        .options(joinedload(Piece.line, innerjoin=True).joinedload(NoteLine.note, innerjoin=True))
        .with_for_update(of=Piece)
        .execution_options(populate_existing=True)
    ).all()


def newest_line(variant_id: int) -> NoteLine | None:
    """The line by which pieces of the variant came last."""
    return db.session.scalar(
        select(NoteLine)
        .join(Piece, Piece.line_id == NoteLine.id)
        .where(NoteLine.variant_id == variant_id)
        .order_by(Piece.received_at.desc(), NoteLine.id.desc())
        .limit(1)
    )


def last_number(line_id: int) -> int:
    return db.session.scalar(select(func.max(Piece.number)).where(Piece.line_id == line_id)) or 0


def oldest_held(line_id: int) -> Piece | None:
    return db.session.scalar(
        select(Piece)
        .where(Piece.line_id == line_id, Piece.state == PieceState.HELD)
        .order_by(Piece.received_at, Piece.id)
        .limit(1)
    )


def piece(piece_id: int, artisan_id: int | None = None) -> Piece:
    """With its story. NotFound where it is not that maker's."""
    hers = [] if artisan_id is None else [Note.artisan_id == artisan_id]
    found = db.session.scalar(
        select(Piece)
        .join(Piece.line)
        .join(NoteLine.note)
        .where(Piece.id == piece_id, *hers)
        .options(
            joinedload(Piece.line).joinedload(NoteLine.note).joinedload(Note.artisan),
            joinedload(Piece.line).joinedload(NoteLine.variant).joinedload(Variant.product),
            selectinload(Piece.events).joinedload(PieceEvent.by),
        )
    )
    if found is None:
        raise NotFound
    return found


def pieces_of(line_ids: Sequence[int], limit: int = 200) -> Sequence[Piece]:
    return db.session.scalars(
        select(Piece)
        .where(Piece.line_id.in_(line_ids))
        .order_by(Piece.line_id, Piece.number)
        .limit(limit)
    ).all()


def sales_of(piece_id: int) -> Sequence[Sale]:
    return db.session.scalars(
        select(Sale)
        .where(Sale.piece_id == piece_id)
        .options(joinedload(Sale.settlement))
        .order_by(Sale.id)
    ).all()


def shelves(variant_id: int) -> Sequence[StockItem]:
    """Where the centre keeps pieces of makers of this kind."""
    return db.session.scalars(
        select(StockItem)
        .join(StockItem.location)
        .where(
            StockItem.variant_id == variant_id,
            StockItem.owner == Owner.ARTISAN,
            StockItem.on_hand > 0,
            Location.cooperative_id == CENTRE,
        )
        .options(joinedload(StockItem.location))
        .order_by(Location.code, StockItem.id)
    ).all()


def beyond_notes() -> list[tuple[int, int, int]]:
    """Variants of which the centre holds another number of makers' pieces than its notes say:
    variant, pieces by the notes, pieces on hand. None, if all is well."""
    noted = (
        select(NoteLine.variant_id, func.count(Piece.id).label("pieces"))
        .join(Piece, Piece.line_id == NoteLine.id)
        .where(Piece.state == PieceState.HELD)
        .group_by(NoteLine.variant_id)
        .subquery()
    )
    lying = (
        select(StockItem.variant_id, func.sum(StockItem.on_hand).label("pieces"))
        .join(StockItem.location)
        .where(Location.cooperative_id == CENTRE, StockItem.owner == Owner.ARTISAN)
        .group_by(StockItem.variant_id)
        .subquery()
    )
    by_note, there = func.coalesce(noted.c.pieces, 0), func.coalesce(lying.c.pieces, 0)
    variant_id = func.coalesce(noted.c.variant_id, lying.c.variant_id)
    rows = db.session.execute(
        select(variant_id, by_note, there)
        .select_from(noted)
        .join(lying, lying.c.variant_id == noted.c.variant_id, full=True)
        .where(by_note != there)
        .order_by(variant_id)
    ).all()
    return [(row[0], int(row[1]), int(row[2])) for row in rows]
