"""What an operator asks of the stock."""

import sys

import click
from flask.cli import AppGroup

from marketplace.inventory import queries

stock = AppGroup("stock", help="The stock of all cooperatives.")


@stock.command()
def check() -> None:
    """Sum up all movements anew and compare; the exit code is 1 where something does not agree."""
    faults = [
        f"stock item {item.id}: {item.on_hand} on hand, but its movements sum to {total}"
        for item, total in queries.drift()
    ] + [
        f"stock item {item.id}: {held} pieces are held, but only {item.on_hand} lie there"
        for item, held in queries.promised_beyond_stock()
    ]
    faults += [
        f"stock item {item.id}: its movements came and sold at other moments than it says"
        for item in queries.moments_that_disagree()
    ]
    for key, taken, sold in queries.sales_that_disagree():
        faults.append(f"{key}: {taken} pieces taken, but {sold} booked out")
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(1)
    click.echo(f"{queries.count_items()} stock items agree with their movements")


@stock.command()
def locations() -> None:
    """List the places where cooperatives keep pieces."""
    for place, pieces in queries.pieces_by_location():
        names = place.names.get("en") or place.names.get("fa", "")
        click.echo(f"{place.cooperative.code}  {place.code:10} {pieces:6}  {names}")
