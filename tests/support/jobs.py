"""Doing what was asked for, here and now."""

import json

from sqlalchemy import text

from marketplace.core.db import db
from marketplace.core.jobs import perform

WAITING = text(
    "select workflow_uuid, i.inputs from dbos.workflow_status "
    "join dbos.workflow_input i using (workflow_uuid) "
    "where status = 'ENQUEUED' order by created_at, workflow_uuid"
)
DONE = text("update dbos.workflow_status set status = 'SUCCESS' where workflow_uuid = :id")


def waiting() -> list[tuple[str, dict[str, object]]]:
    """The jobs that were asked for and not yet done: name and arguments."""
    rows = db.session.execute(WAITING).all()
    return [tuple(json.loads(row.inputs)["positionalArgs"]) for row in rows]


def run_jobs() -> int:
    """Do what waits, and what that asks for in turn. How many were done."""
    done = 0
    while rows := db.session.execute(WAITING).all():
        for row in rows:
            name, arguments = json.loads(row.inputs)["positionalArgs"]
            db.session.execute(DONE, {"id": row.workflow_uuid})
            db.session.commit()
            perform(name, arguments)
            done += 1
    return done
