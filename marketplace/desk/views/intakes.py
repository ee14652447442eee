"""Taking in lists: a template, a dry run, and the act."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, signed_in
from marketplace.accounts.permissions import GUARDED
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict, Invalid, NotFound
from marketplace.core.jobs import enqueue
from marketplace.desk import jobs, sheets
from marketplace.desk.forms import IntakeForm
from marketplace.desk.intakes import reading, services
from marketplace.desk.intakes.kinds import Kind, Plan, kind_for, kinds_for
from marketplace.desk.intakes.templates import template_of
from marketplace.desk.models import FileKind, Intake
from marketplace.desk.views.base import ask_once_more, bp
from marketplace.localisation.languages import language

MOST_SHOWN = 200
AT_ONCE = 200
"""More rows than these are taken in by a job."""


@bp.get("/intakes")
@signed_in
def intakes() -> ResponseReturnValue:
    kinds = kinds_for(me())
    return render_template(
        "desk/intakes.html",
        kinds=kinds,
        titles={kind.name: kind.title for kind in kinds},
        intakes=services.intakes_of(me()),
    )


@bp.route("/intakes/<sheet>", methods=["GET", "POST"])
@signed_in
def intake(sheet: str) -> ResponseReturnValue:
    """Send a file. Nothing but the file is kept."""
    found = kind_for(me(), sheet)
    form = IntakeForm().among(found.houses(me()) if found.houses else [])
    if form.validate_on_submit():
        try:
            intake_id = _keep(found, form)
            return redirect(url_for(".tried", intake_id=intake_id))
        except Invalid as refused:
            form.refuse(refused.field, refused.message)
    page = render_template(
        "desk/intake.html", kind=found, form=form, lang=language(), most=reading.MOST_ROWS
    )
    return page, 422 if form.errors else 200


@bp.get("/intakes/<sheet>/template.<any(csv, xlsx):file>")
@signed_in
def template(sheet: str, file: str) -> ResponseReturnValue:
    found, file_kind = kind_for(me(), sheet), FileKind(file)
    response = Response(template_of(found, file_kind), content_type=sheets.TYPES[file_kind])
    name = f"{found.name}-{language()}.{file}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/intakes/tried/<int:intake_id>")
@signed_in
def tried(intake_id: int) -> ResponseReturnValue:
    """What it would do, or every fault of it. Nothing is changed by looking."""
    found = services.intake_of(me(), intake_id)
    kind = kind_for(me(), found.kind)
    waits = found.done_at or found.plan.get("asked")
    plan = None if waits else services.plan_for(kind, found, me(), _content(found))
    return _tried(found, kind, plan)


@bp.post("/intakes/tried/<int:intake_id>")
@signed_in
def take_in(intake_id: int) -> ResponseReturnValue:
    """Do all of it. Doing it again changes nothing."""
    found = services.intake_of(me(), intake_id)
    kind = kind_for(me(), found.kind)
    if kind.permission in GUARDED and (asked := ask_once_more()):
        return asked
    content = _content(found)
    if len(reading.lines_of(content)) > AT_ONCE:
        with transaction():
            services.ask_for(services.intake_of(me(), intake_id, lock=True))
            enqueue(jobs.take_in, intake_id=intake_id, lang=language())
        return redirect(url_for(".tried", intake_id=intake_id))
    try:
        with transaction():
            services.carry_out(kind, services.intake_of(me(), intake_id, lock=True), me(), content)
    except Conflict as refused:
        flash(str(refused), "bad")
        fresh = services.intake_of(me(), intake_id)
        return _tried(fresh, kind, services.plan_for(kind, fresh, me(), content)), 409
    flash(_("The list is taken in."), "ok")
    return redirect(url_for(".tried", intake_id=intake_id))


def _keep(kind: Kind, form: IntakeForm) -> int:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid(_("Choose a file: XLSX or CSV."), field="file")
    content = upload.stream.read(reading.MOST_BYTES + 1)
    reading.lines_of(content)
    key = services.keep(content)
    with transaction():
        file = (upload.filename, content)
        return services.note_kept(me(), kind, form.chosen(), file, key).id


def _content(intake: Intake) -> bytes:
    try:
        return services.content_of(intake)
    except NotFound:
        raise Conflict(_("This file is kept no longer. Send it again.")) from None


def _tried(intake: Intake, kind: Kind, plan: Plan | None) -> str:
    faults = plan.faults if plan else []
    return render_template(
        "desk/tried.html",
        intake=intake,
        kind=kind,
        plan=plan,
        counts=plan.counts if plan else intake.plan,
        faults=faults[:MOST_SHOWN],
        more=max(0, len(faults) - MOST_SHOWN),
        steps=[step for step in plan.steps if step.verb != "same"][:MOST_SHOWN] if plan else [],
    )
