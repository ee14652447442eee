"""Writing large tables while nobody waits, and clearing them away."""

import tempfile
from pathlib import Path

from flask import current_app
from flask_babel import force_locale

from marketplace.accounts.queries import user as user_of
from marketplace.core.calendars import written_for
from marketplace.core.clock import now
from marketplace.core.db import db, transaction
from marketplace.core.errors import DomainError
from marketplace.core.events import announce
from marketplace.core.jobs import job
from marketplace.desk import services
from marketplace.desk.events import TableFileReady
from marketplace.desk.intakes import services as intakes
from marketplace.desk.intakes.kinds import kind_for
from marketplace.desk.models import Intake, TableFile
from marketplace.desk.tables import table_for


@job(alone=True)
def write_file(file_id: int) -> None:
    """Read, write, store, then tell her. Twice does no harm: the last file stays. Who may no longer
    read the table gets nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        try:
            key, rows = _written(file_id, path)
        except DomainError:
            with transaction():
                if file := db.session.get(TableFile, file_id):
                    file.failed_at = now()
                    announce(TableFileReady(file_id))
            return
        if not key:
            return
        services.storage().put(key, path)
    with transaction():
        file = db.session.get_one(TableFile, file_id, with_for_update=True)
        old = file.storage_key
        services.note_ready(file, key, rows)
        announce(TableFileReady(file_id))
    if old:
        services.storage().delete(old)


def _written(file_id: int, path: Path) -> tuple[str, int]:
    """Where it is to lie, and how many rows it has; nowhere where nobody wants it any more."""
    with transaction():
        file = db.session.get(TableFile, file_id)
        user = user_of(file.user_id) if file else None
        if file is None or user is None or not user.is_active:
            return "", 0
        table, query = table_for(user, file.sheet), (file.filters, file.columns)
        with (
            current_app.test_request_context(),
            force_locale(file.lang),
            written_for(user.calendar.value),
        ):
            rows = services.write(path, file.kind, table, user, query)
        services.note_taken(user, table, file.kind, file.filters, rows)
        return services.key_of(file), rows


@job(alone=True)
def take_in(intake_id: int, lang: str) -> None:
    """A long list. Twice does no harm: what is done stays done."""
    with transaction():
        intake = db.session.get(Intake, intake_id)
        user = user_of(intake.user_id) if intake else None
        if intake is None or user is None or not user.is_active:
            return
    with current_app.test_request_context(), force_locale(lang):
        try:
            content = intakes.content_of(intake)
            with transaction():
                held = intakes.intake_of(user, intake_id, lock=True)
                intakes.carry_out(kind_for(user, held.kind), held, user, content)
        except DomainError as refused:
            with transaction():
                intakes.note_refused(intakes.intake_of(user, intake_id, lock=True), str(refused))


@job(alone=True, every="53 * * * *")
def sweep_files() -> None:
    """Files lie for some days only."""
    with transaction():
        old = services.old_files()
    for file_id, key in old:
        if key:
            services.storage().delete(key)
        with transaction():
            services.forget_file(file_id)
    with transaction():
        gone = intakes.old_intakes()
    for intake_id, key in gone:
        services.storage().delete(key)
        with transaction():
            intakes.forget_file(intake_id)
