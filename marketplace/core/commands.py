"""What an operator does about background work."""

import os
import signal
from threading import Event

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.config import settings
from marketplace.core import worker

jobs_commands = AppGroup("jobs", help="Background work.")


@jobs_commands.command("work")
@click.option("--slot", default="worker-1", show_default=True, help="One running process a slot.")
def work(slot: str) -> None:
    """Do what is asked for until told to end (SIGTERM or Ctrl-C)."""
    ended = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ended.set())
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    worker.work(settings().database_url, slot, app.app_context)
    ended.wait()
    worker.stop()
    os._exit(0)  # threads whose job did not end in time are not waited for


@jobs_commands.command("migrate")
def migrate() -> None:
    """Make the job library's tables. `flask db upgrade` does it too."""
    worker.migrate(settings().database_url)
