"""Tables as files: a short one at once, a long one when a job has written it."""

import tempfile
from pathlib import Path

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, signed_in
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.core.jobs import enqueue
from marketplace.desk import jobs, looking, queries, services, sheets
from marketplace.desk.models import FileKind
from marketplace.desk.tables import Filters, Table, all_tables, table_for
from marketplace.desk.views.base import bp
from marketplace.localisation.languages import language


@bp.get("/files")
@signed_in
def mine() -> ResponseReturnValue:
    return render_template(
        "desk/files.html",
        files=queries.files_of(me()),
        titles={name: table.title for name, table in all_tables().items()},
        kept_for=services.KEPT_FOR,
    )


@bp.get("/files/<int:file_id>")
@signed_in
def fetch(file_id: int) -> ResponseReturnValue:
    """Her own, and only while she may still read the table."""
    file = queries.file_of(me(), file_id)
    table = table_for(me(), file.sheet)
    if not file.storage_key:
        raise NotFound
    return _download(table, file.kind, services.storage().get(file.storage_key))


@bp.post("/<sheet>/file")
@signed_in
def take_out(sheet: str) -> ResponseReturnValue:
    table = table_for(me(), sheet)
    kind = _kind(request.form.get("kind", ""))
    query = looking.read(table, request.form.get("query", ""))
    count = table.count(table.asked_by(me(), query[0]))
    if count > services.MOST_ROWS:
        raise Conflict(_("These are too many rows for a file. Narrow the table first."))
    if count <= services.AT_ONCE:
        return _at_once(table, kind, query)
    with transaction():
        file = services.ask_for_file(me(), table, kind, query, language())
        enqueue(jobs.write_file, key=f"table file {file.id}", file_id=file.id)
    flash(_("The file is being written. It will lie here, and we write to you when it is ready."))
    return redirect(url_for(".mine"))


def _at_once(table: Table, kind: FileKind, query: tuple[Filters, list[str]]) -> ResponseReturnValue:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        with transaction():
            rows = services.write(path, kind, table, me(), query)
            services.note_taken(me(), table, kind, query[0], rows)
        return _download(table, kind, path.read_bytes())


def _kind(text: str) -> FileKind:
    if text not in set(FileKind):
        raise Invalid(_("Choose CSV or XLSX."))
    return FileKind(text)


def _download(table: Table, kind: FileKind, content: bytes) -> Response:
    response = Response(content, content_type=sheets.TYPES[kind])
    response.headers.set("Content-Disposition", "attachment", filename=f"{table.name}.{kind}")
    return response
