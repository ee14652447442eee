"""Where a destination asks for the tax number of whoever receives the goods, by a dated table."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from marketplace.core.db import Texts

TABLE = Path(__file__).parents[3] / "data" / "tax_ids.csv"


@dataclass(frozen=True)
class TaxId:
    """What the number is called there, what it looks like, and whether nothing comes in without."""

    labels: Texts
    example: str
    required: bool


def tax_id_of(country: str) -> TaxId | None:
    return _table().get(country)


@cache
def _table() -> dict[str, TaxId]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {
            row["country"]: TaxId(
                {"en": row["label_en"], "fa": row["label_fa"]},
                row["example"],
                row["required"] == "1",
            )
            for row in csv.DictReader(lines)
        }
