"""The audit trail, for whoever may read it and nobody to change."""

import csv
from collections.abc import Iterable
from io import StringIO
from itertools import groupby

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.access import requires
from marketplace.accounts.models import AuditEntry
from marketplace.accounts.permissions import Permission
from marketplace.admin import queries
from marketplace.admin.changes import read_for
from marketplace.admin.forms import TrailSearchForm
from marketplace.admin.views.base import bp, here, number_asked
from marketplace.admin.words import act_name, clock
from marketplace.desk.sheets import harmless

COLUMNS = ("id", "at", "actor", "action", "subject_type", "subject_id", "subject")
MORE = ("scope_id", "before", "after", "address", "request_id")


@bp.get("/audit")
@requires(Permission.AUDIT_READ)
def audit() -> ResponseReturnValue:
    names = queries.cooperative_names()
    form, search = _asked(names)
    page = queries.trail(search, number_asked("before")) if search else queries.TrailPage([], None)
    return render_template(
        "admin/audit.html",
        form=form,
        days=_by_day(page.entries),
        names=names,
        newest=here(before="") if number_asked("before") else "",
        older=here(before=str(page.older)) if page.older else "",
        csv_url=here(before="").replace("/audit", "/audit.csv", 1),
        act_name=act_name,
        clock=clock,
        changes_of=read_for(page.entries),
    ), 200 if search else 422


@bp.get("/audit.csv")
@requires(Permission.AUDIT_READ)
def audit_csv() -> ResponseReturnValue:
    """The lines of a view as a table; at most ten thousand of them."""
    _form, search = _asked(queries.cooperative_names())
    sheet = StringIO()
    writer = csv.writer(sheet)
    writer.writerow((*COLUMNS, *MORE))
    for entry in queries.trail_to_export(search) if search else ():
        writer.writerow(harmless(_cell(getattr(entry, name))) for name in (*COLUMNS, *MORE))
    name = "attachment; filename=audit.csv"
    return Response(
        "\ufeff" + sheet.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name},
    )


def _asked(names: dict[int, dict[str, str]]) -> tuple[TrailSearchForm, queries.TrailSearch | None]:
    form = TrailSearchForm()
    form.among({action: act_name(action) for action in queries.actions()}, names)
    if not form.validate():
        return form, None
    return form, queries.TrailSearch(
        who=form.who.data or "",
        action=form.what.data or "",
        subject=form.subject.data or "",
        cooperative_id=int(form.cooperative.data) if form.cooperative.data else None,
        since=form.since.data,
        until=form.until.data,
    )


def _by_day(entries: Iterable[AuditEntry]) -> list[tuple[object, list[AuditEntry]]]:
    return [(day, list(of_day)) for day, of_day in groupby(entries, key=lambda e: e.at.date())]


def _cell(value: object) -> str:
    return "" if value is None else str(value)
