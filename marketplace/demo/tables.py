"""Where the demonstration's tables and pictures lie."""

import json
from pathlib import Path
from typing import Any

from marketplace.core.db import Texts
from marketplace.core.tables import rows_of

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "data" / "demo"
PHOTOS = FOLDER / "photos"
PLACES = ROOT / "static" / "img" / "photos"


def words() -> dict[str, str]:
    """Materials and techniques: the English words and the Persian for them."""
    return {row["en"]: row["fa"] for row in rows_of(FOLDER / "words.csv")}


def cooperatives() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / "cooperatives.json").read_text("utf-8"))
    return found


def both(row: dict[str, str], name: str) -> Texts:
    """A text that stands in two columns of a table."""
    return {"en": row[f"{name}_en"], "fa": row[f"{name}_fa"]}
