"""Holidays, refunds and scholarships from their dated tables, and the terms of the years that the
holidays cover."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from marketplace.compliance.events import RulesLoaded
from marketplace.core.calendars import jalali
from marketplace.core.db import db
from marketplace.core.tables import Row, rows_of, upsert
from marketplace.pardis.training.models import (
    Holiday,
    RefundRule,
    RefundWhen,
    ScholarshipRule,
    Season,
    Term,
)


def on_rules_loaded(event: RulesLoaded) -> None:
    """They stand in the same folder as the rules of the world."""
    load(event.folder)


def load(folder: Path) -> None:
    """Doing it again changes nothing, but for days that the table corrects."""
    days = [_holiday(row) for row in rows_of(folder / "holidays.csv")]
    upsert(Holiday, days)
    upsert(RefundRule, map(_refund_rule, rows_of(folder / "refund_rules.csv")))
    upsert(ScholarshipRule, map(_scholarship, rows_of(folder / "scholarships.csv")))
    years = {jalali(day["day"]).year for day in days}
    for term in (term for year in sorted(years) for term in _terms(year)):
        db.session.execute(insert(Term).values(term).on_conflict_do_nothing())


def _holiday(row: Row) -> dict[str, Any]:
    return {
        "day": date.fromisoformat(row["day"]),
        "names": {"en": row["name_en"], "fa": row["name_fa"]},
        "source": row["source"],
        "as_of": date.fromisoformat(row["as_of"]),
    }


def _refund_rule(row: Row) -> dict[str, Any]:
    return {
        "from_day": date.fromisoformat(row["from_day"]),
        "happens": RefundWhen(row["happens"]),
        "bound": int(row["bound"]),
        "percent": int(row["percent"]),
        "source": row["source"],
    }


def _scholarship(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        "from_day": date.fromisoformat(row["from_day"]),
        "percent": int(row["percent"]),
        "names": {"en": row["name_en"], "fa": row["name_fa"]},
        "source": row["source"],
    }


def _terms(year: int) -> Iterator[dict[str, Any]]:
    """The four seasons of a Jalali year, each of three months."""
    starts = [jalali(year, month, 1).to_gregorian() for month in (1, 4, 7, 10)]
    ends = [*starts[1:], jalali(year + 1, 1, 1).to_gregorian()]
    for season, start, end in zip(Season, starts, ends, strict=True):
        last = end - timedelta(days=1)
        yield {"year": year, "season": season, "starts_on": start, "ends_on": last}
