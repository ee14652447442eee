"""Databases of their own, where commits are real and others see them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace.app import create_app
from marketplace.core.db import db
from tests.support.databases import clone, settings_for


@pytest.fixture(scope="module")
def shared_url(server: str, template: str, worker_id: str, request: pytest.FixtureRequest) -> str:
    name = request.module.__name__.rpartition(".")[2]
    return clone(server, template, f"{name}_{worker_id}")


@pytest.fixture(scope="module")
def shared(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An app whose commits are real."""
    app = create_app(settings_for(shared_url, tmp_path_factory.mktemp("shared")))
    yield app
    with app.app_context():
        db.engine.dispose()
