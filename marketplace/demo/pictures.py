"""The pictures that come with the product, shown as they are until the worker has developed them."""

from functools import cache
from pathlib import Path

from PIL import Image

from marketplace.core.db import db
from marketplace.core.tables import rows_of
from marketplace.demo.tables import FOLDER, PHOTOS, PLACES
from marketplace.media import services
from marketplace.media.models import Picture


class Album:
    """Each file becomes one picture, however often it is asked for."""

    def __init__(self) -> None:
        self._known: dict[Path, Picture] = {}

    def place(self, name: str) -> Picture | None:
        """One of the pictures of places and looms, where a row names one."""
        return self._picture(PLACES / name) if name else None

    def of_piece(self, sku: str) -> list[tuple[Picture, dict[str, str]]]:
        """The photographs of a piece, in order, each with what it shows."""
        return [
            (self._picture(PHOTOS / row["file"]), {"en": row["alt_en"], "fa": row["alt_fa"]})
            for row in _photographs().get(sku, [])
        ]

    def _picture(self, file: Path) -> Picture:
        if file not in self._known:
            with Image.open(file) as opened:
                size = opened.size
            self._known[file] = services.ship_picture(file.read_bytes(), file.name, size)
            db.session.flush()
        return self._known[file]


@cache
def _photographs() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(FOLDER / "photos.csv"):
        found.setdefault(row["sku"], []).append(row)
    return found
