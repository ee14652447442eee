"""What was kept long enough goes; what was not stays."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.notifications import services
from marketplace.upkeep import retention
from marketplace.upkeep.jobs import end_old_data
from tests.factories.accounts import make_user
from tests.factories.cooperatives import make_cooperative
from tests.support.jobs import run_jobs

INSERTS: Mapping[str, str] = {
    "sign_in_failures": "insert into sign_in_failures (key, at) values ('k', :at)",
    "sessions": "insert into sessions (token_hash, user_id, seen_at, ended_at, agent, address, half, country)"
    " values (:key, :user, :at, :at, '', '', false, '')",
    "baskets_of_visitors": "insert into baskets (token_hash, checkout_key, touched_at, draft)"
    " values (:key, :key, :at, '{}')",
    "baskets_of_people": "insert into baskets (user_id, checkout_key, touched_at, draft)"
    " values (:user, :key, :at, '{}')",
    "invitations": "insert into invitations"
    " (token_hash, cooperative_id, name, crafts, expires_at, invited_by_id)"
    " values (:key, :cooperative, 'Golnar', '{}', :at, :user)",
    "audit": "insert into audit_entries (at, actor, action, subject_type, subject_id, subject)"
    " values (:at, 'a', 'b', 'c', 'd', 'e')",
}
RULES = {rule.what: rule for rule in retention.rules(retention.SHIPPED)}


def put(what: str, days: float) -> None:
    """A row that is so many days old."""
    at = now() - timedelta(days=days)
    cooperative = make_cooperative()
    values: dict[str, Any] = {
        "at": at, "key": uuid4().hex, "user": make_user().id, "cooperative": cooperative.id
    }  # fmt: skip
    statement = INSERTS[what]
    db.session.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})
    db.session.commit()


def left(what: str) -> int:
    kind = retention.KINDS[what]
    where = kind.old.replace("< :before", "is not null").replace(":session_days", "1")
    return db.session.scalar(text(f"select count(*) from {kind.table} where {where}")) or 0  # noqa: S608


@pytest.mark.parametrize("what", INSERTS)
def test_what_is_too_old_goes_and_the_rest_stays(what: str) -> None:
    before = left(what)
    put(what, RULES[what].days + 1)
    put(what, RULES[what].days - 40 if RULES[what].days > 40 else 1)
    end_old_data()
    assert left(what) == before + 1


def test_the_trail_is_guarded_until_the_law_lets_it_go() -> None:
    put("audit", 3649)
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text("delete from audit_entries"))


def test_sent_mails_go_and_waiting_ones_stay() -> None:
    for key in ("sent", "waiting"):
        services.send(
            key=key, to="a@example.org", locale="en", template="password_changed",
            context={"name": "A"},
        )  # fmt: skip
    db.session.execute(text("update mails set created_at = now() - interval '3 years'"))
    db.session.execute(text("update mails set state = 'sent' where key = 'sent'"))
    db.session.commit()
    end_old_data()
    assert list(db.session.scalars(text("select key from mails"))) == ["waiting"]


def test_jobs_that_were_done_long_ago_go_with_their_arguments() -> None:
    services.send(
        key="one", to="a@example.org", locale="en", template="password_changed", context={"name": "A"}
    )  # fmt: skip
    db.session.commit()
    run_jobs()
    db.session.execute(text("update dbos.workflow_status set updated_at = 0"))
    end_old_data()
    for table in ("workflow_status", "workflow_input"):
        assert db.session.scalar(text(f"select count(*) from dbos.{table}")) == 0  # noqa: S608


def test_a_period_holds_from_its_day_on() -> None:
    old = retention.Rule("mails", date(2026, 1, 1), 30, "", "s")
    new = retention.Rule("mails", date(2026, 6, 1), 60, "", "s")
    assert retention.in_force(date(2026, 5, 31), [new, old]) == [old]
    assert retention.in_force(date(2026, 6, 1), [new, old]) == [new]
    assert retention.in_force(date(2025, 1, 1), [new, old]) == []


@pytest.mark.parametrize(
    "line", ["mails,2026-01-01,0,w,s", "orders,2026-01-01,9,w,s", "mails,soon,9,w,s", "mails,2026-01-01,9,w,"]
)  # fmt: skip
def test_a_table_that_cannot_be_meant_deletes_nothing(tmp_path: Path, line: str) -> None:
    file = tmp_path / "retention.csv"
    file.write_text(f"what,valid_from,days,why,source\n{line}\n")
    with pytest.raises(Invalid):
        retention.rules(file)


def test_every_kind_has_a_period_and_is_explained() -> None:
    told = Path("docs/retention.md").read_text()
    assert set(RULES) == set(retention.KINDS)
    assert [what for what in RULES if f"`{what}`" not in told] == []


def test_an_operator_sees_what_would_go(app: Flask) -> None:
    put("sign_in_failures", 31)
    shown = app.test_cli_runner().invoke(args=["retention", "show"]).output
    assert "sign_in_failures          30 days        1 old" in shown
    assert app.test_cli_runner().invoke(args=["retention", "run"]).exit_code == 0
    assert left("sign_in_failures") == 0
