"""Rows that nobody asked to be in an order, in any order: what relies on luck fails.

PostgreSQL gives unordered rows as they lie, which is nearly always as they were written – until
a page is tidied in the middle of a run. `SHUFFLE=1 make test` makes "nearly" visible.
"""

import os
from typing import Any

from sqlalchemy import Engine, Select, event, func


def shuffle_rows() -> None:
    """Does nothing unless `SHUFFLE` is set."""
    if os.environ.get("SHUFFLE"):
        event.listen(Engine, "before_execute", _shuffled, retval=True)


def _shuffled(
    connection: object, statement: Any, multiparams: Any, params: Any, options: object
) -> tuple[Any, Any, Any]:
    if isinstance(statement, Select) and not _has_order(statement):
        statement = statement.order_by(func.random())
    return statement, multiparams, params


def _has_order(statement: Select[Any]) -> bool:
    return bool(
        statement._order_by_clauses
        or statement._distinct
        or statement._group_by_clauses
        or statement._for_update_arg is not None
    )
