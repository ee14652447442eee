import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def _sidebar(app: Flask) -> None:
    """Pages of the office are tested without the sidebar of other packages."""
    app.jinja_env.globals.setdefault("navigation", list)
