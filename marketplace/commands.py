"""What an operator may type after `flask`. Kept apart from the web, which starts faster without it."""

from collections.abc import Sequence

from click import Command
from flask import Flask
from flask_migrate import Migrate

from marketplace.accounts.commands import users
from marketplace.compliance.commands import rules
from marketplace.core.commands import jobs_commands, keys_commands
from marketplace.core.db import db
from marketplace.demo.commands import demo
from marketplace.inventory.commands import stock
from marketplace.localisation.commands import rates_commands
from marketplace.pardis.consignment.commands import consignment
from marketplace.pardis.credentials.commands import certificates
from marketplace.pardis.production.commands import production
from marketplace.pardis.till.commands import till
from marketplace.payouts.commands import ledger
from marketplace.search.commands import search
from marketplace.upkeep.commands import backups, exports, retained

COMMANDS: Sequence[Command] = (
    users,
    jobs_commands,
    keys_commands,
    demo,
    rates_commands,
    rules,
    stock,
    ledger,
    consignment,
    production,
    till,
    search,
    backups,
    exports,
    retained,
    certificates,
)


def init_app(app: Flask) -> None:
    Migrate(app, db, directory="migrations", include_object=_ours)
    for command in COMMANDS:
        app.cli.add_command(command)


def _ours(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    """Alembic looks at our tables only; the job library keeps its own schema."""
    return not (kind == "table" and name is None)
