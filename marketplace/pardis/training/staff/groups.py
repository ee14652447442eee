"""Groups of a term: planned, opened, begun, ended or called off; their sessions and people."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts.access import me, requires
from marketplace.accounts.permissions import Permission
from marketplace.core.db import transaction
from marketplace.core.digits import to_latin
from marketplace.core.errors import Conflict, Invalid
from marketplace.core.forms import Form
from marketplace.localisation.languages import LANGUAGE_PREFIX
from marketplace.pardis.training import queries
from marketplace.pardis.training.calendar import morning_of, today_in_tehran
from marketplace.pardis.training.forms import (
    CallOffForm,
    EnrolForm,
    GroupForm,
    MakeUpForm,
    MoveForm,
)
from marketplace.pardis.training.models import EnrolmentState, GroupState
from marketplace.pardis.training.services import joining, planning
from marketplace.pardis.training.staff.pages import WORDS, group_page

bp = Blueprint("training", __name__, url_prefix=f"{LANGUAGE_PREFIX}/office/training")
P = Permission
STEPS = {
    "open": GroupState.OPEN,
    "begin": GroupState.RUNNING,
    "finish": GroupState.FINISHED,
}


@bp.get("/")
@requires(P.PARDIS_ENTER)
def groups() -> ResponseReturnValue:
    asked = to_latin(request.args.get("term", ""))[:9]
    term = queries.term(int(asked) if asked.isdigit() else None)
    morning = morning_of(today_in_tehran())
    return render_template(
        "training/groups.html",
        term=term,
        terms=queries.terms(),
        rows=queries.groups_of_term(term, me()) if term else [],
        week=queries.lessons_between(morning, morning + timedelta(days=7), me()),
        may_manage=me().may(P.TRAINING_MANAGE),
        **WORDS,
    )


@bp.route("/groups/new", methods=["GET", "POST"])
@requires(P.TRAINING_MANAGE)
def new() -> ResponseReturnValue:
    form = GroupForm(terms=queries.terms_to_come())
    if form.validate_on_submit():
        try:
            with transaction():
                course = queries.locked_course(form.course.data)
                term = queries.term_of(form.term.data)
                number = planning.plan_group(course, term, form.plan(), me()).number
            flash(_("The group is planned. Open it when people may sign up."), "ok")
            return redirect(url_for(".group", number=number))
        except (Invalid, Conflict) as refused:
            form.refuse(getattr(refused, "field", None), refused.message)
    page = render_template("training/new_group.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/groups/<number>")
@requires(P.PARDIS_ENTER)
def group(number: str) -> ResponseReturnValue:
    return group_page(number)


@bp.post("/groups/<number>/<any(open, begin, finish):step>")
@requires(P.TRAINING_MANAGE)
def go_on(number: str, step: str) -> ResponseReturnValue:
    with transaction():
        planning.go_on(queries.locked_group(number), STEPS[step], me())
    flash(_("Done."), "ok")
    return redirect(url_for(".group", number=number))


@bp.post("/groups/<number>/call-off")
@requires(P.TRAINING_MANAGE)
def call_off(number: str) -> ResponseReturnValue:
    form = CallOffForm()
    if not form.validate_on_submit():
        return group_page(number, call_off=form), 422
    with transaction():
        planning.call_off(queries.locked_group(number), form.reason.data, me())
    flash(_("The group is called off. Everybody in it is told."), "ok")
    return redirect(url_for(".group", number=number))


@bp.post("/groups/<number>/sessions")
@requires(P.TRAINING_MANAGE)
def add_session(number: str) -> ResponseReturnValue:
    """A make-up session."""
    form = MakeUpForm()
    if form.validate_on_submit():
        try:
            with transaction():
                group = queries.locked_group(number)
                planning.add_make_up(group, form.starts_at(), form.topic.data, me())
            flash(_("The session is added. Everybody in the group is told."), "ok")
            return redirect(url_for(".group", number=number))
        except Invalid as refused:
            form.refuse("day", refused.message)
    return group_page(number, make_up=form), 422


@bp.route("/sessions/<int:lesson_id>", methods=["GET", "POST"])
@requires(P.TRAINING_MANAGE)
def move(lesson_id: int) -> ResponseReturnValue:
    lesson = queries.lesson(lesson_id, me())
    form = MoveForm(lesson=lesson)
    if form.validate_on_submit():
        try:
            with transaction():
                locked = queries.lesson(lesson_id, me(), lock=True)
                planning.move_lesson(
                    locked, form.starts_at(), form.room_id.data, form.trainer(), me()
                )
            flash(_("The session is moved. Everybody in the group is told."), "ok")
            return redirect(url_for(".group", number=lesson.group.number))
        except Invalid as refused:
            form.refuse(
                {"starts_on": "day"}.get(refused.field or "", refused.field), refused.message
            )
            lesson = queries.lesson(lesson_id, me())
    page = render_template("training/move.html", form=form, lesson=lesson, **WORDS)
    return page, 422 if form.errors else 200


@bp.route("/groups/<number>/enrol", methods=["GET", "POST"])
@requires(P.TRAINING_MANAGE)
def enrol(number: str) -> ResponseReturnValue:
    """Somebody who came to the desk, or called."""
    form = EnrolForm(data={"priority": 0})
    if not form.validate_on_submit():
        return _enrol_page(number, form)
    with transaction():
        group = queries.locked_group(number)
        trainee = joining.trainee_for(None, form.details())
        state = joining.join(group, trainee, me(), priority=form.priority.data).state
    if state is EnrolmentState.ENROLLED:
        flash(_("%(name)s has a seat.", name=form.name.data), "ok")
    else:
        flash(_("All seats are taken. %(name)s is on the waiting list.", name=form.name.data))
    return redirect(url_for(".group", number=number))


@bp.post("/enrolments/<int:enrolment_id>/<any(accept, leave):act>")
@requires(P.TRAINING_MANAGE)
def answer(enrolment_id: int, act: str) -> ResponseReturnValue:
    """What somebody without an account said at the desk or by telephone."""
    number = queries.group_number_of(enrolment_id)
    with transaction():
        queries.locked_group(number)
        enrolment = queries.enrolment(enrolment_id)
        if act == "accept":
            joining.accept(enrolment)
        else:
            joining.leave(enrolment, me())
    flash(_("Done."), "ok")
    return redirect(url_for(".group", number=number))


def _enrol_page(number: str, form: Form) -> ResponseReturnValue:
    page = render_template("training/enrol.html", form=form, group=queries.group(number))
    return page, 422 if form.errors else 200
