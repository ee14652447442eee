"""A process that dies between two statements, as the database sees it: what it began is gone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from marketplace.core.db import db, transaction


class Killed(BaseException):
    """Nothing in the code catches this."""


@contextmanager
def dying_at(statement: int) -> Iterator[None]:
    """The process dies when it is about to send its so-manieth statement."""
    sent: list[str] = []

    def before(_line: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if len(sent) == statement:
            raise Killed
        sent.append(sql)

    event.listen(db.engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", before)


def dies(statement: int, act: Callable[[], object]) -> bool:
    """Whether an act in a transaction of its own came so far that it died there."""
    try:
        with dying_at(statement), transaction():
            act()
    except Killed:
        return True
    return False
