"""Numbers in addresses: those that no row can have lead nowhere, instead of into the database."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """`<int:…>` as far as the columns of our ids reach."""

    def __init__(self, map: Any, *args: Any, **kwargs: Any) -> None:  # noqa: A002
        super().__init__(map, *args, **{"max": LARGEST_ID, **kwargs})


def init_app(app: Flask) -> None:
    """Call it before the routes are added."""
    app.url_map.converters["int"] = IdConverter
