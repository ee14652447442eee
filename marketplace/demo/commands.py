"""The door to the demonstration data."""

import click
from flask.cli import AppGroup

from marketplace.config import settings
from marketplace.core.db import transaction
from marketplace.demo import services

demo = AppGroup("demo", help="Demonstration data.")


@demo.command("load")
def load() -> None:
    """Fill an empty database with made-up people, pieces and orders. Refused in production."""
    if settings().production:
        raise click.ClickException("Made-up people with a known password have no place here.")
    with transaction():
        counts = services.load()
    click.echo(", ".join(f"{count} {what}" for what, count in counts.items()))
