"""The places of Gilan, from their table."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from marketplace.core.tables import Row, rows_of, upsert
from marketplace.localisation.models import Place

AS_OF = date(2026, 11, 23)
SOURCE = "Gilan places, compiled from public gazetteers; coordinates approximate"


def load_places(folder: Path) -> int:
    """Take in `places.csv`: the counties first, since others lie in them."""
    rows = list(rows_of(folder / "places.csv"))
    rows.sort(key=lambda row: row["county_id"] not in ("", row["place_id"]))
    return upsert(Place, (_place(row) for row in rows))


def _place(row: Row) -> dict[str, Any]:
    county = row["county_id"] if row["county_id"] != row["place_id"] else ""
    return {
        "id": row["place_id"],
        "kind": row["type"],
        "names": {"en": row["name_en"], "fa": row["name_fa"]},
        "county_id": county or None,
        "latitude": Decimal(row["lat_approx"]) if row["lat_approx"] else None,
        "longitude": Decimal(row["lon_approx"]) if row["lon_approx"] else None,
        "notes": row["notes"],
        "source": f"{SOURCE}; confidence {row['confidence']}"[:200],
        "as_of": AS_OF,
    }
