"""Banknotes, discounts and taxes of the counter, from their dated tables."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from marketplace.accounts.permissions import Role
from marketplace.compliance.events import RulesLoaded
from marketplace.core.tables import Row, parts, rows_of, upsert
from marketplace.pardis.till.models import Banknote, DiscountRule, SaleTax


def on_rules_loaded(event: RulesLoaded) -> None:
    """They stand in the same folder as the rules of the world."""
    load(event.folder)


def load(folder: Path) -> None:
    """Doing it again changes nothing, but for what the tables correct."""
    upsert(Banknote, [_banknote(row) for row in rows_of(folder / "banknotes.csv")])
    upsert(DiscountRule, [_discount(row) for row in rows_of(folder / "counter_discounts.csv")])
    upsert(SaleTax, [_tax(row) for row in rows_of(folder / "counter_taxes.csv")])


def _banknote(row: Row) -> Mapping[str, Any]:
    return {"rial": int(row["rial"]), **_lasting(row), **_dated(row)}


def _discount(row: Row) -> Mapping[str, Any]:
    roles = [Role(each).value for each in parts(row["roles"])]
    known = {"code": row["code"], "rate_bp": int(row["rate_bp"]), "roles": roles}
    return known | _lasting(row) | _named(row) | _dated(row)


def _tax(row: Row) -> Mapping[str, Any]:
    return {"rate_bp": int(row["rate_bp"]), **_named(row), **_dated(row)}


def _named(row: Row) -> dict[str, Any]:
    return {"names": {"en": row["name_en"], "fa": row["name_fa"]}}


def _lasting(row: Row) -> dict[str, Any]:
    until = row["valid_until"]
    return {"valid_until": date.fromisoformat(until) if until else None}


def _dated(row: Row) -> dict[str, Any]:
    return {
        "valid_from": date.fromisoformat(row["valid_from"]),
        "source": row["source"],
        "as_of": date.fromisoformat(row["as_of"]),
    }
