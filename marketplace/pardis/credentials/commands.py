"""What an operator does about the keys that sign certificates."""

import click
from flask.cli import AppGroup

from marketplace.core.db import transaction
from marketplace.pardis.credentials import checking, documents, services

certificates = AppGroup("certificates", help="Certificates and the keys that sign them.")


@certificates.command("rotate-key")
def rotate_key() -> None:
    """Sign with a new pair of keys from now on. Certificates that stand stay valid."""
    with transaction():
        made = services.rotate_key()
        click.echo(f"{documents.method(made.id)} signs from now on: {made.public}")


@certificates.command("check")
def check() -> None:
    """Prove that every badge bears its key's signature, every certificate has a result that earns
    it, and no number is missing."""
    found = list(checking.faults())
    for fault in found:
        click.echo(fault)
    if found:
        raise SystemExit(1)
    click.echo("The register of certificates agrees with itself.")
