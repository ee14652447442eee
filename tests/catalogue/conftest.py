import pytest
from flask import Flask


@pytest.fixture(autouse=True, scope="session")
def bare_office(app: Flask) -> None:
    app.jinja_env.globals.setdefault("navigation", lambda: [])
