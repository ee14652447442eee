"""The attendance sheet of one session, made for a phone."""

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.errors import Conflict
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.training import queries
from marketplace.pardis.training.calendar import morning_of, today_in_tehran
from marketplace.pardis.training.forms import SheetForm
from marketplace.pardis.training.models import EnrolmentState
from marketplace.pardis.training.services import attending
from marketplace.pardis.training.staff.pages import WORDS

bp = Blueprint("sheets", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/training/sheets")
MARK = Permission.ATTENDANCE_MARK


@bp.get("/")
@requires(MARK)
def index() -> ResponseReturnValue:
    """The sessions of yesterday, today and tomorrow, which a phone keeps for when the line is down;
    and older ones of which nobody marked who was there."""
    morning = morning_of(today_in_tehran())
    day = timedelta(days=1)
    return render_template(
        "training/sheets.html",
        lessons=queries.lessons_between(morning - day, morning + 2 * day, me()),
        older=queries.lessons_without_marks(morning - day, me()),
        **WORDS,
    )


@bp.get("/<int:lesson_id>")
@requires(MARK)
def show(lesson_id: int) -> ResponseReturnValue:
    return _sheet(lesson_id)


@bp.post("/<int:lesson_id>")
@requires(MARK)
def save(lesson_id: int) -> ResponseReturnValue:
    form = SheetForm()
    try:
        sheet = form.markings() if form.validate_on_submit() else None
    except ValueError:
        sheet = None
    if not sheet:
        form.refuse(None, _("Mark at least one person."))
        return _sheet(lesson_id, form), 422
    try:
        with transaction():
            lesson = queries.lesson(lesson_id, me(), lock=True)
            attending.mark(lesson, sheet, me())
    except attending.MarkedElsewhere as other:
        return _sheet(lesson_id, form, changed=other.enrolment_ids), 409
    except Conflict as refused:
        form.refuse(None, refused.message)
        return _sheet(lesson_id, form), 409
    flash(_("The session is saved."), "ok")
    return redirect(url_for("training.group", number=lesson.group.number))


def _sheet(lesson_id: int, form: SheetForm | None = None, *, changed: Sequence[int] = ()) -> str:
    lesson = queries.lesson(lesson_id, me())
    people = queries.enrolments(lesson.group_id)
    typed = {line.enrolment_id.data: line.mark.data for line in form.lines} if form else {}
    return render_template(
        "training/sheet.html",
        lesson=lesson,
        people=[one for one in people if one.state is EnrolmentState.ENROLLED],
        known={whose: mark for (_of, whose), mark in queries.attendance([lesson.id]).items()},
        typed=typed,
        form=form,
        changed=changed,
        **WORDS,
    )
