"""The criteria of inspection, from their dated table."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from marketplace.compliance.events import RulesLoaded
from marketplace.core.tables import Row, rows_of, upsert
from marketplace.pardis.production.models import Bound, Criterion


def on_rules_loaded(event: RulesLoaded) -> None:
    """They stand in the same folder as the rules of the world."""
    load(event.folder)


def load(folder: Path) -> int:
    """Doing it again changes nothing, but for what the table corrects; how many there are."""
    rows = rows_of(folder / "inspection_criteria.csv")
    return upsert(Criterion, [_criterion(number, row) for number, row in enumerate(rows)])


def _criterion(number: int, row: Row) -> dict[str, Any]:
    return {
        "id": f"{row['craft_id']}.{row['code']}",
        "craft_id": row["craft_id"],
        "position": number,
        "names": {"en": row["name_en"], "fa": row["name_fa"]},
        "units": {"en": row["unit_en"], "fa": row["unit_fa"]},
        "methods": {"en": row["method_en"], "fa": row["method_fa"]},
        "bound": Bound(row["bound"]),
        "limit_a": Decimal(row["limit_a"]),
        "limit_b": Decimal(row["limit_b"]),
        "source": row["source"],
        "as_of": date.fromisoformat(row["as_of"]),
    }
