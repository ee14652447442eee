"""The worker: a process that does what was asked for. The only file that knows the job library."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from dbos import DBOS, DBOSPortableJSONSerializer

from marketplace.core.jobs import QUEUE, SCHEDULE, WORKFLOW, perform

Context = Callable[[], AbstractContextManager[object]]
APPLICATION_VERSION = "1"


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
    DBOS.workflow(name=WORKFLOW)(_runner(context))
    ticks = {name: _ticker(name, context) for name in SCHEDULE}
    DBOS.launch()
    DBOS.register_queue(QUEUE, worker_concurrency=4, polling_interval_sec=0.2)
    DBOS.apply_schedules(
        [
            {"schedule_name": name, "workflow_fn": tick, "schedule": SCHEDULE[name]}
            for name, tick in ticks.items()
        ]
    )


def adopt(slots: list[str]) -> None:
    """Put the jobs that were under way in these slots back into the queue, for whoever is free."""
    if slots:
        DBOS._recover_pending_workflows(slots)


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


def _plain(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://")
