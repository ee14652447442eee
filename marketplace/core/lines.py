"""Connections to the database on which nobody waits for ever.

The kernel's time limits do not help where somebody between us and the database, a proxy or a
frozen server, acknowledges every packet and never answers. Here each wait for an answer has an end:
the connection is closed, and the error is the one of a lost connection, which everybody knows.
"""

from typing import Any, TypeVar

import psycopg
from flask import Flask, has_request_context
from psycopg import errors
from psycopg.abc import PQGen
from sqlalchemy import event

from marketplace.core.db import db

R = TypeVar("R")
PAGE = 15.0
"""Seconds after which a page is told that the database is silent; locks end after 10."""

WORK = 75.0
"""Seconds for everybody else; statements end after 60."""

INTERVAL = 0.1


class Line(psycopg.Connection[Any]):
    """`patience` is the seconds of one wait; by itself it depends on who asks."""

    patience: float | None = None

    def wait(self, gen: PQGen[R], interval: float = INTERVAL, timeout: float | None = None) -> R:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        limit = self.patience or (PAGE if has_request_context() else WORK)
        try:
            return super().wait(gen, interval, limit)
        except errors._WaitTimeout as silence:
            self.pgconn.finish()
            raise psycopg.OperationalError("the database keeps silent") from silence


def init_app(app: Flask) -> None:
    with app.app_context():
        event.listen(db.engine, "do_connect", _connect)


def _connect(_dialect: Any, _record: Any, words: tuple[Any, ...], named: dict[str, Any]) -> Line:
    return Line.connect(*words, **named)
