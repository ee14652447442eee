"""What waits in the store."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy import DateTime, and_, cast, func, null, select

from marketplace.accounts.models import Scope, User
from marketplace.accounts.permissions import Permission
from marketplace.desk.waiting import Question
from marketplace.inventory.models import (
    Condition,
    CountState,
    Location,
    ReorderPoint,
    StockItem,
    Stocktake,
    Transfer,
    TransferKind,
    TransferState,
    WriteOff,
    WriteOffState,
)

P = Permission


def _moves(_user: User, scope: Scope) -> Any:
    return select(Transfer.created_at).where(
        Transfer.state == TransferState.SENT,
        Transfer.kind == TransferKind.MOVE,
        scope.clause(Transfer.cooperative_id),
    )


def _loans(_user: User, scope: Scope) -> Any:
    """Since the day on which they should be back; late the day after."""
    return select(func.timezone("Asia/Tehran", cast(Transfer.ends_on, DateTime()))).where(
        Transfer.state == TransferState.SENT,
        Transfer.kind == TransferKind.LOAN,
        Transfer.ends_on <= func.current_date(),
        scope.clause(Transfer.cooperative_id),
    )


def _counts(_user: User, scope: Scope) -> Any:
    return (
        select(Stocktake.created_at)
        .join(Stocktake.location)
        .where(
            Stocktake.state.in_((CountState.COUNTING, CountState.REVIEW)),
            scope.clause(Location.cooperative_id),
        )
    )


def _write_offs(user: User, scope: Scope) -> Any:
    """Who asked does not decide."""
    return (
        select(WriteOff.created_at)
        .join(WriteOff.stock_item)
        .join(StockItem.location)
        .where(
            WriteOff.state == WriteOffState.ASKED,
            WriteOff.asked_by_id != user.id,
            scope.clause(Location.cooperative_id),
        )
    )


def _few_left(_user: User, scope: Scope) -> Any:
    """Nobody wrote down since when; the book says only how many lie there."""
    lying = (
        select(func.coalesce(func.sum(StockItem.on_hand), 0))
        .join(StockItem.location)
        .where(
            StockItem.variant_id == ReorderPoint.variant_id,
            Location.cooperative_id == ReorderPoint.cooperative_id,
            StockItem.condition.in_([Condition.SELLABLE, Condition.DISPLAY]),
        )
        .scalar_subquery()
    )
    return select(cast(null(), DateTime(timezone=True))).where(
        and_(lying < ReorderPoint.least, scope.clause(ReorderPoint.cooperative_id))
    )


QUESTIONS: Sequence[Question] = (
    Question(
        P.STOCK_WRITE,
        "stock_moves.index",
        lambda n: ngettext("move to receive", "moves to receive", n),
        _("Receive"),
        _moves,
        timedelta(days=2),
    ),
    Question(
        P.STOCK_WRITE,
        "stock_moves.index",
        lambda n: ngettext("loan to come back", "loans to come back", n),
        _("Take back"),
        _loans,
        timedelta(days=1),
        urgent=True,
    ),
    Question(
        P.STOCK_WRITE,
        "stocktakes.index",
        lambda n: ngettext("stocktake to finish", "stocktakes to finish", n),
        _("Count"),
        _counts,
        timedelta(days=2),
    ),
    Question(
        P.STOCK_WRITE,
        "stock_moves.write_offs",
        lambda n: ngettext("write-off to decide", "write-offs to decide", n),
        _("Decide"),
        _write_offs,
        timedelta(days=7),
    ),
    Question(
        P.STOCK_WRITE,
        "stock_figures.reorder",
        lambda n: ngettext("kind of piece to order", "kinds of pieces to order", n),
        _("Order"),
        _few_left,
        timedelta(days=7),
    ),
)
