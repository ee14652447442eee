"""Taking in the rules of the world from their dated tables."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from marketplace.compliance.events import RulesLoaded
from marketplace.compliance.models import Destination, HsCode, Incoterm, Policy
from marketplace.core.events import announce
from marketplace.core.tables import Row, parts, rows_of, upsert
from marketplace.localisation.loading import load_places

FOLDER = Path(__file__).parents[2] / "data"
AS_OF = date(2026, 11, 23)
INCOTERM_WORDS = {"code", "name_en", "name_fa", "delivery_point_fa"}
FIGURE_COLUMNS = ("figure", "value", "currency", "starts_on", "ends_on", "certain", "source")


def load_rules(folder: Path = FOLDER) -> Mapping[str, int]:
    """Bring places, HS codes, Incoterms and destinations to what the tables say, then tell whoever
    keeps rules of her own. Doing it again changes nothing. How many rows of each."""
    counts = {
        "places": load_places(folder),
        "HS codes": upsert(HsCode, (_hs_code(row) for row in rows_of(folder / "hs_codes.csv"))),
        "Incoterms": upsert(
            Incoterm, (_incoterm(row) for row in rows_of(folder / "incoterms.csv"))
        ),
        "destinations": _load_destinations(folder),
    }
    announce(RulesLoaded(folder))
    return counts


def _load_destinations(folder: Path) -> int:
    figures = list(rows_of(folder / "duty_rules.csv"))
    rows = rows_of(folder / "destinations.csv")
    return upsert(Destination, (_destination(row, figures) for row in rows))


def _hs_code(row: Row) -> dict[str, Any]:
    return {
        "code": row["hs6"],
        "texts": {"en": row["description_en"], "fa": row["description_fa"]},
        "unit": row["unit"],
        "flags": parts(row["flags"]),
        "typical_use": row["typical_use"],
        "source": "Harmonized System 2022 (open list), descriptions our own",
        "as_of": AS_OF,
    }


def _incoterm(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "names": {"en": row["name_en"], "fa": row["name_fa"]},
        "details": {k: v for k, v in row.items() if k not in INCOTERM_WORDS}
        | {"delivered_at": {"en": row["delivery_point"], "fa": row["delivery_point_fa"]}},
        "source": "Incoterms 2020, from general knowledge; the ICC text is the authority",
        "as_of": AS_OF,
    }


def _destination(row: Row, figures: list[Row]) -> dict[str, Any]:
    rule = row["duty_rule_code"]
    return {
        "country": row["iso2"],
        "as_of": date.fromisoformat(f"{row['rule_as_of']}-01"),
        "names": {"en": row["name_en"], "fa": row["name_fa"]},
        "region": row["region"],
        "trade_bloc": row["trade_bloc"],
        "currency": row["currency"],
        "policy": Policy(row["default_policy"]),
        "policy_reason": {"en": row["policy_reason"], "fa": row["policy_reason_fa"]},
        "duty_rule": rule,
        "duty_free_up_to": _figure(row["de_minimis_duty"]),
        "duty_free_currency": row["de_minimis_duty_currency"] or None,
        "tax_free_up_to": _figure(row["de_minimis_tax"]),
        "tax_free_currency": row["de_minimis_tax_currency"] or None,
        "tax_rate_pct": _figure(row["vat_import_rate_pct"]),
        "details": _details(row, [f for f in figures if f["scope"] in {rule, row["iso2"]}]),
        "confidence": row["confidence"],
        "source": f"{row['source_type']}; {row['notes']}"[:200],
    }


def _details(row: Row, figures: list[Row]) -> dict[str, Any]:
    return {
        "languages": parts(row["languages"]),
        "routes": parts(row["routes"]),
        "origin_document": row["origin_document"],
        "cn23_needed": row["cn23_needed"],
        "flat_duty": row["flat_duty"],
        "handling_fee": row["handling_fee"],
        "notes": row["notes"],
        "figures": [
            {name: figure[name] for name in FIGURE_COLUMNS}
            | {"note": {"en": figure["note_en"], "fa": figure["note_fa"]}}
            for figure in figures
        ],
    }


def _figure(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None
