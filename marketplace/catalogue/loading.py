"""The dated taxonomy of crafts, read from the file that came with the product."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from marketplace.catalogue.models import Craft
from marketplace.core.db import db

DATA = Path(__file__).parents[2] / "data"
AS_OF = date(2026, 11, 23)
DETAILS = (
    "translit",
    "materials",
    "techniques",
    "typical_products",
    "size_mm_typical",
    "weight_g_min",
    "weight_g_max",
    "packaging",
    "price_eur_min",
    "price_eur_max",
    "recognition",
    "confidence",
)


def load_crafts(folder: Path = DATA) -> int:
    """Add or renew every craft; how many there are. Doing it again changes nothing."""
    with (folder / "crafts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        db.session.merge(Craft(**_craft(row)))
    db.session.flush()
    return len(rows)


def _craft(row: dict[str, str]) -> dict[str, Any]:
    flags = _list(row["compliance_flags"])
    return {
        "id": row["craft_id"],
        "names": {"en": row["name_en"], "fa": row["name_fa"]},
        "family": row["family"],
        "status": row["status"],
        "descriptions": {"en": row["description_en"], "fa": row["description_fa"]},
        "care": {lang: row[f"care_{lang}"] for lang in ("en", "fa") if row[f"care_{lang}"]},
        "place_ids": _list(row["place_ids"]),
        "hs_codes": _list(row["hs_codes"]),
        "flags": flags,
        "fragility": int(row["fragility_1to5"]),
        "lead_time_days_min": int(row["lead_time_days_min"]),
        "lead_time_days_max": int(row["lead_time_days_max"]),
        "details": {name: row[name] for name in DETAILS if row[name]},
        "offered": "ritual_no_sale" not in flags,
        "source": row["source_tags"],
        "as_of": AS_OF,
    }


def _list(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
