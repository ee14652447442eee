"""Migrations go up, down to nothing, and up again. Run by `make check`."""

from pathlib import Path

from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from marketplace import commands
from marketplace.app import create_app
from marketplace.core.db import db
from tests.support.databases import clone, settings_for


def test_there_and_back(server: str, template: str, tmp_path: Path) -> None:
    app = create_app(settings_for(clone(server, template, "there_and_back"), tmp_path))
    commands.init_app(app)
    with app.app_context():
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        upgrade()
        assert "orders" in inspect(db.engine).get_table_names()
        db.engine.dispose()
