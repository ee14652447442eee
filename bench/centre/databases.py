"""A server of its own with two databases: the demonstration, and the same ten years on."""

from pathlib import Path

import psycopg
from flask_migrate import upgrade

from marketplace import commands
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.core import worker
from marketplace.core.db import db, transaction
from marketplace.demo.services import load

SQL = Path(__file__).with_name("filling.sql")
DEMO, LARGE = "demo", "large"


def make_both(server: str, folder: Path) -> dict[str, str]:
    """The addresses of both by name; what is there already is taken as it is."""
    urls = {name: server.replace("/postgres?", f"/{name}?") for name in (DEMO, LARGE)}
    if _create(server, DEMO, "template0"):
        demonstrate(urls[DEMO], folder)
    if _create(server, LARGE, DEMO):
        fill(urls[LARGE])
    return urls


def demonstrate(url: str, folder: Path) -> None:
    app = create_app(settings_for(url, folder))
    commands.init_app(app)
    with app.app_context():
        worker.migrate(url)
        upgrade()
        with transaction():
            load()
        db.engine.dispose()
    _analyze(url)


def fill(url: str) -> None:
    """Straight in SQL: references and triggers rest meanwhile, for the rows are right by making."""
    with psycopg.connect(url) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in SQL.read_text().split(";\n"):
            if statement.strip():
                connection.execute(statement.encode())
    _analyze(url)


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(
        database_url=url,
        environment="test",
        data_dir=folder,
        second_step="offered",
        log_level="WARNING",
        page_cache=False,
    )


def _create(server: str, name: str, template: str) -> bool:
    """Whether it had to be made."""
    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return False
        connection.execute(f"create database {name} template {template}".encode())
    return True


def _analyze(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
