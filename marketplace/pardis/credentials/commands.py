"""What an operator does about the keys that sign certificates."""

import click
from flask.cli import AppGroup

from marketplace.core.db import transaction
from marketplace.pardis.credentials import documents, services

certificates = AppGroup("certificates", help="Certificates and the keys that sign them.")


@certificates.command("rotate-key")
def rotate_key() -> None:
    """Sign with a new pair of keys from now on. Certificates that stand stay valid."""
    with transaction():
        made = services.rotate_key()
        click.echo(f"{documents.method(made.id)} signs from now on: {made.public}")
