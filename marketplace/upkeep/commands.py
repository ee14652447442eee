"""What an operator types to keep, bring back and take out the data."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup

from marketplace.config import settings
from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError
from marketplace.core.storage import Storage, StorageDown, bucket_of, storage_at
from marketplace.media import queries as media
from marketplace.media.services import storage
from marketplace.upkeep import backup, export, retention
from marketplace.upkeep.jobs import end_old_data

backups = AppGroup("backup", help="Copies of the database and the files.")
exports = AppGroup("export", help="The data of the business, as files that others can read.")


retained = AppGroup("retention", help="How long data are kept.")


@retained.command("show")
def show() -> None:
    """For each kind of data the period of today, and how many rows have passed it."""
    for rule in retention.rules_of_today():
        click.echo(
            f"{rule.what:22} {rule.days:5} days {retention.count_old(rule):8} old  {rule.source}"
        )


@retained.command("run")
def run_now() -> None:
    """Delete what was kept long enough. A worker does the same every night."""
    end_old_data()


@backups.command("make")
@click.argument("where")
def make(where: str) -> None:
    """Write the database and the files into a folder or s3://bucket, as one belongs to the other."""
    with _told():
        made = backup.make(settings().database_url, storage(), _at(where))
    click.echo(f"{made.name}: the database at revision {made.revision} and {len(made.files)} files")


@backups.command("list")
@click.argument("where")
def list_(where: str) -> None:
    """Name the backups that are whole."""
    with _told():
        for name in backup.names(_at(where)):
            click.echo(name)


@backups.command("restore")
@click.argument("where")
@click.option("--name", default="", help="Which one; the newest unless said.")
@click.option(
    "--over", is_flag=True, help="Also where the database holds something, which is lost."
)
def restore(where: str, name: str, over: bool) -> None:
    """Bring back the database and the files. The web and the workers must stand still."""
    with _told():
        kept = _at(where)
        manifest = backup.restore(settings().database_url, kept, name, over=over)
        db.engine.dispose()
        with transaction():
            damaged = backup.bring_back(manifest, storage(), kept)
            missing = sorted(media.keys_named() - set(storage().keys()))
    for key in damaged:
        click.echo(f"damaged: {key}", err=True)
    for key in missing:
        click.echo(f"missing: {key}", err=True)
    click.echo(f"{manifest.name}: the database and {len(manifest.files) - len(damaged)} files")
    if damaged or missing:
        raise SystemExit(1)


@exports.command("all")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option("--opened", is_flag=True, help="With what the database holds sealed.")
def export_all(folder: Path, form: str, opened: bool) -> None:
    """Write every table of the business into a file of its own, all as of one moment."""
    with transaction():
        for name, rows in export.write(folder, form, opened=opened).items():
            click.echo(f"{rows:8}  {name}")


def _at(where: str) -> Storage:
    address = where if where.startswith("s3://") else f"file:{Path(where).resolve()}"
    return storage_at(address, bucket_of(settings()))


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong is a line, not a trace."""
    try:
        yield
    except (DomainError, StorageDown) as error:
        raise click.ClickException(str(error)) from error
