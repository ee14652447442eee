"""Background work, kept by DBOS in our own database: saved, or lost, with its cause.

A job takes ids and may run twice. Its worker (`core/worker.py`) opens one transaction round it,
unless it is marked `@job(alone=True)`: such a job talks to the outside world and opens its own
short transactions before and after. Asking for work goes through the function that the library
keeps in the database, so that a web process need not load the library.
"""

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar, overload

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from marketplace.core.db import db, opened, run, transaction
from marketplace.core.tracing import span

Work = Callable[..., None]
W = TypeVar("W", bound=Work)
QUEUE, WORKFLOW = "main", "run"
ASK = text(
    "select dbos.enqueue_workflow(workflow_name => :workflow, queue_name => :queue,"
    " positional_args => array[name, arguments], workflow_id => key)"
    " from json_to_recordset(:asked) as asked(name json, arguments json, key text)"
)


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
    session, asked = db.session(), {"name": _name(work), "arguments": arguments, "key": key}
    now_open = opened(session)
    if now_open and not session.in_nested_transaction():
        now_open.jobs.append(asked)
    else:
        _ask([asked])


@event.listens_for(Session, "before_commit")
def _ask_for_all(session: Session) -> None:
    """What a transaction asked for goes to the database at its end, in one statement."""
    now_open = opened(session)
    if now_open and now_open.jobs:
        asked, now_open.jobs = now_open.jobs, []
        _ask(asked)


def _ask(asked: list[dict[str, Any]]) -> None:
    run(ASK, {"workflow": WORKFLOW, "queue": QUEUE, "asked": json.dumps(asked)})


def perform(name: str, arguments: dict[str, Any]) -> None:
    """Do one job here and now; the worker's inside, and the tests'."""
    job = REGISTRY[name]
    with span(name), nullcontext() if job.alone else transaction():
        job.work(**arguments)


def _name(work: Work) -> str:
    return f"{work.__module__}.{work.__name__}"
