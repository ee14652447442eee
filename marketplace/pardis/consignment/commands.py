"""What an operator asks of the consigned pieces."""

import click
from flask.cli import AppGroup

from marketplace.pardis.consignment import checking

consignment = AppGroup("consignment", help="Pieces that the centre keeps for their makers.")


@consignment.command()
def check() -> None:
    """Prove that notes, stock, settlements and the ledger agree; 1 where they do not."""
    faults = checking.faults()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo(f"{checking.count_pieces()} consigned pieces: notes, stock and books agree.")
