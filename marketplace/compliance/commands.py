"""What an operator does about the rules of the world."""

from pathlib import Path

import click
from flask.cli import AppGroup

from marketplace.compliance.loading import FOLDER, load_rules
from marketplace.core.db import transaction

rules = AppGroup("rules", help="Destinations, HS codes, Incoterms, places and crafts.")


@rules.command("load")
@click.argument(
    "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER
)
def load(folder: Path) -> None:
    """Take in the dated tables of a FOLDER; those that came with the product unless it is named."""
    with transaction():
        counts = load_rules(folder)
    click.echo(", ".join(f"{count} {kind}" for kind, count in counts.items()))
