"""What an operator does about background work."""

import os
import signal
import time
from contextlib import suppress
from threading import Event

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from marketplace.config import settings
from marketplace.core import rotating, slots, worker
from marketplace.core.db import transaction

jobs_commands = AppGroup("jobs", help="Background work.")
keys_commands = AppGroup("keys", help="The keys that seal personal data.")


@jobs_commands.command("work")
@click.option("--slot", default="worker-1", show_default=True, help="One running process a slot.")
def work(slot: str) -> None:
    """Do what is asked for until told to end (SIGTERM or Ctrl-C)."""
    ended = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with transaction():
        slots.take(slot)
    worker.work(settings().database_url, slot, app.app_context)
    lost = not live(slot, settings().worker_patience, ended)
    if lost:
        current_app.logger.error("%s was silent too long or is held by another process", slot)
        os._exit(1)  # at once: what is under way here may be done by somebody else by now
    worker.stop()
    with suppress(SQLAlchemyError), transaction():
        slots.leave(slot)
    os._exit(0)  # threads whose job did not end in time are not waited for


def live(slot: str, patience: int, ended: Event) -> bool:
    """Beat and sweep until told to end. False as soon as the slot can no longer be counted on."""
    heard = time.monotonic()
    while not ended.wait(patience / 4):
        with suppress(SQLAlchemyError):
            with transaction():
                if not slots.beat(slot):
                    return False
                slots.bury(patience)
                orphaned = slots.orphaned()
            heard = time.monotonic()
            worker.adopt(orphaned)
        if time.monotonic() - heard > patience:
            return False
    return True


@jobs_commands.command("migrate")
def migrate() -> None:
    """Make the job library's tables. `flask db upgrade` does it too."""
    worker.migrate(settings().database_url)


@keys_commands.command("rotate")
@click.option("--batch", default=200, show_default=True, help="Rows sealed in one transaction.")
def rotate(batch: int) -> None:
    """Seal everything with the newest key, while the shop goes on. Begun again, it goes on."""
    for table, _columns in rotating.sealed_tables():
        done, wait = 0, False
        while True:
            with transaction():
                now_done = rotating.renew_some(table, batch, wait=wait)
            done += now_done
            if not now_done and wait:
                break
            wait = not now_done  # the rest is held by somebody: wait for it
        click.echo(f"{table.name}: {done} sealed anew")


@keys_commands.command("check")
def check_keys() -> None:
    """Say how many rows older keys still seal. Ends with an error while there are any."""
    counts = {table.name: rotating.left(table) for table, _columns in rotating.sealed_tables()}
    for name, count in counts.items():
        click.echo(f"{name}: {count} under older keys")
    if any(counts.values()):
        raise click.ClickException("Keep the older keys, and run `keys rotate`.")
