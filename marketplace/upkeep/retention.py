"""How long data are kept: periods with their day, reason and source stand in a table, not here.

`docs/retention.md` explains it to people. What has no line in the table is kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import CursorResult, text

from marketplace.config import settings
from marketplace.core.clock import now, today
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.tables import rows_of

SHIPPED = Path(__file__).parents[2] / "data" / "retention.csv"
AT_ONCE = 2000
"""Rows that one transaction deletes."""

FINISHED = "('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')"


@dataclass(frozen=True)
class Kind:
    """One kind of data: `old` says which rows of `table` are old, `:before` being the day up to
    which they are. `parts` are tables whose rows belong to those by the first of `key`."""

    table: str
    old: str
    key: str = "id"
    parts: tuple[tuple[str, str], ...] = ()


KINDS: Mapping[str, Kind] = {
    "sign_in_failures": Kind("sign_in_failures", "at < :before"),
    "sessions": Kind(
        "sessions",
        "coalesce(ended_at, seen_at + :session_days * interval '1 day') < :before",
        "token_hash",
    ),
    "mails": Kind("mails", "state not in ('waiting', 'sending') and created_at < :before"),
    "baskets_of_visitors": Kind(
        "baskets",
        "user_id is null and touched_at < :before",
        parts=(("basket_lines", "basket_id"),),
    ),
    "baskets_of_people": Kind(
        "baskets",
        "user_id is not null and touched_at < :before",
        parts=(("basket_lines", "basket_id"),),
    ),
    "invitations": Kind("invitations", "coalesce(accepted_at, withdrawn_at, expires_at) < :before"),
    "jobs": Kind(
        "dbos.workflow_status",
        f"status in {FINISHED} and updated_at < 1000 * extract(epoch from cast(:before as timestamptz))",
        "workflow_uuid",
        (
            ("dbos.operation_outputs", "workflow_uuid"),
            ("dbos.workflow_input", "workflow_uuid"),
            ("dbos.workflow_output", "workflow_uuid"),
        ),
    ),
    "audit": Kind("audit_entries", "at < :before"),
}


@dataclass(frozen=True)
class Rule:
    """From a day on, one kind of data is kept so many days, for a reason that somebody gives."""

    what: str
    valid_from: date
    days: int
    why: str
    source: str


def rules(file: Path | None = None) -> list[Rule]:
    """Every line of the table. Raises Invalid where one cannot be meant."""
    found = []
    for row in rows_of(file or settings().retention_file or SHIPPED):
        try:
            since, days = date.fromisoformat(row["valid_from"]), int(row["days"])
            rule = Rule(row["what"], since, days, row["why"], row["source"])
        except (KeyError, ValueError) as error:
            raise Invalid(f"The table of retention periods: {error} in {row}") from error
        if rule.what not in KINDS or rule.days < 1 or not rule.source:
            raise Invalid(f"The table of retention periods: {row} is not a rule")
        found.append(rule)
    return found


def in_force(on: date, every: Iterable[Rule]) -> list[Rule]:
    """For each kind the rule of that day."""
    newest: dict[str, Rule] = {}
    for rule in sorted(every, key=lambda rule: rule.valid_from):
        if rule.valid_from <= on:
            newest[rule.what] = rule
    return list(newest.values())


def rules_of_today() -> list[Rule]:
    return in_force(today(), rules())


def count_old(rule: Rule) -> int:
    """How many rows would be deleted."""
    kind = KINDS[rule.what]
    statement = text(f"select count(*) from {kind.table} where {kind.old}")  # noqa: S608
    return db.session.scalar(statement, _bounds(kind, rule)) or 0


def delete_some(rule: Rule) -> int:
    """Delete the next few old rows with their parts; how many. Nothing at last."""
    kind = KINDS[rule.what]
    some = f"select {kind.key} from {kind.table} where {kind.old} limit {AT_ONCE} for update skip locked"  # noqa: S608
    keys = list(db.session.scalars(text(some), _bounds(kind, rule)))
    if not keys:
        return 0
    for table, key in (*kind.parts, (kind.table, kind.key)):
        statement = text(f"delete from {table} where {key} = any(:keys)")  # noqa: S608
        done = cast(CursorResult[object], db.session.execute(statement, {"keys": keys}))
    return done.rowcount


def _bounds(kind: Kind, rule: Rule) -> dict[str, object]:
    bounds: dict[str, object] = {"before": now() - timedelta(days=rule.days)}
    if ":session_days" in kind.old:
        bounds["session_days"] = settings().session_days
    return bounds
