"""The database, and the only place that commits."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

import psycopg
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy import session as orm_session
from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Engine,
    MetaData,
    Numeric,
    String,
    Text,
    event,
    func,
    orm,
)
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry, Pool
from sqlalchemy.sql import Executable

NAMES = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}

Texts = dict[str, str]
"""One text in several languages: language tag to words, for example `{"en": …, "fa": …}`."""

Json = dict[str, Any]
Strings = list[str]


class Model(orm.DeclarativeBase):
    """The base of every table. Plain SQLAlchemy, so type checkers see all of it."""

    registry = orm.registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: DateTime(timezone=True),
            str: Text(),
            Decimal: Numeric(20, 8),
            Texts: JSONB(),
            Json: JSONB(),
            Strings: ARRAY(String()),
            Enum: EnumColumn(
                Enum,
                native_enum=False,
                length=32,
                values_callable=lambda kind: [e.value for e in kind],
            ),
        },
    )


class Dated:
    """Knows when it was made."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())


class ShopSession(orm_session.Session):
    """A session that may be told that it only reads."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        found = super().get_bind(*args, **kwargs)
        if "reads" in self.info and isinstance(found, Engine):
            return _reading(found)
        return found


db = SQLAlchemy(model_class=Model, session_options={"class_": ShopSession})


@cache
def _reading(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def only_read() -> None:
    """Nothing is written from here to `read_no_more`. So each statement is sent by itself, without the
    two that would begin a transaction before it and end it afterwards: each of them is a way to the
    database and back. What a statement sees is the same, at this isolation level."""
    db.session().info["reads"] = Open()


def read_no_more(_error: BaseException | None = None) -> None:
    """The end of what `only_read` began."""
    db.session().info.pop("reads", None)


ENGINE: dict[str, Any] = {
    "pool_use_lifo": True,
    "pool_timeout": 10,
    "connect_args": {
        "connect_timeout": 5,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "options": "-c statement_timeout=60s -c lock_timeout=10s"
        " -c idle_in_transaction_session_timeout=120s",
    },
}
"""Nobody waits for ever: for a connection, a lock, an answer, or a process that has gone silent."""

DOUBT_AFTER = 1.0
"""Seconds of rest after which nobody knows whether a connection still lives."""


@event.listens_for(Pool, "checkin")
def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["rests_since"] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _try_if_in_doubt(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """A connection that has rested, or on which the server has said something meanwhile (as when it
    hangs up), is tried before it is used. Where it is dead the pool opens others."""
    rested = time.monotonic() - record.info.get("rests_since", time.monotonic())
    unread = select.poll()
    unread.register(connection.fileno(), select.POLLIN)
    if rested < DOUBT_AFTER and not unread.poll(0):
        return
    try:
        connection.execute("")
        connection.rollback()
    except psycopg.Error:
        raise InvalidatePoolError from None


@dataclass
class Open:
    """What belongs to an open transaction: its connection, once it is used, and the jobs that are
    asked for in it."""

    line: Connection | None = None
    jobs: list[Json] = field(default_factory=list)


def opened(session: Session) -> Open | None:
    found: Open | None = session.info.get("open")
    return found


def run(statement: Executable, values: Any = None) -> CursorResult[Any]:
    """Send a statement that stands on tables. The same as through the session, which spends as much
    on finding its connection as on half a statement."""
    session = db.session()
    session.flush()
    found = opened(session) or session.info.get("reads")
    if found is None:
        return session.connection().execute(statement, values)
    if found.line is None:
        found.line = session.connection()
    return found.line.execute(statement, values)


@contextmanager
def transaction() -> Iterator[None]:
    """Save everything done inside, or nothing. For views, jobs and commands; never for services."""
    session = db.session()
    if opened(session):
        raise RuntimeError("transactions do not nest: a service must not open one")
    if "reads" in session.info:
        raise RuntimeError("this request said that it only reads")
    session.info["open"] = Open()
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["open"] = None
