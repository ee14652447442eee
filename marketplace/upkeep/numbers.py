"""What the database tells about the state of the trade: jobs, mails, payments, money under way.

The same on every machine, so alerts take the highest of what the machines say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.core.db import db
from marketplace.core.late import late

if TYPE_CHECKING:
    from prometheus_client import metrics_core
else:
    metrics_core = late("prometheus_client.metrics_core")

NAME = "coalesce(i.inputs::json->'positionalArgs'->>0, w.name)"
JOBS = "from dbos.workflow_status w left join dbos.workflow_input i using (workflow_uuid)"
PATIENCE = text("set local statement_timeout = '3s'")


@dataclass(frozen=True)
class Number:
    """One figure by labels; `query` selects the labels and then the value."""

    name: str
    meaning: str
    labels: Sequence[str]
    query: str


NUMBERS = (
    Number(
        "kotam_workers",
        "Workers that are alive.",
        (),
        "select count(*) from worker_slots where seen_at > now() - interval '1 minute'",
    ),
    Number(
        "kotam_jobs_waiting",
        "Jobs that wait or are under way.",
        ("job",),
        f"select {NAME}, count(*) {JOBS}"
        " where w.status in ('ENQUEUED', 'PENDING', 'DELAYED') group by 1",
    ),
    Number(
        "kotam_jobs_oldest_waiting_seconds",
        "How long the oldest job waits.",
        ("job",),
        f"select {NAME}, extract(epoch from clock_timestamp()) - min(w.created_at) / 1000.0 {JOBS}"  # noqa: S608
        " where w.status in ('ENQUEUED', 'PENDING') group by 1",
    ),
    Number(
        "kotam_jobs_of_last_hour",
        "Jobs asked for within the hour, by what became of them.",
        ("job", "outcome"),
        f"select {NAME}, lower(w.status), count(*) {JOBS}"  # noqa: S608
        " where w.created_at > 1000 * (extract(epoch from now()) - 3600) group by 1, 2",
    ),
    Number(
        "kotam_jobs_failed",
        "Jobs that were given up within the day.",
        ("job",),
        f"select {NAME}, count(*) {JOBS}"  # noqa: S608
        " where w.status in ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')"
        " and w.created_at > 1000 * (extract(epoch from now()) - 86400) group by 1",
    ),
    Number("kotam_mails", "Mails.", ("state",), "select state, count(*) from mails group by 1"),
    Number(
        "kotam_mails_oldest_waiting_seconds",
        "How long the oldest mail waits to be sent.",
        (),
        "select coalesce(extract(epoch from now() - min(created_at)), 0)"
        " from mails where state = 'waiting'",
    ),
    Number(
        "kotam_pictures", "Pictures.", ("state",), "select state, count(*) from pictures group by 1"
    ),
    Number(
        "kotam_payments", "Payments.", ("state",), "select state, count(*) from payments group by 1"
    ),
    Number(
        "kotam_payments_overdue",
        "Payments still awaited after their day.",
        (),
        "select count(*) from payments"
        " where state in ('expected', 'partly_paid') and due_at < now() - interval '1 day'",
    ),
    Number(
        "kotam_refunds", "Refunds.", ("state",), "select state, count(*) from refunds group by 1"
    ),
    Number(
        "kotam_money_minor_units",
        "What lies on the accounts of a kind, in the currency's smallest unit.",
        ("account", "currency"),
        "select split_part(account, ':', 1), amount_currency, sum(amount_minor)"
        " from ledger_postings group by 1, 2",
    ),
)


class Numbers:
    """A collector as the library asks for it. When the database does not answer, it says that."""

    def collect(self) -> Iterator["metrics_core.Metric"]:
        try:
            db.session.execute(PATIENCE)
            told = [(number, db.session.execute(text(number.query)).all()) for number in NUMBERS]
            up = 1
        except SQLAlchemyError:
            told, up = [], 0
        finally:
            db.session.rollback()
        yield metrics_core.GaugeMetricFamily(
            "kotam_database_up", "Whether the database answers in time.", value=up
        )
        for number, rows in told:
            family = metrics_core.GaugeMetricFamily(
                number.name, number.meaning, labels=list(number.labels)
            )
            for row in rows:
                family.add_metric([str(label) for label in row[:-1]], float(row[-1]))
            yield family
