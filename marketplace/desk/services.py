"""Saving views, asking for files, and writing them."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from marketplace.accounts import audit
from marketplace.accounts.models import User
from marketplace.core.clock import now
from marketplace.core.db import db
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.storage import Storage
from marketplace.desk import queries, sheets
from marketplace.desk.models import FileKind, SavedView, TableFile
from marketplace.desk.tables import Filters, Table

AT_ONCE = 1000
"""More rows than these are written by a job."""
MOST_ROWS = 500_000
KEPT_FOR = timedelta(days=3)
MOST_WAITING = 5


@dataclass(frozen=True)
class ViewWish:
    """What somebody wants to save."""

    name: str
    filters: Filters
    columns: Sequence[str]
    share: queries.Share | None
    is_default: bool


def save_view(user: User, table: Table, wish: ViewWish) -> SavedView:
    """Under a name that she has used before, in place of what that was."""
    if wish.share and wish.share not in queries.shares_of(user):
        raise Invalid(_("You do not hold this role."), field="share")
    held = SavedView.user_id == user.id, SavedView.sheet == table.name
    count = db.session.scalar(select(func.count()).where(*held)) or 0
    view = db.session.scalar(select(SavedView).where(*held, SavedView.name == wish.name))
    if view is None and count >= queries.MOST_VIEWS:
        raise Invalid(_("There are too many views already. Delete one first."), field="name")
    if wish.is_default:
        db.session.execute(update(SavedView).where(*held).values(is_default=False))
    view = view or SavedView(user_id=user.id, sheet=table.name, name=wish.name)
    view.filters, view.columns = dict(wish.filters), list(wish.columns)
    view.role, view.scope_id = wish.share or (None, None)
    view.is_default = wish.is_default
    db.session.add(view)
    after = {"table": table.name, "role": view.role.value if view.role else None}
    audit.record(user, "view.saved", view, after=after, scope_id=view.scope_id)
    return view


def delete_view(user: User, view: SavedView) -> None:
    audit.record(user, "view.deleted", view, before={"table": view.sheet}, scope_id=view.scope_id)
    db.session.execute(delete(SavedView).where(SavedView.id == view.id))


def note_taken(user: User, table: Table, kind: FileKind, filters: Filters, rows: int) -> None:
    """The trail keeps who took which rows out."""
    after = {"table": table.name, "file": kind.value, "rows": rows, "filters": dict(filters)}
    audit.record(user, "table.taken_out", user, after=after)


def ask_for_file(
    user: User, table: Table, kind: FileKind, query: tuple[Filters, Sequence[str]], lang: str
) -> TableFile:
    """For a job to write. Nobody has more than a few written at once."""
    waiting = select(func.count()).where(
        TableFile.user_id == user.id, TableFile.ready_at.is_(None), TableFile.failed_at.is_(None)
    )
    if (db.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise Conflict(_("Some of your files are still being written. Wait for them first."))
    filters, columns = query
    file = TableFile(
        user_id=user.id,
        sheet=table.name,
        kind=kind,
        filters=dict(filters),
        columns=list(columns),
        lang=lang,
    )
    db.session.add(file)
    db.session.flush()
    return file


def cells(table: Table, user: User, filters: Filters, columns: Sequence[str]) -> Iterator[Any]:
    """The rows of a file, read as they are written."""
    chosen = table.ordered(columns)
    for row in table.rows(table.asked_by(user, filters)):
        yield [column.value(row) for column in chosen]


def write(
    file: Path, kind: FileKind, table: Table, user: User, query: tuple[Filters, Sequence[str]]
) -> int:
    """In the language that is spoken just now; how many rows there were."""
    filters, columns = query
    heads = [column.label for column in table.ordered(columns)]
    return sheets.write(file, kind, heads, cells(table, user, filters, columns))


def key_of(file: TableFile) -> str:
    return f"tables/{file.id}-{secrets.token_hex(16)}.{file.kind}"


def storage() -> Storage:
    return cast(Storage, current_app.extensions["storage"])


def note_ready(file: TableFile, key: str, rows: int) -> None:
    file.storage_key, file.rows, file.ready_at = key, rows, now()


def old_files() -> list[tuple[int, str | None]]:
    """What has lain for long enough."""
    found = db.session.execute(
        select(TableFile.id, TableFile.storage_key)
        .where(TableFile.created_at < now() - KEPT_FOR)
        .order_by(TableFile.id)
    )
    return [(row[0], row[1]) for row in found]


def forget_file(file_id: int) -> None:
    db.session.execute(delete(TableFile).where(TableFile.id == file_id))
