"""Notes, their lines and how many of their pieces are where."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from marketplace.catalogue.models import Product, Variant
from marketplace.cooperatives.models import Artisan
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.desk.tables import in_parts
from marketplace.pardis.consignment.models import Note, NoteLine, NoteState, Piece, PieceState

PAGE = 50
GONE = {NoteState.CLOSED, NoteState.DECLINED, NoteState.WITHDRAWN}
SOLD = (PieceState.SOLD, PieceState.SOLD_ONLINE, PieceState.SETTLED)


@dataclass(frozen=True)
class NoteRow:
    """A note as a line of a list: pieces agreed, come, sold and still held; the oldest held."""

    note: Note
    agreed: int
    come: int
    sold: int
    held: int
    oldest: datetime | None

    @property
    def days(self) -> int | None:
        """How long the oldest unsold piece has lain."""
        return (now() - self.oldest).days if self.oldest else None


@dataclass(frozen=True)
class NotePage:
    rows: Sequence[NoteRow]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def notes_page(*where: ColumnElement[bool], number: int = 1) -> NotePage:
    """Notes with their figures, the latest first; two selects however many there are."""
    total = count_of_notes(*where)
    number = max(1, min(number, -(-total // PAGE) or 1))
    found = db.session.scalars(_listed(*where).limit(PAGE).offset((number - 1) * PAGE)).all()
    return NotePage(_rows(found), number, total)


def count_of_notes(*where: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(Note.id)).where(*where)) or 0


def all_notes(*where: ColumnElement[bool]) -> Iterator[NoteRow]:
    """The same as the pages show, read piece by piece."""
    found = db.session.scalars(_listed(*where).execution_options(yield_per=500))
    for part in in_parts(found):
        yield from _rows(part)


def _listed(*where: ColumnElement[bool]) -> Select[Note]:
    return (
        select(Note)
        .where(*where)
        .options(joinedload(Note.artisan).joinedload(Artisan.place), selectinload(Note.lines))
        .order_by(Note.id.desc())
    )


def _rows(notes: Sequence[Note]) -> list[NoteRow]:
    figures = _figures([note.id for note in notes])
    return [_row(note, figures) for note in notes]


def _row(note: Note, figures: dict[int, tuple[int, int, int, datetime | None]]) -> NoteRow:
    agreed = sum(line.quantity for line in note.lines)
    return NoteRow(note, agreed, *figures.get(note.id, (0, 0, 0, None)))


def _figures(note_ids: Collection[int]) -> dict[int, tuple[int, int, int, datetime | None]]:
    held = Piece.state == PieceState.HELD
    rows = db.session.execute(
        select(
            NoteLine.note_id,
            func.count(Piece.id),
            func.count(case((Piece.state.in_(SOLD), 1))),
            func.count(case((held, 1))),
            func.min(case((held, Piece.received_at))),
        )
        .join(Piece, Piece.line_id == NoteLine.id)
        .where(NoteLine.note_id.in_(note_ids))
        .group_by(NoteLine.note_id)
    ).all()
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def note(number: str, artisan_id: int | None = None) -> Note:
    """With its lines. NotFound where it is not that maker's."""
    found = db.session.scalar(
        select(Note)
        .where(Note.number == number, *_hers(artisan_id))
        .options(
            joinedload(Note.artisan).joinedload(Artisan.user),
            joinedload(Note.cooperative),
            selectinload(Note.lines)
            .joinedload(NoteLine.variant)
            .joinedload(Variant.product)
            .selectinload(Product.pictures),
        )
    )
    if found is None:
        raise NotFound
    return found


def locked_note(number: str, artisan_id: int | None = None) -> Note:
    """For whoever changes it: held until the transaction ends."""
    found = db.session.scalar(
        select(Note)
        .where(Note.number == number, *_hers(artisan_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def _hers(artisan_id: int | None) -> list[ColumnElement[bool]]:
    """What a maker may see: her own notes, once they were offered to her."""
    if artisan_id is None:
        return []
    return [Note.artisan_id == artisan_id, Note.state != NoteState.DRAFT]


def line(line_id: int) -> NoteLine:
    found = db.session.scalar(
        select(NoteLine)
        .where(NoteLine.id == line_id)
        .options(joinedload(NoteLine.note), joinedload(NoteLine.variant))
    )
    if found is None:
        raise NotFound
    return found


def count_by_state(note_id: int) -> dict[int, dict[PieceState, int]]:
    """How many pieces of each line are in each state."""
    rows = db.session.execute(
        select(Piece.line_id, Piece.state, func.count())
        .join(Piece.line)
        .where(NoteLine.note_id == note_id)
        .group_by(Piece.line_id, Piece.state)
    ).all()
    found: dict[int, dict[PieceState, int]] = {}
    for line_id, state, pieces in rows:
        found.setdefault(line_id, {})[state] = pieces
    return found


@dataclass(frozen=True)
class Aged:
    """Pieces of a line that have lain for long."""

    line: NoteLine
    pieces: int
    received_at: datetime

    @property
    def days(self) -> int:
        return (now() - self.received_at).days


def aged(days: int, limit: int = 200) -> list[Aged]:
    """What nobody has bought for so many days, the oldest first."""
    pieces, oldest = func.count(Piece.id), func.min(Piece.received_at)
    rows = db.session.execute(
        select(NoteLine, pieces, oldest)
        .join(Piece, Piece.line_id == NoteLine.id)
        .where(Piece.state == PieceState.HELD, Piece.received_at <= now() - timedelta(days=days))
        .group_by(NoteLine.id)
        .order_by(oldest, NoteLine.id)
        .limit(limit)
        .options(
            joinedload(NoteLine.note).joinedload(Note.artisan),
            joinedload(NoteLine.variant).joinedload(Variant.product),
        )
    ).all()
    return [Aged(*row) for row in rows]
