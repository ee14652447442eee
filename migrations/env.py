"""Alembic's environment: the application's engine and tables, without the job library's schema."""

from alembic import context
from flask import current_app

import marketplace.desk.models
import marketplace.exports.models
import marketplace.inventory.models
import marketplace.ledger.models
import marketplace.notifications.models
import marketplace.payouts.models
import marketplace.search.models  # noqa: F401 - every table must be known
from marketplace.core import worker
from marketplace.core.db import db


def compared(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """PostgreSQL gives the expressions of indexes back in other words than they were made with."""
    return not (kind == "index" and name and name.endswith("_trigrams"))


def run() -> None:
    with db.engine.connect() as connection:
        # a change of a large table may take longer than anybody waits for a page
        connection.exec_driver_sql("set statement_timeout = 0")
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=db.Model.metadata,
            include_schemas=False,
            include_object=compared,
            compare_type=True,
            compare_server_default=False,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    worker.migrate(current_app.config["SQLALCHEMY_DATABASE_URI"])  # the job library keeps its own


run()
