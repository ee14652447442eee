"""What waits on whoever keeps consigned pieces and settles with makers."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.core.clock import now
from marketplace.desk.waiting import Question
from marketplace.pardis.consignment import months
from marketplace.pardis.consignment.models import (
    Note,
    NoteLine,
    NoteState,
    Piece,
    PieceState,
    Sale,
)

LONG = timedelta(days=180)

P = Permission


def _notes(state: NoteState) -> Any:
    return lambda _user, _scope: select(Note.created_at).where(Note.state == state)


def _aged(_user: User, _scope: Scope) -> Any:
    return select(Piece.received_at + LONG).where(
        Piece.state == PieceState.HELD, Piece.received_at <= now() - LONG
    )


def _owed(_user: User, _scope: Scope) -> Any:
    """Makers of whom something was sold in a month that is over."""
    ended = months.end_of(months.ended(1)[0])
    return (
        select(func.min(Sale.sold_at))
        .join(Sale.piece)
        .join(Piece.line)
        .join(NoteLine.note)
        .where(Sale.settlement_id.is_(None), Sale.sold_at < ended)
        .group_by(Note.artisan_id)
    )


QUESTIONS: Sequence[Question] = (
    Question(
        P.CONSIGNMENT_MANAGE,
        "consignment.index",
        lambda n: ngettext("note to finish", "notes to finish", n),
        _("Write"),
        _notes(NoteState.DRAFT),
        timedelta(days=7),
    ),
    Question(
        P.CONSIGNMENT_MANAGE,
        "consignment.index",
        lambda n: ngettext(
            "accepted note whose pieces are to come", "accepted notes whose pieces are to come", n
        ),
        _("Receive"),
        _notes(NoteState.ACCEPTED),
        timedelta(days=14),
    ),
    Question(
        P.CONSIGNMENT_MANAGE,
        "consignment.aged",
        lambda n: ngettext("piece kept for half a year", "pieces kept for half a year", n),
        _("Look"),
        _aged,
        timedelta(days=30),
    ),
    Question(
        P.CONSIGNMENT_SETTLE,
        "settlements.index",
        lambda n: ngettext("maker to settle with", "makers to settle with", n),
        _("Settle"),
        _owed,
        timedelta(days=45),
    ),
)
