"""Which workers are alive. Each writes now and then that it is; who is silent too long is dead.

One slot is one running process. A process that starts in a slot takes it; the one that had it
finds that out at its next beat and ends. So does one that was silent so long that others may have
taken over its jobs: what a job does is then done by one of them, not by both for long.
"""

import socket
from datetime import datetime
from uuid import uuid4

from sqlalchemy import String, delete, func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Model, db

PROCESS = uuid4().hex
"""This process, told apart from all others that ever had its slot."""


class WorkerSlot(Model):
    __tablename__ = "worker_slots"

    slot: Mapped[str] = mapped_column(String(60), primary_key=True)
    process: Mapped[str] = mapped_column(String(32))
    host: Mapped[str] = mapped_column(String(200))
    seen_at: Mapped[datetime]


def take(slot: str, process: str = PROCESS) -> None:
    """From now on this process is the one of the slot."""
    now = func.clock_timestamp()
    row = {"process": process, "host": socket.gethostname()[:200], "seen_at": now}
    statement = insert(WorkerSlot).values(slot=slot, **row)
    db.session.execute(statement.on_conflict_do_update(index_elements=["slot"], set_=row))


def beat(slot: str, process: str = PROCESS) -> bool:
    """Say that this process lives. False where the slot is no longer its own."""
    hers = (WorkerSlot.slot == slot, WorkerSlot.process == process)
    changed = db.session.execute(
        update(WorkerSlot).where(*hers).values(seen_at=func.clock_timestamp()).returning(1)
    )
    return changed.first() is not None


def leave(slot: str, process: str = PROCESS) -> None:
    """The slot is empty: whoever sweeps next takes over what is left in it."""
    db.session.execute(
        delete(WorkerSlot).where(WorkerSlot.slot == slot, WorkerSlot.process == process)
    )


def bury(patience: int) -> None:
    """Empty the slots that have been silent for more than so many seconds."""
    silent = WorkerSlot.seen_at < func.clock_timestamp() - text(
        f"interval '{int(patience)} seconds'"
    )
    db.session.execute(delete(WorkerSlot).where(silent))


def orphaned() -> list[str]:
    """Slots in which jobs are under way and no process lives."""
    under_way = text(
        "select distinct executor_id from dbos.workflow_status w"
        " where w.status = 'PENDING' and w.executor_id is not null"
        " and not exists (select 1 from worker_slots s where s.slot = w.executor_id) order by 1"
    )
    return list(db.session.scalars(under_way))
