"""Background work, kept by DBOS in our own database: saved, or lost, with its cause.

The only file that knows the job library. A job takes ids and may run twice. Its worker opens one
transaction round it, unless it is marked `@job(alone=True)`: such a job talks to the outside world
and opens its own short transactions before and after.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, overload

from dbos import DBOS, DBOSClient, DBOSPortableJSONSerializer
from sqlalchemy import Engine

from marketplace.core.db import db, transaction

Work = Callable[..., None]
W = TypeVar("W", bound=Work)
Context = Callable[[], AbstractContextManager[object]]
QUEUE = "main"
APPLICATION_VERSION = "1"


@dataclass(frozen=True)
class Job:
    work: Work
    alone: bool


REGISTRY: dict[str, Job] = {}
SCHEDULE: dict[str, str] = {}


@overload
def job(work: W) -> W: ...
@overload
def job(*, alone: bool = False, every: str | None = None) -> Callable[[W], W]: ...
def job(work: Any = None, *, alone: bool = False, every: str | None = None) -> Any:
    """Mark a function as one that workers may run; `every` is a cron line for standing jobs."""

    def mark(work: W) -> W:
        REGISTRY[_name(work)] = Job(work, alone)
        if every:
            SCHEDULE[_name(work)] = every
        return work

    return mark(work) if work else mark


def enqueue(work: Work, *, key: str | None = None, **arguments: Any) -> None:
    """Ask for work. It will be done if, and only if, the open transaction is saved.

    Asking again with the same `key` asks for nothing more.
    """
    if _name(work) not in REGISTRY:
        raise LookupError(f"{_name(work)} is not a @job")
    options: dict[str, Any] = {"queue_name": QUEUE, "workflow_name": "run"}
    if key:
        options["workflow_id"] = key
    _client(db.engine.engine).enqueue_in_transaction(
        db.session(),
        options,  # type: ignore[arg-type]
        _name(work),
        arguments,
    )


def perform(name: str, arguments: dict[str, Any]) -> None:
    """Do one job here and now; the worker's inside, and the tests'."""
    job = REGISTRY[name]
    with nullcontext() if job.alone else transaction():
        job.work(**arguments)


def migrate(url: str) -> None:
    """Make the job library's own tables, in their own schema of the same database."""
    DBOS.migrate(_plain(url))


def work(url: str, slot: str, context: Context) -> None:
    """Turn this process into the worker of one slot. A slot has one process at a time."""
    DBOS(
        config={
            "name": "marketplace",
            "system_database_url": _plain(url),
            "executor_id": slot,
            "application_version": APPLICATION_VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
        }
    )
    DBOS.workflow(name="run")(_runner(context))
    ticks = {name: _ticker(name, context) for name in SCHEDULE}
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=4, polling_interval_sec=0.2)
    DBOS.apply_schedules(
        [
            {"schedule_name": name, "workflow_fn": tick, "schedule": SCHEDULE[name]}
            for name, tick in ticks.items()
        ]
    )


def stop(patience: int = 4) -> None:
    """Take nothing more, and give what is under way so many seconds to end. What does not end is
    taken up again when the slot starts next."""
    DBOS.destroy(workflow_completion_timeout_sec=patience)


def _ticker(name: str, context: Context) -> Callable[[datetime, Any], None]:
    @DBOS.workflow(name=f"scheduled {name}")
    def tick(_due: datetime, _context: Any) -> None:
        with context():
            perform(name, {})

    return tick


def _runner(context: Context) -> Callable[[str, dict[str, Any]], None]:
    @DBOS.step(retries_allowed=True, max_attempts=8, interval_seconds=1, backoff_rate=3)
    def attempt(name: str, arguments: dict[str, Any]) -> None:
        with context():
            perform(name, arguments)

    def run(name: str, arguments: dict[str, Any]) -> None:
        attempt(name, arguments)

    return run


@cache
def _client(engine: Engine) -> DBOSClient:
    """It writes through the caller's session; the engine only tells it where its tables are."""
    return DBOSClient(
        system_database_engine=engine, serializer=DBOSPortableJSONSerializer(), lazy=True
    )


def _name(work: Work) -> str:
    return f"{work.__module__}.{work.__name__}"


def _plain(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")
