"""What an operator asks of the workshop."""

import click
from flask.cli import AppGroup

from marketplace.pardis.production import checking

production = AppGroup("production", help="The workshop of the handicraft centre.")


@production.command()
def check() -> None:
    """Prove that material, pieces and wages agree with what was booked; 1 where they do not."""
    faults = checking.faults()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        click.echo(f"{len(faults)} faults.", err=True)
        raise SystemExit(1)
    click.echo(f"{checking.count_orders()} work orders: material, pieces and wages agree.")
