"""The terminal's door to the books. It stands here because the proof needs everything below."""

import click
from flask.cli import AppGroup

from marketplace.payouts import reconciliation

ledger = AppGroup("ledger", help="The books.")


@ledger.command("check")
def check() -> None:
    """Prove that every entry balances and that orders, payments and payouts agree with the books."""
    faults = reconciliation.faults()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        click.echo(f"{len(faults)} faults.", err=True)
        raise SystemExit(1)
    click.echo(f"{reconciliation.entry_count()} entries: all balance, and agree with the business.")
