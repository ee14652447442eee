"""What an operator does about rates."""

from pathlib import Path

import click
from flask.cli import AppGroup

from marketplace.core.db import transaction
from marketplace.localisation import rates

rates_commands = AppGroup("rates", help="Exchange rates.")


@rates_commands.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Take in the dated rates of a CSV FILE (base, quote, as_of, rate, source)."""
    with transaction():
        count = rates.load_rates(file)
    click.echo(f"{count} rates from {file}")
