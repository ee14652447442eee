"""What an operator may do with the index."""

import click
from flask.cli import AppGroup

from marketplace.core.db import transaction
from marketplace.search import services

search = AppGroup("search", help="The index of the shop.")


@search.command()
def rebuild() -> None:
    """Make the index anew from the products; what is found stays the same meanwhile."""
    with transaction():
        count = services.rebuild()
    click.echo(f"{count} products can be found.")
