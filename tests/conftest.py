"""One PostgreSQL for the run, a database for each process, and a transaction for each test."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace import commands
from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.core.db import db
from marketplace.core.mail import FakeMailer
from marketplace.core.storage import memory_storage
from tests.support.clients import Visitor, sign_in
from tests.support.databases import clone, server_of, settings_for, template_of
from tests.support.shuffling import shuffle_rows

ClientOf = Callable[[User | None], FlaskClient]


FOLDER, SERVER = "MARKETPLACE_TEST_FOLDER", "MARKETPLACE_TEST_SERVER"


def pytest_configure(config: pytest.Config) -> None:
    """The first process starts the server; those it starts find it in their environment."""
    shuffle_rows()
    if SERVER in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="marketplace-tests-", dir="/tmp"))
    folder.chmod(0o755)  # the server runs as somebody else when we are root
    started = server_of(folder)
    os.environ[FOLDER], os.environ[SERVER] = str(folder), started.__enter__()

    def stop() -> None:
        started.__exit__(None, None, None)
        shutil.rmtree(folder, ignore_errors=True)
        del os.environ[FOLDER], os.environ[SERVER]

    config.add_cleanup(stop)


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """A folder that all processes of this run share."""
    return Path(os.environ[FOLDER])


@pytest.fixture(scope="session")
def server() -> str:
    """The address of a PostgreSQL server of this run's own."""
    return os.environ[SERVER]


@pytest.fixture(scope="session")
def template(server: str, run_folder: Path) -> str:
    """The name of a migrated database with the world's rules in it, to be copied."""
    return template_of(server, run_folder)


@pytest.fixture(scope="session")
def database(server: str, template: str, worker_id: str) -> str:
    return clone(server, template, f"test_{worker_id}")


@pytest.fixture(scope="session")
def mailer() -> FakeMailer:
    return FakeMailer()


@pytest.fixture(scope="session")
def app(
    database: str, mailer: FakeMailer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    settings = settings_for(database, tmp_path_factory.mktemp("data"))
    app = create_app(settings, mailer=mailer, storage=memory_storage())
    commands.init_app(app)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = Visitor
    with app.app_context():
        yield app
        db.engine.dispose()


@pytest.fixture(autouse=True)
def forgetful_database(app: Flask, mailer: FakeMailer) -> Iterator[None]:
    """Every test runs inside one outer transaction that is never committed."""
    mailer.sent.clear()
    with app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            outer = connection.begin()
            db.engines[None] = connection  # type: ignore[assignment]
            db.session.configure(join_transaction_mode="create_savepoint")
            yield
            db.session.remove()
            outer.rollback()
        db.engines[None] = engine


@pytest.fixture
def client_of(app: Flask) -> ClientOf:
    """A browser of somebody who has signed in, or of a stranger."""

    def client(user: User | None = None) -> FlaskClient:
        browser = app.test_client()
        if user:
            sign_in(app, browser, user)
        return browser

    return client
