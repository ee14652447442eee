"""The database, and the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, MetaData, Numeric, String, Text, func, orm
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

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


db = SQLAlchemy(model_class=Model)

WAITING = "jobs"
"""Where a session keeps, while a transaction is open, the jobs that are asked for in it."""

ENGINE: dict[str, Any] = {
    "pool_pre_ping": True,
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


@contextmanager
def transaction() -> Iterator[None]:
    """Save everything done inside, or nothing. For views, jobs and commands; never for services."""
    session = db.session()
    if session.info.get("open"):
        raise RuntimeError("transactions do not nest: a service must not open one")
    session.info["open"], session.info[WAITING] = True, []
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["open"] = False
        del session.info[WAITING]
