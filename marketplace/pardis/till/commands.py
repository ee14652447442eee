"""What an operator asks of the counter."""

import click
from flask.cli import AppGroup

from marketplace.pardis.till import checking

till = AppGroup("till", help="The counter of the handicraft centre.")


@till.command()
def check() -> None:
    """Prove that the report of every shift is what the ledger says; 1 where it is not."""
    faults = checking.faults()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        click.echo(f"{len(faults)} faults.", err=True)
        raise SystemExit(1)
    click.echo(f"{checking.count_shifts()} shifts: their reports and the ledger agree.")
